#include "runtime/contact/call_permission.h"

#include <gtest/gtest.h>

namespace tipring {
namespace {

Destinations german() {
  Destinations destinations;
  destinations.add("international", "+*");
  destinations.add("national", "+49*");
  destinations.add("mobile", "+4915*");
  destinations.add("premium", "+49900*");
  destinations.add("emergency", "11?");
  return destinations;
}

TEST(DestinationsTest, ANumberIsOfTheClassThatFitsItMostClosely) {
  const Destinations destinations = german();
  EXPECT_EQ(destinations.class_of("+4990012345"), "premium");
  EXPECT_EQ(destinations.class_of("+4915112345"), "mobile");
  EXPECT_EQ(destinations.class_of("+493012345"), "national");
  EXPECT_EQ(destinations.class_of("+12025550143"), "international");
  EXPECT_EQ(destinations.class_of("112"), "emergency");
  EXPECT_EQ(destinations.class_of("200"), "");
}

TEST(DestinationsTest, SeparatorsMakeNoOtherNumber) {
  EXPECT_EQ(german().class_of("+49-900-12345"), "premium");
  EXPECT_EQ(german().class_of("+4.9.9.0.0.1"), "premium");
}

TEST(DestinationsTest, APatternIsOfOneClass) {
  Destinations destinations = german();
  EXPECT_EQ(destinations.add("expensive", "+49900*"), "premium");
  EXPECT_EQ(destinations.class_of("+499001"), "premium");
}

PermissionBook book_of(const CallPermission& permission) {
  PermissionBook book;
  book.destinations = german();
  book.phones["100"] = permission;
  book.trunks["branch"] = {.may_call = {{"national"}}, .may_not_call = {}};
  return book;
}

std::string refusal(const CallPermission& permission, const std::string& number) {
  const auto bar = book_of(permission).bar_of({.phone = "100"}, number);
  return bar ? bar->text : std::string();
}

TEST(PermissionBookTest, WithoutAnyAllIsAllowed) {
  EXPECT_EQ(refusal({}, "+4990012345"), "");
  EXPECT_FALSE(book_of({.may_call = {{}}, .may_not_call = {}}).bar_of({}, "+4990012345"));
}

TEST(PermissionBookTest, WhatMayBeTakenForAnotherNumberIsNotCalledByWhoIsHeldToAny) {
  const CallPermission no_premium{.may_call = {}, .may_not_call = {"premium"}};
  EXPECT_EQ(refusal(no_premium, "reception"), "");
  EXPECT_EQ(refusal(no_premium, "+493012345"), "");
  for (const char* number : {"*31#+4990012345", "++4990012345", "a+4990012345", "+49*90012345", "+49_900123"}) {
    EXPECT_NE(refusal(no_premium, number), "") << number;
    EXPECT_EQ(refusal({}, number), "") << number;
  }
  EXPECT_EQ(refusal({.may_call = {{"#31#*"}}, .may_not_call = {"premium"}}, "#31#30"), "");
}

TEST(PermissionBookTest, ClassesAndPatternsAreAllowedAndNothingElse) {
  const CallPermission permission{.may_call = {{"national", "+1202*"}}, .may_not_call = {}};
  EXPECT_EQ(refusal(permission, "+493012345"), "");
  EXPECT_EQ(refusal(permission, "+1 (202) 555-0143"), "");
  EXPECT_EQ(refusal(permission, "+19005550143"),
            "phone 100 may not call +19005550143 (international): may_call has neither it nor the number");
  EXPECT_EQ(refusal(permission, "+49 900 12345"),
            "phone 100 may not call +4990012345 (premium): may_call has neither it nor the number");
  EXPECT_EQ(refusal(permission, "200"), "phone 100 may not call 200: may_call has not the number");
  EXPECT_EQ(refusal(permission, ""), "phone 100 may not call without a number: may_call has not the number");
}

TEST(PermissionBookTest, WhatIsForbiddenOutweighsWhatIsAllowed) {
  const CallPermission permission{.may_call = {{"*"}}, .may_not_call = {"premium", "+1900*"}};
  EXPECT_EQ(refusal(permission, "+493012345"), "");
  EXPECT_EQ(refusal(permission, "+4990012345"),
            "phone 100 may not call +4990012345 (premium): may_not_call has premium");
}

TEST(PermissionBookTest, TheRuleThatRefusesIsNamedAndNoOther) {
  const CallPermission permission{.may_call = {{"international"}}, .may_not_call = {"+1900*"}};
  const auto bar = book_of(permission).bar_of({.phone = "100"}, "+1-900-5550143");
  ASSERT_TRUE(bar);
  EXPECT_EQ(bar->text, "phone 100 may not call +19005550143 (international): may_not_call has +1900*");
  EXPECT_EQ(bar->number, "+19005550143");
  EXPECT_EQ(bar->destination, "");
}

TEST(PermissionBookTest, WhoCallsByATrunkIsHeldToWhatItMayCall) {
  const auto bar = book_of({}).bar_of({.trunk = "branch"}, "+4990012345");
  ASSERT_TRUE(bar);
  EXPECT_EQ(
      bar->text,
      "who calls by trunk branch may not call +4990012345 (premium): may_call has neither it nor the number");
  EXPECT_EQ(bar->destination, "premium");
}

}  // namespace
}  // namespace tipring
