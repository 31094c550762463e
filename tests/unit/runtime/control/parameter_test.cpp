#include "runtime/control/parameter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipring {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<ControlParameter> parameters() {
  return {
      {.name = "id", .type = ControlType::contact, .required = true, .doc = "Which contact."},
      {.name = "dry_run", .type = ControlType::boolean, .doc = "Change nothing.", .fallback = false},
      {.name = "limit", .type = ControlType::integer, .doc = "How many.", .lowest = 1, .highest = 10},
      {.name = "level", .type = ControlType::text, .doc = "How much.", .choices = {"debug", "info", "warning"}},
      {.name = "kinds", .type = ControlType::texts, .doc = "Which kinds."}};
}

std::string refusal(const char* params) {
  const auto checked = ControlArguments::check(parameters(), Json::parse(params));
  EXPECT_FALSE(checked.ok()) << params;
  if (checked) return {};
  EXPECT_EQ(checked.error().code, "invalid-params");
  return checked.error().text;
}

TEST(ControlArguments, HoldsWhatWasGiven) {
  const auto arguments = ControlArguments::check(
      parameters(),
      Json::parse(R"({"id":"3-142","dry_run":true,"limit":10,"level":"info","kinds":["leg","play.started"]})"));
  ASSERT_TRUE(arguments.ok());
  EXPECT_EQ(arguments->contact("id"), (ContactId{3, 142}));
  EXPECT_TRUE(arguments->boolean("dry_run"));
  EXPECT_EQ(arguments->integer("limit"), 10);
  EXPECT_EQ(arguments->text("level"), "info");
  EXPECT_THAT(arguments->texts("kinds"), ElementsAre("leg", "play.started"));
}

TEST(ControlArguments, FillsInFallbacksAndTakesNullForAbsent) {
  const auto arguments =
      ControlArguments::check(parameters(), Json::parse(R"({"id":"1-1","dry_run":null,"limit":null})"));
  ASSERT_TRUE(arguments.ok());
  EXPECT_FALSE(arguments->boolean("dry_run"));
  EXPECT_EQ(arguments->optional_integer("limit"), std::nullopt);
  EXPECT_EQ(arguments->optional_text("level"), std::nullopt);
  EXPECT_THAT(arguments->texts("kinds"), IsEmpty());
}

TEST(ControlArguments, TakesNoParamsWhereNothingIsRequired) {
  EXPECT_TRUE(ControlArguments::check({}, Json()).ok());
  EXPECT_TRUE(ControlArguments::check({}, Json::object()).ok());
}

TEST(ControlArguments, RefusesWhatIsMissingUnknownOrOfAnotherType) {
  EXPECT_THAT(refusal("{}"), HasSubstr("'id' (contact) is missing: Which contact."));
  EXPECT_THAT(refusal(R"({"id":"1-1","dryrun":true})"), HasSubstr("did you mean 'dry_run'?"));
  EXPECT_THAT(refusal(R"({"id":"1.1"})"), HasSubstr("a contact's id such as 3-142, not '1.1'"));
  EXPECT_THAT(refusal(R"({"id":7})"), HasSubstr("must be a string, not number"));
  EXPECT_THAT(refusal(R"({"id":""})"), HasSubstr("must not be empty"));
  EXPECT_THAT(refusal(R"({"id":"1-1","dry_run":"yes"})"), HasSubstr("true or false, not string"));
  EXPECT_THAT(refusal(R"({"id":"1-1","kinds":"leg"})"), HasSubstr("an array of strings"));
  EXPECT_THAT(refusal(R"({"id":"1-1","kinds":["leg",7]})"), HasSubstr("must be a string, not number"));
  EXPECT_THAT(refusal(R"({"id":"1-1","level":"infor"})"), HasSubstr("did you mean 'info'?"));
  EXPECT_THAT(refusal(R"(["1-1"])"), HasSubstr("parameters go by name"));
}

TEST(ControlArguments, KeepsNumbersWithinTheirRange) {
  for (const char* limit : {"0", "11", "-1", "2.5", "18446744073709551615", "1e3", "\"5\"", "true"}) {
    EXPECT_THAT(refusal((R"({"id":"1-1","limit":)" + std::string(limit) + "}").c_str()),
                HasSubstr("'limit' must be a whole number from 1 to 10"));
  }
}

}  // namespace
}  // namespace tipring
