// `tipring phone`, two at a time: one waits, the other calls it.

#include <cstdlib>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/control/json.h"
#include "tests/kit/certificates.h"
#include "tests/unit/cli/commands/program.h"
#include "tests/wire/kit/child_process.h"
#include "tests/wire/kit/raw_socket.h"
#include "tests/wire/kit/runtime.h"
#include "tests/wire/kit/tones.h"

namespace tipring::wire {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::tipring::testing::TemporaryFolder;
using ::tipring::testing::tipring;

constexpr std::chrono::seconds patience{60};

std::vector<Json> rows_in(const std::string& text) {
  std::vector<Json> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line) && !lines.eof();)
    rows.push_back(Json::parse(line));
  return rows;
}

std::vector<std::string> events_of(const std::vector<Json>& rows) {
  std::vector<std::string> events;
  for (const Json& row : rows)
    events.push_back(row.at("event"));
  return events;
}

std::string detail_of(const std::vector<Json>& rows, const std::string& event) {
  std::string details;
  for (const Json& row : rows) {
    if (row.at("event") == event) details += row.at("detail").get<std::string>();
  }
  return details;
}

/// A phone in the background.
class WaitingPhone {
 public:
  WaitingPhone(const TemporaryFolder& folder, const std::vector<std::string>& options)
      : out_(folder.file("waiting.out")), process_(setup(folder, options)) {}

  std::vector<Json> rows() const {
    std::ifstream file(out_);
    return rows_in({std::istreambuf_iterator<char>(file), {}});
  }

  /// Where it can be called, once it can.
  std::string uri() {
    while (rows().empty()) {
      if (process_.ended_within(std::chrono::milliseconds(20))) throw std::runtime_error("the phone has ended");
    }
    return rows().front().at("detail");
  }

  int exit_code() {
    EXPECT_TRUE(process_.ended_within(patience));
    return process_.exit_code();
  }

 private:
  ChildProcess::Setup setup(const TemporaryFolder& folder, const std::vector<std::string>& options) const {
    ChildProcess::Setup setup{.words = {TIPRING_PROGRAM, "phone", "-o", "jsonl"},
                              .out_file = out_,
                              .err_file = folder.file("waiting.err")};
    setup.words.insert(setup.words.end(), options.begin(), options.end());
    return setup;
  }

  std::string out_;
  ChildProcess process_;
};

class PhoneWireTest : public ::testing::Test {
 protected:
  std::string tone(int hertz, const std::string& seconds = "1") const {
    const std::string file = folder_.file("tone" + std::to_string(hertz) + ".wav");
    const std::string command =
        "sox -q -n -r 8000 -b 16 -c 1 " + file + " synth " + seconds + " sine " + std::to_string(hertz);
    EXPECT_EQ(std::system(command.c_str()), 0);
    return file;
  }

  TemporaryFolder folder_;
};

// Every row counts from one moment.
void expect_in_order(const std::vector<Json>& rows) {
  std::int64_t last = 0;
  for (const Json& row : rows) {
    EXPECT_GE(row.at("at"), last) << row;
    last = row.at("at");
  }
}

TEST_F(PhoneWireTest, OneCallsTheOther) {
  const std::string recording = folder_.file("heard.wav");
  WaitingPhone bob(folder_, {"--answer", "--record", recording});
  const auto ann =
      tipring({"phone", bob.uri(), "--from", "ann", "--press", "15#", "--play", tone(425), "--play",
               tone(1000, "0.2"), "--after", "1s", "--press", "7", "--hang-up", "-o", "jsonl"});
  EXPECT_EQ(ann.exit_code, 0) << ann.err;
  EXPECT_EQ(ann.err, "");
  EXPECT_EQ(bob.exit_code(), 0);
  EXPECT_EQ(events_of(rows_in(ann.out)),
            (std::vector<std::string>{"calling", "answered", "pressed", "playing", "played", "playing",
                                      "played", "pressed", "released"}));
  const auto rows = bob.rows();
  EXPECT_THAT(events_of(rows), IsSupersetOf({"waiting", "called", "answered", "recording", "digit", "sound",
                                             "tone", "released", "recorded"}));
  expect_in_order(rows);
  EXPECT_EQ(detail_of(rows, "digit"), "15#7");
  // Where packets are late, a tone is heard in parts.
  EXPECT_THAT(detail_of(rows, "tone"), ContainsRegex("425 Hz.*beep")) << "what is short is a beep";
  EXPECT_THAT(detail_of(rows, "called"), HasSubstr("sip:ann@127.0.0.1"));
  EXPECT_EQ(detail_of(rows, "released"), "by the other side");
  EXPECT_EQ(tones_in(recording, {425, 900}), std::vector<int>{425});
}

/// Phones at a switchboard.
class PhoneAtSwitchboardTest : public PhoneWireTest {
 protected:
  // Phone 200 of the site, registered there; where it waits.
  std::vector<std::string> as_200(std::vector<std::string> options, const char* password = "two") {
    const std::string file = folder_.file("password");
    std::ofstream(file) << password << "\n";
    options.insert(options.begin(), {"--user", "200", "--password-file", file, "--register", registrar()});
    return options;
  }
  std::string registrar() const { return "sip:" + runtime_.address(); }

  Runtime runtime_{{.site = TIPRING_TRANSFERS}};
  TemporaryFolder elsewhere_;  // For the other phone.
};

TEST_F(PhoneAtSwitchboardTest, HasWhomItTalksToConnectedElsewhere) {
  WaitingPhone bob(folder_, as_200({"--answer", "--transfer", "menu"}));
  runtime_.until_entry("phone.registered");
  WaitingPhone ann(elsewhere_, {runtime_.uri("200")});
  EXPECT_EQ(bob.exit_code(), 0);
  const auto rows = bob.rows();
  EXPECT_EQ(events_of(rows), (std::vector<std::string>{"registered", "waiting", "called", "answered",
                                                       "transferring", "transferred", "released"}));
  EXPECT_THAT(detail_of(rows, "waiting"), HasSubstr("sip:200@127.0.0.1:"));
  for (std::size_t row = 1; row < rows.size(); ++row)
    EXPECT_LE(rows[row - 1].at("at"), rows[row].at("at")) << "all rows count from one moment";
  const Json calls = runtime_.ask({"call", "ls"});
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].at("dialled"), "menu");
  // Who called proves nothing; the phone is known by its place.
  std::set<std::string> names;
  for (const Json& message : runtime_.ask({"sip", "trace"})) {
    if (message.at("peer_name").is_string()) names.insert(message.at("peer_name"));
  }
  EXPECT_EQ(names, std::set<std::string>{"phone 200"});
  runtime_.ask({"call", "hangup", calls[0].at("id")});
  EXPECT_EQ(ann.exit_code(), 0);
}

TEST_F(PhoneAtSwitchboardTest, ATransferThatLeadsNowhereIsToldAndEndsTheCallOfAStep) {
  WaitingPhone bob(folder_, as_200({"--answer", "--transfer", "999"}));
  runtime_.until_entry("phone.registered");
  WaitingPhone ann(elsewhere_, {runtime_.uri("200")});
  EXPECT_EQ(bob.exit_code(), 4);
  EXPECT_THAT(detail_of(bob.rows(), "failed"), HasSubstr("the transfer came to 404 Not Found"));
  EXPECT_EQ(ann.exit_code(), 0);
}

TEST_F(PhoneAtSwitchboardTest, IsToldWhatItDidNotProve) {
  const auto unnamed = tipring({"phone", runtime_.uri("menu"), "--user", "200", "-o", "jsonl"});
  EXPECT_EQ(unnamed.exit_code, 4);
  EXPECT_THAT(unnamed.err, HasSubstr("--password-file"));
  auto options = as_200({"-o", "jsonl"}, "wrong");
  options.insert(options.begin(), "phone");
  const auto wrong = tipring(options);
  EXPECT_EQ(wrong.exit_code, 4);
  EXPECT_THAT(wrong.err, HasSubstr("403 Forbidden; it does not know the user, or not by that password"));
  EXPECT_THAT(wrong.err, ::testing::Not(HasSubstr("trunk")));
  EXPECT_THAT(detail_of(rows_in(wrong.out), "not-registered"), HasSubstr("403"));
}

// As whoever calls itself by another port than it has registered from.
TEST_F(PhoneAtSwitchboardTest, IsNamedInTheTraceByWhatItHasProved) {
  const std::string file = folder_.file("password");
  std::ofstream(file) << "two\n";
  const auto ended = tipring({"phone", runtime_.uri("999"), "--user", "200", "--password-file", file});
  EXPECT_EQ(ended.exit_code, 4);
  const Json messages = runtime_.ask({"sip", "trace"});
  ASSERT_FALSE(messages.empty());
  for (const Json& message : messages)
    EXPECT_EQ(message.at("peer_name"), "phone 200") << message;
}

TEST_F(PhoneWireTest, SomebodyWhoIsNotThereAndAHostThatIsNoneAreToldApart) {
  // Nobody listens at port 9.
  const auto nobody = tipring({"phone", "sip:a@127.0.0.1:9", "-o", "jsonl"});
  EXPECT_EQ(nobody.exit_code, 6);
  EXPECT_THAT(nobody.err, HasSubstr("sip:a@127.0.0.1:9 cannot be called: nobody can be reached there"));
  EXPECT_EQ(events_of(rows_in(nobody.out)), (std::vector<std::string>{"calling", "failed"}));
}

TEST_F(PhoneWireTest, ShowsAMessageAndTakesIt) {
  WaitingPhone bob(folder_, {"--timeout", "10s"});
  const std::string uri = bob.uri();
  RawSocket ann("udp", static_cast<std::uint16_t>(std::stoul(uri.substr(uri.rfind(':') + 1))));
  ann.send("MESSAGE " + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP " + ann.address() +
           ";branch=z9hG4bKm1\r\nMax-Forwards: 70\r\nFrom: <sip:ann@" + ann.address() + ">;tag=m\r\nTo: <" +
           uri +
           ">\r\nCall-ID: m1\r\nCSeq: 1 MESSAGE\r\nContent-Type: text/plain\r\nContent-Length: 11\r\n\r\n"
           "Lunch at 1?");
  EXPECT_EQ(status_of(ann.until("SIP/2.0")), 200);
  EXPECT_EQ(detail_of(bob.rows(), "message"), "sip:ann@" + ann.address() + ": Lunch at 1?");
}

TEST_F(PhoneWireTest, ARefusedCallEndsWithItsReason) {
  WaitingPhone bob(folder_, {"--ring", "--refuse", "486"});
  const auto ann = tipring({"phone", bob.uri(), "-o", "jsonl"});
  EXPECT_EQ(ann.exit_code, 4);
  EXPECT_THAT(ann.err, HasSubstr("did not take the call: 486 Busy Here"));
  EXPECT_EQ(events_of(rows_in(ann.out)), (std::vector<std::string>{"calling", "ringing", "refused"}));
  EXPECT_EQ(bob.exit_code(), 0);
}

TEST_F(PhoneWireTest, ACallerWhoIsNotAnsweredGivesUp) {
  WaitingPhone bob(folder_, {"--ring"});
  const auto ann = tipring({"phone", bob.uri(), "--timeout", "500ms", "-o", "jsonl"});
  EXPECT_EQ(ann.exit_code, 6);
  EXPECT_THAT(ann.err, HasSubstr("nobody has answered"));
  EXPECT_EQ(bob.exit_code(), 0);
  EXPECT_EQ(events_of(bob.rows()).back(), "cancelled");
}

TEST_F(PhoneWireTest, NobodyCalls) {
  const auto ended = tipring({"phone", "--timeout", "100ms", "-o", "jsonl"});
  EXPECT_EQ(ended.exit_code, 6);
  EXPECT_EQ(events_of(rows_in(ended.out)), (std::vector<std::string>{"waiting", "gave-up"}));
}

TEST_F(PhoneWireTest, AStepThatCannotBeTakenEndsTheCall) {
  WaitingPhone bob(folder_, {"--press", "1", "--answer"});
  const auto ann = tipring({"phone", bob.uri(), "-o", "jsonl"});
  EXPECT_EQ(ann.exit_code, 4) << "it was declined";
  EXPECT_EQ(bob.exit_code(), 4);
  EXPECT_THAT(detail_of(bob.rows(), "failed"), HasSubstr("cannot press keys: the phone is being called"));
}

// Over IPv6.
TEST_F(PhoneWireTest, OneCallsTheOtherOverTls) {
  ::tipring::testing::CertificateAuthority authority(folder_.path(), "authority");
  const std::string certificate = authority.issue({.file = "phone.pem", .names = {"IP:::1"}});
  WaitingPhone bob(folder_, {"--listen", "tls://[::1]:0", "--certificate", certificate, "--answer"});
  EXPECT_THAT(bob.uri(), HasSubstr("@[::1]:"));
  EXPECT_THAT(bob.uri(), HasSubstr(";transport=tls"));
  const auto ann = tipring({"phone", bob.uri(), "--trust", authority.file(), "--press", "15#", "--play",
                            tone(425), "--hang-up", "-o", "jsonl"});
  EXPECT_EQ(ann.exit_code, 0) << ann.err;
  EXPECT_EQ(ann.err, "");
  EXPECT_EQ(bob.exit_code(), 0);
  EXPECT_EQ(detail_of(bob.rows(), "digit"), "15#");
  EXPECT_THAT(events_of(bob.rows()), IsSupersetOf({"answered", "tone"}));
}

TEST_F(PhoneWireTest, ACertificateThatNobodyVouchesForIsNotBelieved) {
  ::tipring::testing::CertificateAuthority authority(folder_.path(), "authority");
  WaitingPhone bob(folder_, {"--listen", "tls://[::1]:0", "--answer"});
  const auto ann =
      tipring({"phone", bob.uri(), "--trust", authority.file(), "--timeout", "15s", "-o", "jsonl"});
  EXPECT_NE(ann.exit_code, 0);
  EXPECT_THAT(events_of(rows_in(ann.out)), ::testing::Not(::testing::Contains("answered")));
  EXPECT_THAT(ann.err, HasSubstr("certificate"));
  EXPECT_EQ(events_of(bob.rows()), std::vector<std::string>{"waiting"});
}

TEST_F(PhoneWireTest, MistakesAreSaidBeforeAnythingIsCalled) {
  EXPECT_EQ(tipring({"phone", "100@127.0.0.1"}).exit_code, 2);
  EXPECT_THAT(tipring({"phone", "100@127.0.0.1"}).err,
              HasSubstr("expected a SIP URI such as sip:100@127.0.0.1:5060"));
  EXPECT_EQ(tipring({"phone", "--press", "1x"}).exit_code, 2);
  EXPECT_EQ(tipring({"phone", "sip:a@127.0.0.1:9", "--trust", "a.pem"}).exit_code, 2);
  EXPECT_EQ(tipring({"phone", "--refuse", "200"}).exit_code, 2);
  const auto missing = tipring({"phone", "sip:a@127.0.0.1:9", "--play", folder_.file("missing.wav")});
  EXPECT_EQ(missing.exit_code, 3);
  EXPECT_EQ(missing.out, "");
  EXPECT_THAT(missing.err, HasSubstr("missing.wav"));
}

}  // namespace
}  // namespace tipring::wire
