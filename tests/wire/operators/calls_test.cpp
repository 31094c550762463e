// Calls that are there, and calls that are over, as operators see them.

#include <filesystem>
#include <optional>

#include <gmock/gmock.h>

#include "tests/wire/kit/raw_caller.h"
#include "tests/wire/kit/runtime.h"

namespace tipring::wire {
namespace {

using ::testing::HasSubstr;

class CallsWireTest : public ::testing::Test {
 protected:
  void SetUp() override { runtime_.emplace(Runtime::Setup{.site = TIPRING_SITES "/site"}); }
  void TearDown() override {
    EXPECT_TRUE(runtime_->settles());
    EXPECT_TRUE(runtime_->ends_in_order());
  }

  std::optional<Runtime> runtime_;
};

TEST_F(CallsWireTest, ACallShowsHowItsLegsGo) {
  RawCaller caller(runtime_->port());
  const std::string invite = caller.invite("stay", RawCaller::sdp());
  const std::string answer = caller.answer_to(invite);
  EXPECT_THAT(answer, HasSubstr("200 OK"));
  const std::string call = runtime_->until_entry("leg.answered").at("contact");
  const Json shown = runtime_->ask({"call", "show", call});
  const Json& leg = shown.at("legs").at(0);
  EXPECT_EQ(leg.at("transport"), "udp");
  EXPECT_EQ(leg.at("codec"), "PCMU");
  EXPECT_TRUE(leg.at("srtp").is_null());
  EXPECT_TRUE(leg.at("phone").is_null());
  // Whatever comes from the carrier's address comes by its trunk.
  EXPECT_EQ(leg.at("trunk"), "carrier");
  // The caller ends it.
  std::string bye = invite.substr(0, invite.find("Content-Type:")) + "Content-Length: 0\r\n\r\n";
  for (const auto& [from, to] : {std::pair{"INVITE sip:", "BYE sip:"}, std::pair{"1 INVITE", "2 BYE"},
                                 std::pair{"z9hG4bK", "z9hG4bKbye"}})
    bye.replace(bye.find(from), std::string(from).size(), to);
  const auto tag = answer.find(";tag=", answer.find("\nTo:"));
  bye.insert(bye.find("\r\n", bye.find("\r\nTo: ") + 2), answer.substr(tag, answer.find("\r\n", tag) - tag));
  caller.send(bye);
  runtime_->until_entry("contact.ended");
}

TEST_F(CallsWireTest, CallsThatAreOverCanBeAskedFor) {
  RawCaller caller(runtime_->port());
  EXPECT_THAT(caller.answer_to(caller.invite("nobody", RawCaller::sdp())), HasSubstr("404"));
  const std::string call = runtime_->until_entry("contact.ended").at("contact");
  // The records follow the ledger in a moment.
  Json ended;
  const auto give_up = std::chrono::steady_clock::now() + patience;
  while (ended.empty() && std::chrono::steady_clock::now() < give_up)
    ended = runtime_->ask({"call", "ls", "--ended"});
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].at("id"), call);
  EXPECT_EQ(ended[0].at("caller"), "raw");
  EXPECT_EQ(ended[0].at("dialled"), "nobody");
  EXPECT_EQ(ended[0].at("status"), 404);
  EXPECT_EQ(runtime_->ask({"call", "ls", "--ended", "--caller", "raw", "--since", "1h"}).size(), 1U);
  EXPECT_TRUE(runtime_->ask({"call", "ls", "--ended", "--caller", "other"}).empty());
  EXPECT_TRUE(runtime_->ask({"call", "ls", "--ended", "--until", "1h"}).empty());
  EXPECT_EQ(runtime_->ask({"call", "ls", "--ended", "--database", runtime_->database()}).size(), 1U);
}

TEST_F(CallsWireTest, CallRecordsAreReadByNobodyElse) {
  for (const auto& file : {runtime_->database(), runtime_->database() + "-wal"}) {
    const auto others = std::filesystem::perms::others_all;
    EXPECT_EQ(std::filesystem::status(file).permissions() & others, std::filesystem::perms::none) << file;
  }
}

}  // namespace
}  // namespace tipring::wire
