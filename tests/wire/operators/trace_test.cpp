// SIP messages that passed, as operators ask for them.

#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>

#include <gmock/gmock.h>

#include "tests/wire/kit/raw_caller.h"
#include "tests/wire/kit/runtime.h"

namespace tipring::wire {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

class TraceWireTest : public ::testing::Test {
 protected:
  void SetUp() override { runtime_.emplace(Runtime::Setup{.site = TIPRING_SITES "/site"}); }
  void TearDown() override {
    EXPECT_TRUE(runtime_->settles());
    EXPECT_TRUE(runtime_->ends_in_order());
  }
  Json trace(std::vector<std::string> options) {
    options.insert(options.begin(), {"sip", "trace"});
    return runtime_->ask(std::move(options));
  }
  // A call that is refused; its id.
  std::string refused_call(const RawCaller& caller, const std::string& invite) {
    EXPECT_THAT(caller.answer_to(invite), HasSubstr("SIP/2.0 "));
    return runtime_->until_entry("contact.ended").at("contact").get<std::string>();
  }
  static std::vector<std::string> lines_of(const Json& messages) {
    std::vector<std::string> lines;
    for (const auto& message : messages) {
      const std::string message_text = message.at("message");
      lines.push_back(message.at("direction").get<std::string>() + " " +
                      message_text.substr(0, message_text.find("\r\n")));
    }
    return lines;
  }

  std::optional<Runtime> runtime_;
};

TEST_F(TraceWireTest, ACallIsFoundAfterItsEndWithAllItsLegs) {
  RawCaller caller(runtime_->port());
  const std::string out = refused_call(caller, caller.invite("out", RawCaller::sdp()));
  const std::string other = refused_call(caller, caller.invite("nobody", RawCaller::sdp()));
  const Json messages = trace({"--call", out});
  EXPECT_THAT(lines_of(messages), IsSupersetOf({HasSubstr("received INVITE sip:out@"),
                                                HasSubstr("sent INVITE sip:+12025550143@127.0.0.1")}));
  EXPECT_THAT(lines_of(messages), Not(Contains(HasSubstr("nobody"))));
  std::set<std::string> legs;
  std::set<std::string> names;
  for (const auto& message : messages) {
    EXPECT_EQ(message.at("call"), out);
    legs.insert(message.at("leg"));
    if (message.at("peer_name").is_string()) names.insert(message.at("peer_name"));
  }
  EXPECT_EQ(legs.size(), 2U);
  EXPECT_THAT(names, Contains("trunk carrier"));
  EXPECT_THAT(lines_of(trace({"--call", other})),
              IsSupersetOf({HasSubstr("received INVITE sip:nobody@"), HasSubstr("sent SIP/2.0 404")}));
}

TEST_F(TraceWireTest, SecretsAreMaskedUnlessAskedFor) {
  RawCaller caller(runtime_->port());
  std::string invite =
      caller.invite("nobody", RawCaller::sdp() + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0\r\n");
  invite.insert(invite.find("\r\n") + 2, "Authorization: Digest username=\"1\", response=\"0a1b\"\r\n");
  refused_call(caller, invite);
  const std::string masked = trace({}).front().at("message");
  EXPECT_THAT(masked, HasSubstr("response=\"xxxx\""));
  EXPECT_THAT(masked, HasSubstr("inline:xxxxxxxx"));
  EXPECT_EQ(masked.size(), invite.size());
  EXPECT_EQ(trace({"--unmasked"}).front().at("message"), invite);
}

TEST_F(TraceWireTest, WhatIsNoSipIsThereByteByByte) {
  RawCaller caller(runtime_->port());
  caller.send(std::string("no SIP \xff\0", 9));
  refused_call(caller, caller.invite("nobody", RawCaller::sdp()));
  const Json first = trace({}).front();
  EXPECT_EQ(first.at("readable"), false);
  EXPECT_EQ(first.at("bytes"), "6e6f2053495020ff00");
  EXPECT_EQ(first.at("peer"), caller.address());
}

TEST_F(TraceWireTest, AFileForWiresharkHasEachMessage) {
  RawCaller caller(runtime_->port());
  const std::string call = refused_call(caller, caller.invite("nobody", RawCaller::sdp()));
  const std::string file = runtime_->site_folder() + "/trace.pcap";
  const Json messages = trace({"--call", call, "--pcap", file});
  std::size_t expected = 24;
  for (const auto& message : messages)
    expected += 16 + 20 + 8 + message.at("size").get<std::size_t>();
  EXPECT_GE(messages.size(), 3U);
  EXPECT_EQ(std::filesystem::file_size(file), expected);
}

TEST_F(TraceWireTest, WhoFollowsSeesWhatIsKeptAndThenWhatComes) {
  RawCaller caller(runtime_->port());
  refused_call(caller, caller.invite("nobody", RawCaller::sdp()));
  const std::string out = runtime_->site_folder() + "/out";
  ChildProcess follower({.words = {runtime_->program(), "sip", "trace", "--follow", "--since", "1h", "-o",
                                   "jsonl", "--socket", runtime_->socket()},
                         .out_file = out,
                         .err_file = runtime_->site_folder() + "/err"});
  const auto followed = [&] {
    std::ifstream file(out);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);)
      lines.push_back(Json::parse(line).at("message").get<std::string>().substr(0, 19));
    return lines;
  };
  const auto seen = [&](const std::string& start) {
    const auto give_up = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < give_up) {
      const auto lines = followed();
      if (std::find(lines.begin(), lines.end(), start) != lines.end()) return true;
    }
    return false;
  };
  EXPECT_TRUE(seen("INVITE sip:nobody@1"));
  refused_call(caller, caller.invite("someone", RawCaller::sdp()));
  EXPECT_TRUE(seen("INVITE sip:someone@"));
}

TEST_F(TraceWireTest, ACallThatNeverWasIsNotFound) {
  const auto ended = ::tipring::testing::run_program(
      runtime_->program(), {"sip", "trace", "--call", "77-1", "--socket", runtime_->socket()});
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_THAT(ended.err, HasSubstr("77-1"));
}

}  // namespace
}  // namespace tipring::wire
