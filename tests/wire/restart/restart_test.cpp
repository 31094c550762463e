// The runtime is killed with calls in it and comes back: the phones, which are not ours, notice a moment of
// silence.

#include <chrono>
#include <optional>
#include <string>

#include <gmock/gmock.h>

#include "tests/wire/kit/baresip.h"
#include "tests/wire/kit/runtime.h"

namespace tipring::wire {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::HasSubstr;

// Tones, in hertz: the site's sound, and what the phones speak.
constexpr int prompt = 600;
constexpr int ann = 900;
constexpr int bob = 2100;

class RestartTest : public ::testing::Test {
 protected:
  void open(Baresip::Setup caller, Baresip::Setup callee = {.user = "bob", .speaks = bob}) {
    caller_.emplace(std::move(caller));
    callee_.emplace(std::move(callee));
    runtime_.emplace(Runtime::Setup{.site = TIPRING_SITE,
                                    .sounds = {{"prompt", prompt}},
                                    .environment = {{"TIPRING_CALLEE", callee_->uri()}}});
  }
  void talk() {
    caller_->dial(runtime_->uri("pair"));
    callee_->until("CALL_INCOMING");
    callee_->accept();
    callee_->until("CALL_ESTABLISHED");
    caller_->until_heard(400ms);
    callee_->until_heard(400ms);
  }
  void TearDown() override {
    EXPECT_TRUE(runtime_->settles());
    EXPECT_TRUE(runtime_->ends_in_order());
  }
  void crash() {
    runtime_->kill();
    runtime_->start();
  }
  Json recovered() { return runtime_->until_entry("contact.recovered"); }
  Json legs() const { return runtime_->ask({"call", "show", "1-1"}).at("legs"); }

  std::optional<Runtime> runtime_;
  std::optional<Baresip> caller_;
  std::optional<Baresip> callee_;
};

TEST_F(RestartTest, ACallerInADialogHearsItAgain) {
  open({.user = "ann", .speaks = ann});
  caller_->dial(runtime_->uri("menu"));
  caller_->until_heard(400ms);
  crash();
  const Json entry = recovered();
  EXPECT_EQ(entry.value("contact", ""), "1-1");
  EXPECT_EQ(entry["with"].value("place", ""), "dialog");
  EXPECT_EQ(entry["with"].value("name", ""), "menu");
  caller_->until_heard(1s);
  EXPECT_THAT(runtime_->log(), HasSubstr("back in the menu: ann"));
  caller_->hang_up();
  EXPECT_EQ(runtime_->until_entry("contact.ended")["with"].value("cause", "?"), "");
}

TEST_F(RestartTest, WhoWaitsHearsMusicAgainAndIsServedInItsTurn) {
  open({.user = "ann", .speaks = ann});
  caller_->dial(runtime_->uri("desk"));
  caller_->until_heard(400ms);
  crash();
  const Json entry = recovered();
  EXPECT_EQ(entry["with"].value("place", ""), "queue");
  EXPECT_EQ(entry["with"].value("name", ""), "desk");
  caller_->until_heard(1s);
  EXPECT_EQ(runtime_->ask({"queue", "ls"}).at(0).value("waiting", 0), 1);
  runtime_->ask({"agent", "set", "bob", "ready"});
  callee_->until("CALL_INCOMING");
  callee_->accept();
  callee_->until("CALL_ESTABLISHED");
  caller_->until_heard(400ms);
  callee_->until_heard(400ms);
  callee_->hang_up();
  EXPECT_EQ(runtime_->until_entry("contact.ended")["with"].value("cause", "?"), "");
}

TEST_F(RestartTest, AnAgentWhoTalksIsKnownToTalk) {
  open({.user = "ann", .speaks = ann});
  runtime_->ask({"agent", "set", "bob", "ready"});
  caller_->dial(runtime_->uri("desk"));
  callee_->until("CALL_INCOMING");
  callee_->accept();
  callee_->until("CALL_ESTABLISHED");
  caller_->until_heard(400ms);
  callee_->until_heard(400ms);
  crash();
  EXPECT_EQ(recovered()["with"].value("place", ""), "talk");
  EXPECT_EQ(runtime_->ask({"agent", "show", "bob"}).value("state", ""), "talking");
  caller_->until_heard(1s);
  callee_->until_heard(1s);
  callee_->hang_up();
  runtime_->until_entry("offer.served");
  EXPECT_EQ(runtime_->until_entry("contact.ended")["with"].value("cause", "?"), "");
  EXPECT_EQ(runtime_->ask({"agent", "show", "bob"}).value("state", ""), "ready");
}

TEST_F(RestartTest, TwoWhoTalkHearEachOtherAgain) {
  open({.user = "ann", .speaks = ann});
  talk();
  crash();
  EXPECT_EQ(recovered()["with"].value("place", ""), "talk");
  caller_->until_heard(1s);
  callee_->until_heard(1s);
  callee_->hang_up();
  caller_->until("CALL_CLOSED");
  EXPECT_EQ(runtime_->until_entry("contact.ended")["with"].value("cause", "?"), "");
}

// This baresip goes on deciphering by the first key that it was given: what it says is heard, and no more is
// asked.
TEST_F(RestartTest, WithNewKeysWhereTheCallIsSecured) {
  open({.user = "ann", .speaks = ann, .secures = true}, {.user = "bob", .speaks = bob});
  talk();
  crash();
  EXPECT_EQ(recovered()["with"].value("place", ""), "talk");
  callee_->until_heard(1s);
  caller_->hang_up();
  callee_->until("CALL_CLOSED");
}

TEST_F(RestartTest, OneOnHoldStaysThere) {
  open({.user = "ann", .speaks = ann});
  talk();
  callee_->hold();
  while (runtime_->until_entry("leg.held")["with"].value("by", "") != "peer") {
  }
  crash();
  recovered();
  bool held = false;
  for (const Json& leg : legs())
    held = held || leg.value("held_by", Json()) == "peer";
  EXPECT_TRUE(held) << legs();
  callee_->resume();
  runtime_->until_entry("leg.held");
  caller_->until_heard(1s);
  caller_->hang_up();
  callee_->until("CALL_CLOSED");
}

TEST_F(RestartTest, WhoHasHungUpMeanwhileIsLost) {
  open({.user = "ann", .speaks = ann});
  talk();
  runtime_->kill();
  // Its phone is gone, and says nothing.
  caller_.reset();
  runtime_->start();
  callee_->until("CALL_CLOSED");
  EXPECT_EQ(runtime_->until_entry("contact.ended")["with"].value("cause", ""), "lost");
}

}  // namespace
}  // namespace tipring::wire
