// A name server that means us harm: calls to the names it answers for end, and nothing else does.

#include "agent_fixture.h"
#include "raw_peer.h"
#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using testing::AnyOf;

std::string number(unsigned value) {
  return {static_cast<char>(value >> 8U), static_cast<char>(value & 255U)};
}

// An answer section that goes on in the bytes it has.
struct Answer {
  std::string what;
  unsigned count;  // As its header says.
  std::string records;
};

// Pointing to the question's name, of class IN, for a minute.
std::string record(unsigned type, unsigned length, const std::string& data) {
  return number(0xc00c) + number(type) + number(1) + number(0) + number(60) + number(length) + data;
}

std::string many(std::size_t count, const std::string& one) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i)
    all += one;
  return all;
}

const std::vector<Answer> answers{
    {"more records than there are", 65535, ""},
    {"a name that points to itself", 1, number(0xc01d + 12) + number(0xc01d + 12) + std::string(20, 'x')},
    {"data that goes beyond the end", 1, record(33, 65535, "short")},
    {"an address of three bytes", 1, record(1, 3, "abc")},
    {"an IPv6 address of none", 1, record(28, 0, "")},
    {"a service without a target", 1, record(33, 6, "abcdef")},
    {"a service whose target is a loop", 1, record(33, 8, "\1\1\1\1\x13\xc4" + number(0xc032))},
    {"a pointer whose texts are longer than it is", 1,
     record(35, 7,
            "\1\1\1\1\xff"
            "ab")},
    {"a name that is another name for itself", 1, record(5, 2, number(0xc00c))},
    {"more addresses than a datagram should hold", 2000, many(2000, record(1, 4, "\x7f\1\1\1"))},
    {"labels without an end", 1, record(33, 206, "\1\1\1\1\x13\xc4" + many(50, "\3abc"))},
    {"nothing but noise", 7, many(200, "\xfe\xed")},
};

class AgentNamesTest : public AgentTest {
 protected:
  void SetUp() override {
    AgentTest::SetUp();
    server_ = std::make_unique<RawPeer>(*reactor_);
    Settings settings{.listen = {"udp://127.0.0.1:0"}, .user_agent = "Tipring/test"};
    settings.names = {reactor_.get(), server_->at()};
    auto agent = SipAgent::create(reactor_->native_root(), settings, loop_, ids_, party_, party_);
    ASSERT_TRUE(agent.ok()) << agent.error().text;
    party_.agent = std::move(agent).value();
  }
  void TearDown() override {
    party_.agent.reset();
    server_.reset();
  }
  // To all questions that came.
  void answer(const Answer& answer) { answer_all(*server_, answer); }
  static void answer_all(RawPeer& server, const Answer& answer) {
    for (const auto& [port, query] : server.take_with_ports()) {
      const std::string question = query.substr(12, query.find('\0', 12) + 5 - 12);
      server.send(port, query.substr(0, 2) + number(0x8180) + number(1) + number(answer.count) + number(0) +
                            number(0) + question + answer.records);
    }
  }

  Party party_;
  std::unique_ptr<RawPeer> server_;
};

TEST_F(AgentNamesTest, HostileAnswersEndTheCallThatAskedForThem) {
  for (const Answer& each : answers) {
    party_.told.clear();
    const LegId leg = place(party_, "sip:100@hostile.example", audio(4000));
    EXPECT_TRUE(until([&] {
      answer(each);
      return party_.heard("released");
    })) << each.what;
    EXPECT_THAT(party_.releases[leg].status, AnyOf(404, 408, 503)) << each.what;
    EXPECT_EQ(party_.releases[leg].by, Release::By::system) << each.what;
  }
  EXPECT_TRUE(until([this] { return party_.agent->settled(); }));
  EXPECT_EQ(party_.agent->live().legs, 0U);
}

TEST_F(AgentNamesTest, OtherServersAreAskedFromThenOnAndWhatIsAskedEndsByTheOld) {
  const Answer nobody{"no such name", 0, ""};
  const LegId before = place(party_, "sip:100@old.example", audio(4000));
  ASSERT_TRUE(until([this] { return !server_->received.empty(); }));
  RawPeer next(*reactor_);
  ASSERT_TRUE(party_.agent->set_name_servers(next.at()).ok());
  const LegId after = place(party_, "sip:100@new.example", audio(4000));
  ASSERT_TRUE(until([&] { return !next.received.empty(); }));
  EXPECT_NE(next.received[0].find("\3new\7example"), std::string::npos);
  answer(nobody);
  // The old one has answered; what else its name needs is asked of the new.
  ASSERT_TRUE(until([&] {
    return std::ranges::any_of(
        next.received, [](const auto& query) { return query.find("\3old\7example") != std::string::npos; });
  }));
  answer_all(next, nobody);
  ASSERT_TRUE(until([&] {
    answer_all(next, nobody);
    return party_.releases.contains(before) && party_.releases.contains(after);
  }));
  EXPECT_EQ(party_.agent->set_name_servers("nonsense").error().code, "resolver-failed");
}

}  // namespace
}  // namespace tipring::sip
