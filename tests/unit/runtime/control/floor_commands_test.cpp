#include "runtime/control/floor_commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/journal/memory_journal.h"
#include "adapters/sim/network.h"
#include "adapters/sim/sim_directory.h"
#include "adapters/sim/sim_media.h"
#include "adapters/sim/sim_messaging.h"
#include "adapters/sim/sim_speech.h"
#include "adapters/sim/sim_telephony.h"
#include "runtime/control/people_commands.h"

namespace tipring {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class QuietLog final : public Log {
 public:
  void write(LogLevel, std::string_view) override {}
};

// Answers every call and keeps it until the caller is gone.
class AnsweringAttendant final : public Attendant {
 public:
  void attend(ContactId contact) override {
    contacts.push_back(contact);
    if (calls->find(contact) == nullptr) return;  // A chat.
    ASSERT_TRUE(calls->answer(contact).ok());
  }
  bool takes_messages(const PartyAddress& /*dialled*/) const override { return true; }
  void released(ContactId contact, const Release&) override { calls->finish(contact, ""); }

  Calls* calls = nullptr;
  std::vector<ContactId> contacts;
};

class FloorCommandsTest : public testing::Test {
 protected:
  FloorCommandsTest() {
    network_.connect(telephony_, media_);
    telephony_.deliver_to(inbox_);
    media_.deliver_to(inbox_);
    messaging_.deliver_to(inbox_);
    attendant_.calls = &floor_.calls();
    add_floor_commands(
        control_, floor_,
        {.version = "1.2", .run = 3, .pid = 4711, .site = "/srv/bank", .live_tasks = [] { return 7; }});
    add_people_commands(control_, floor_);
  }

  void call(const std::string& from, const std::string& to) {
    network_.call({.name = {}, .from = from, .to = to, .display = {}, .headers = {}, .phone = {}});
    pass(std::chrono::seconds(1));
  }
  void pass(Duration time) { run_virtual(loop_, clock_, clock_.now() + time); }

  Json ask(const std::string& method, const std::string& params = "{}") {
    std::string sent;
    ControlSession session(control_, [&sent](std::string line) { sent = std::move(line); });
    loop_.post([&] {
      session.handle(R"({"jsonrpc":"2.0","id":1,"method":")" + method + R"(","params":)" + params + "}");
    });
    loop_.turn();
    const auto answer = Json::parse(sent);
    return answer.contains("result") ? answer.at("result") : answer.at("error");
  }

  VirtualClock clock_{UtcTime{std::chrono::seconds(1'800'000'000)}};
  RunLoop loop_{clock_};
  Ids ids_{3};
  Inbox inbox_{loop_};
  sim::Network network_{loop_};
  sim::SimTelephony telephony_{loop_, network_, ids_};
  sim::SimMedia media_{loop_, network_, {}};
  sim::SimMessaging messaging_{loop_};
  sim::SimSpeech speech_{loop_};
  sim::SimDirectory directory_;
  journal::MemoryJournal journal_;
  QuietLog log_;
  Chance chance_{1};
  AnsweringAttendant attendant_;
  Floor floor_{
      loop_, inbox_,     ids_, {telephony_, media_, messaging_, speech_, directory_, journal_, log_, chance_},
      {},    attendant_, 1};
  Control control_;
};

TEST_F(FloorCommandsTest, SayHowTheRuntimeIs) {
  pass(std::chrono::seconds(90));
  EXPECT_EQ(
      ask("status"),
      Json::parse(
          R"({"state":"running","overload":null,"site":"/srv/bank","database":"","version":"1.2","pid":4711,"run":3,
    "started_at":1800000000000000,"uptime":90000000,"ledger":{"folder":"","next_sequence":1,"unwritten":0,"room":"normal"},
    "live":{"contacts":0,"legs":0,"operations":0,"tasks":7,"timers":0,"signalling_legs":0,"media_slots":0,
            "sockets":0}})"));
  floor_.drain();
  EXPECT_EQ(ask("status").at("state"), "draining");
}

TEST_F(FloorCommandsTest, CountWhatIsThereAndNothingAfterwards) {
  call("100", "200");
  const auto busy = ask("status").at("live");
  EXPECT_EQ(busy.at("contacts"), 1);
  EXPECT_EQ(busy.at("legs"), 1);
  EXPECT_EQ(busy.at("media_slots"), 1);
  ask("call.hangup", R"({"id":"3-1"})");
  pass(std::chrono::minutes(1));
  const auto idle = ask("status").at("live");
  for (const auto& [name, count] : idle.items()) {
    EXPECT_EQ(count, name == "tasks" ? 7 : 0) << name;
  }
}

TEST_F(FloorCommandsTest, ListTheCallsInOrder) {
  EXPECT_EQ(ask("call.list"), Json::parse(R"({"calls":[],"complete":true})"));
  call("100", "200");
  call("101", "200");
  const auto calls = ask("call.list").at("calls");
  ASSERT_EQ(calls.size(), 2U);
  EXPECT_EQ(calls[0].at("id"), "3-1");
  EXPECT_EQ(calls[0].at("caller"), "100");
  EXPECT_EQ(calls[0].at("dialled"), "200");
  EXPECT_EQ(calls[0].at("state"), "attended");
  // The simulated network takes a moment.
  EXPECT_GT(calls[0].at("arrived_at"), 1'800'000'000'000'000);
  EXPECT_LT(calls[0].at("arrived_at"), 1'800'000'001'000'000);
  EXPECT_EQ(calls[0].at("legs"), 1);
  EXPECT_EQ(calls[1].at("id"), "3-2");
}

TEST_F(FloorCommandsTest, ChatsStandAmongTheCalls) {
  call("100", "200");
  const auto writer = messaging_.add({.name = "ann", .address = "+12025550143", .to = "desk"});
  messaging_.write(writer, "Hello");
  pass(std::chrono::seconds(1));
  call("101", "200");
  const auto calls = ask("call.list").at("calls");
  ASSERT_EQ(calls.size(), 3U);
  EXPECT_EQ(calls[0].at("channel"), "call");
  EXPECT_EQ(calls[1].at("channel"), "message");
  EXPECT_EQ(calls[1].at("caller"), "+12025550143");
  EXPECT_EQ(calls[2].at("channel"), "call");
  EXPECT_EQ(ask("call.list", R"({"limit":1,"after":"3-1"})").at("calls")[0].at("id"), "3-2");
  EXPECT_EQ(ask("call.show", R"({"id":"3-2"})").at("call").at("dialled"), "desk");
  EXPECT_THAT(ask("call.transfer", R"({"id":"3-2","to":"300"})").at("message"), HasSubstr("3-2 is a chat"));
  EXPECT_EQ(ask("call.hangup", R"({"id":"3-2","dry_run":true})").at("hung_up"), false);
  EXPECT_EQ(ask("call.hangup", R"({"id":"3-2"})").at("hung_up"), true);
  EXPECT_EQ(ask("call.hangup", R"({"id":"3-2"})").at("message"), "chat 3-2 is ending already");
}

TEST_F(FloorCommandsTest, ListCallsInPieces) {
  for (const char* caller : {"100", "101", "102"})
    call(caller, "200");
  const auto first = ask("call.list", R"({"limit":2})");
  EXPECT_EQ(first.at("calls").size(), 2U);
  EXPECT_FALSE(first.at("complete").get<bool>());
  const auto second = ask("call.list", R"({"limit":2,"after":"3-2"})");
  ASSERT_EQ(second.at("calls").size(), 1U);
  EXPECT_EQ(second.at("calls")[0].at("id"), "3-3");
  EXPECT_TRUE(second.at("complete").get<bool>());
}

TEST_F(FloorCommandsTest, ShowACallWithItsLegsAndVariables) {
  call("100", "200");
  ASSERT_TRUE(floor_.calls().set_variable({3, 1}, "reason", std::string("billing")).ok());
  const auto shown = ask("call.show", R"({"id":"3-1"})").at("call");
  EXPECT_EQ(shown.at("variables"), Json::parse(R"({"reason":"billing"})"));
  ASSERT_EQ(shown.at("legs").size(), 1U);
  const auto& leg = shown.at("legs")[0];
  EXPECT_EQ(leg.at("id"), "3.1");
  EXPECT_EQ(leg.at("direction"), "incoming");
  EXPECT_EQ(leg.at("state"), "answered");
  EXPECT_EQ(leg.at("peer"), "100");
  EXPECT_EQ(leg.at("transport"), "sim");
  EXPECT_EQ(leg.at("codec"), "PCMU");
  EXPECT_TRUE(leg.at("srtp").is_null());
  EXPECT_TRUE(leg.at("trunk").is_null());
  EXPECT_TRUE(leg.contains("answered_at"));
  EXPECT_FALSE(leg.contains("bridged_with"));
}

TEST_F(FloorCommandsTest, TellWhoHolds) {
  call("100", "200");
  const auto held = [this] {
    const auto leg = ask("call.show", R"({"id":"3-1"})").at("call").at("legs")[0];
    return std::pair(ask("call.list").at("calls")[0].at("held").get<int>(), leg.at("held_by"));
  };
  EXPECT_EQ(held(), std::pair(0, Json()));
  ASSERT_TRUE(network_.party(1).hold().ok());
  pass(std::chrono::seconds(1));
  EXPECT_EQ(held(), std::pair(1, Json("peer")));
  loop_.post([this] {
    ASSERT_TRUE(floor_.calls().hold({3, 1}, true, [](const std::optional<Error>&) {}).ok());
  });
  pass(std::chrono::seconds(1));
  EXPECT_EQ(held(), std::pair(1, Json("both")));
  ASSERT_TRUE(network_.party(1).resume().ok());
  pass(std::chrono::seconds(1));
  EXPECT_EQ(held(), std::pair(1, Json("us")));
}

TEST_F(FloorCommandsTest, EndACall) {
  call("100", "200");
  EXPECT_EQ(ask("call.hangup", R"({"id":"3-1"})"),
            Json::parse(R"({"id":"3-1","state":"attended","hung_up":true})"));
  EXPECT_EQ(ask("call.hangup", R"({"id":"3-1"})").at("data").at("code"), "wrong-state");
  pass(std::chrono::minutes(1));
  EXPECT_EQ(ask("call.hangup", R"({"id":"3-1"})").at("data").at("code"), "not-found");
  EXPECT_THAT(ask("call.list").at("calls"), IsEmpty());
}

TEST_F(FloorCommandsTest, SendACallerElsewhere) {
  call("100", "200");
  EXPECT_EQ(ask("call.transfer", R"({"id":"3-1","to":"300"})"),
            Json::parse(R"({"id":"3-1","to":"300","transferred":true,"becomes":"3-2"})"));
  pass(std::chrono::minutes(1));
  const auto calls = ask("call.list").at("calls");
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].at("id"), "3-2");
  EXPECT_EQ(calls[0].at("caller"), "100");
  EXPECT_EQ(calls[0].at("dialled"), "300");
  EXPECT_EQ(ask("call.show", R"({"id":"3-2"})").at("call").at("dialled_uri"), "sip:300@sim.invalid");
  EXPECT_EQ(ask("call.transfer", R"({"id":"3-1","to":"300"})").at("data").at("code"), "not-found");
}

TEST_F(FloorCommandsTest, ParkACallerAndCallWhoRetrievesIt) {
  call("100", "200");
  EXPECT_THAT(ask("call.park", R"({"id":"3-1","place":"701"})").at("message"), HasSubstr("say where it goes"));
  EXPECT_EQ(ask("call.park", R"({"id":"3-1","place":"701","back_to":"300","dry_run":true})"),
            Json::parse(R"({"id":"3-1","place":"701","back_to":"300","parked":false})"));
  EXPECT_EQ(ask("call.park", R"({"id":"3-1","place":"701","back_to":"300"})"),
            Json::parse(R"({"id":"3-1","place":"701","back_to":"300","parked":true,"becomes":"3-2"})"));
  pass(std::chrono::seconds(1));
  EXPECT_EQ(ask("call.parked").at("parked"),
            Json::parse(R"([{"place":"701","id":"3-2","caller":"100","by":""}])"));
  EXPECT_EQ(ask("call.show", R"({"id":"3-2"})").at("call").at("legs").at(0).at("parked_at"), "701");
  EXPECT_EQ(ask("call.retrieve", R"({"place":"702","by":"sip:400@sim"})").at("data").at("code"), "not-found");
  EXPECT_EQ(ask("call.retrieve", R"({"place":"701","by":"phone:400"})").at("data").at("code"), "wrong-state");
  sim::Party& phone = network_.expect("400");
  ASSERT_TRUE(phone.answer().ok());
  EXPECT_EQ(ask("call.retrieve", R"({"place":"701","by":"sip:400@sim"})").at("by"), "sip:400@sim");
  pass(std::chrono::seconds(1));
  EXPECT_THAT(ask("call.parked").at("parked"), IsEmpty());
  EXPECT_EQ(ask("call.show", R"({"id":"3-3"})").at("call").at("state"), "joined");
}

TEST_F(FloorCommandsTest, WhoIsParkedTooLongGoesWhereItWasSaid) {
  call("100", "200");
  ask("call.park", R"({"id":"3-1","place":"701","back_to":"300","timeout_ms":5000})");
  pass(std::chrono::seconds(6));
  EXPECT_EQ(ask("call.show", R"({"id":"3-3"})").at("call").at("dialled"), "300");
}

TEST_F(FloorCommandsTest, SuperviseATalk) {
  call("100", "200");
  EXPECT_EQ(ask("call.supervise", R"({"id":"3-1","by":"sip:400@sim"})").at("data").at("code"), "wrong-state");
  sim::Party& agent = network_.expect("300");
  sim::Party& supervisor = network_.expect("400");
  ASSERT_TRUE(agent.answer().ok());
  ASSERT_TRUE(supervisor.answer().ok());
  loop_.post([this] {
    ASSERT_TRUE(floor_.calls()
                    .connect(attendant_.contacts.front(),
                             {.targets = {{.uri = "sip:300@sim", .timeout = std::chrono::seconds(9)}}},
                             [](const ConnectOutcome&) {})
                    .ok());
  });
  pass(std::chrono::seconds(1));
  EXPECT_THAT(ask("call.supervise", R"({"id":"3-1","by":"sip:400@sim","mode":"take-over"})").at("message"),
              HasSubstr("does not supervise"));
  EXPECT_EQ(ask("call.supervise", R"({"id":"3-1","by":"sip:400@sim"})"),
            Json::parse(R"({"id":"3-1","by":"sip:400@sim","mode":"listen"})"));
  pass(std::chrono::seconds(1));
  ask("call.supervise", R"({"id":"3-1","by":"sip:400@sim","mode":"whisper"})");
  const Json legs = ask("call.show", R"({"id":"3-1"})").at("call").at("legs");
  EXPECT_EQ(legs.at(2).at("mode"), "whisper");
  EXPECT_EQ(legs.at(2).at("supervises"), legs.at(1).at("id"));
  EXPECT_EQ(legs.at(0).at("supervised"), true);
  EXPECT_EQ(ask("call.supervise", R"({"id":"3-1","by":"sip:400@sim","mode":"take-over"})").at("becomes"),
            "3-2");
  pass(std::chrono::seconds(1));
  EXPECT_EQ(agent.state(), sim::PartyState::over);
  EXPECT_EQ(ask("call.show", R"({"id":"3-2"})").at("call").at("transferred_by"), "400");
}

TEST_F(FloorCommandsTest, SendACallerToANumberAsPeopleWriteIt) {
  network_.call({.name = {},
                 .from = "100",
                 .to = "sip:200@site.example:5070;user=phone",
                 .display = {},
                 .headers = {},
                 .phone = {}});
  pass(std::chrono::seconds(1));
  EXPECT_EQ(ask("call.transfer", R"({"id":"3-1","to":"+1 (202) 555-0143#"})").at("to"), "+12025550143#");
  const auto shown = ask("call.show", R"({"id":"3-2"})").at("call");
  EXPECT_EQ(shown.at("dialled"), "+12025550143#");
  EXPECT_EQ(shown.at("dialled_uri"), "sip:+12025550143%23@site.example:5070");
}

TEST_F(FloorCommandsTest, SendACallerNowhereByMistake) {
  call("100", "200");
  EXPECT_EQ(ask("call.transfer", R"({"id":"3-1","to":"300","dry_run":true})").at("transferred"), false);
  EXPECT_EQ(ask("call.transfer", R"({"id":"3-1","to":"sip:300@elsewhere"})").at("data").at("code"),
            "bad-number");
  EXPECT_EQ(ask("call.list").at("calls")[0].at("id"), "3-1");
}

TEST_F(FloorCommandsTest, LeaveACallAloneInADryRun) {
  call("100", "200");
  EXPECT_EQ(ask("call.hangup", R"({"id":"3-1","dry_run":true})"),
            Json::parse(R"({"id":"3-1","state":"attended","hung_up":false})"));
  pass(std::chrono::minutes(1));
  EXPECT_EQ(ask("call.list").at("calls").size(), 1U);
}

TEST_F(FloorCommandsTest, SayWhichCallIsNotThere) {
  for (const char* method : {"call.show", "call.hangup", "call.transfer"}) {
    const bool transfers = std::string(method) == "call.transfer";
    const auto error = ask(method, transfers ? R"({"id":"3-9","to":"300"})" : R"({"id":"3-9"})");
    EXPECT_EQ(error.at("data").at("code"), "not-found");
    EXPECT_THAT(error.at("message").get<std::string>(), HasSubstr("there is no call 3-9"));
  }
}

}  // namespace
}  // namespace tipring
