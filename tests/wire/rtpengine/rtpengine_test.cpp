// Phones that are not ours talk through Debian's rtpengine in front of our media.

#include "tests/wire/kit/rtpengine.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <sched.h>
#include <unistd.h>

#include "tests/wire/kit/baresip.h"
#include "tests/wire/kit/runtime.h"

namespace tipring::wire {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

// Tones, in hertz: the site's sound, and what the phones speak.
constexpr int prompt = 600;
constexpr int ann = 900;
constexpr int bob = 2100;

// An address of this machine alone that is none of the loopback's.
constexpr const char* own_address = "192.0.2.99";

// A network for this test alone, with that address. False where the system lets nobody have one.
bool enter_own_network() {
  if (unshare(CLONE_NEWNET) != 0) {
    const std::string user = "0 " + std::to_string(getuid()) + " 1\n";
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return false;
    std::ofstream("/proc/self/uid_map") << user;
  }
  ::tipring::testing::TemporaryFolder folder;
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"ip", "link", "set", "lo", "up"},
        std::vector<std::string>{"ip", "address", "add", std::string(own_address) + "/32", "dev", "lo"}}) {
    ChildProcess ip({.words = words, .err_file = folder.file("log")});
    if (!ip.ended_within(patience) || ip.exit_code() != 0) return false;
  }
  return true;
}

class RtpengineTest : public ::testing::Test {
 protected:
  void run(const std::string& media, bool straight = false) {
    rtpengine_.emplace();
    std::map<std::string, std::string> environment{{"TIPRING_RTPENGINE", rtpengine_->control()},
                                                   {"TIPRING_MEDIA", media}};
    if (straight) environment.emplace("TIPRING_STRAIGHT", "yes");
    if (callee_) environment.emplace("TIPRING_CALLEE", callee_->uri());
    runtime_.emplace(Runtime::Setup{.site = TIPRING_SITE,
                                    .sounds = {{"prompt", prompt}},
                                    .environment = environment,
                                    .arguments = {"--media-ports", "16384-24575"}});
  }
  void talk() {
    caller_->dial(runtime_->uri("pair"));
    callee_->until("CALL_INCOMING");
    callee_->accept();
    callee_->until("CALL_ESTABLISHED");
    caller_->until("CALL_ESTABLISHED");
    caller_->until_heard(400ms);
    callee_->until_heard(400ms);
  }
  void TearDown() override {
    if (!runtime_) return;
    EXPECT_TRUE(runtime_->settles());
    EXPECT_TRUE(runtime_->ends_in_order());
    if (HasFailure() && rtpengine_) std::fputs(rtpengine_->log().c_str(), stderr);
  }
  Json instance() const { return runtime_->ask({"sip", "rtpengine"}).at(0); }

  std::optional<Rtpengine> rtpengine_;
  std::optional<Runtime> runtime_;
  std::optional<Baresip> caller_;
  std::optional<Baresip> callee_;
};

TEST_F(RtpengineTest, TwoPhonesHearEachOtherThroughIt) {
  callee_.emplace(Baresip::Setup{.user = "bob", .speaks = bob});
  caller_.emplace(Baresip::Setup{.user = "ann", .speaks = ann});
  run("rtpengine");
  talk();
  EXPECT_TRUE(rtpengine_->has_port(caller_->hears_from_port())) << caller_->log();
  EXPECT_TRUE(rtpengine_->has_port(callee_->hears_from_port())) << callee_->log();
  EXPECT_EQ(instance().value("state", ""), "there");
  EXPECT_EQ(instance().value("calls", 0), 2);
  // A hold is a new offer and answer by the same way.
  callee_->hold();
  EXPECT_TRUE(runtime_->until_entry("leg.held")["with"].value("on", false));
  callee_->resume();
  EXPECT_FALSE(runtime_->until_entry("leg.held")["with"].value("on", true));
  // The caller, left alone, hears what is played.
  callee_->hang_up();
  caller_->until("CALL_CLOSED");
  EXPECT_THAT(caller_->heard({prompt, ann, bob}), IsSupersetOf({bob, prompt}));
  EXPECT_THAT(callee_->heard({prompt, ann, bob}), ElementsAre(ann));
  EXPECT_EQ(instance().value("calls", -1), 0);
  EXPECT_EQ(instance().value("errors", -1), 0);
}

TEST_F(RtpengineTest, TwoPhonesAreCarriedByItAloneUntilOneIsLeft) {
  callee_.emplace(Baresip::Setup{.user = "bob", .speaks = bob});
  caller_.emplace(Baresip::Setup{.user = "ann", .speaks = ann});
  run("rtpengine", true);
  talk();
  for (int leg = 0; leg < 2; ++leg)
    EXPECT_EQ(runtime_->until_entry("leg.path")["with"].value("media", ""), "straight");
  EXPECT_TRUE(rtpengine_->has_port(caller_->hears_from_port())) << caller_->log();
  EXPECT_TRUE(rtpengine_->has_port(callee_->hears_from_port())) << callee_->log();
  const auto received = [this] {
    std::vector<std::uint64_t> counts;
    const Json calls = runtime_->ask({"call", "ls"});
    const Json call = runtime_->ask({"call", "show", calls.at(0).at("id")});
    for (const Json& leg : call.at("legs"))
      counts.push_back(leg.at("media").at("packets_received"));
    return counts;
  };
  // What was on its way here when they were asked has come by then.
  caller_->until_heard(400ms);
  callee_->until_heard(400ms);
  const auto before = received();
  caller_->until_heard(400ms);
  callee_->until_heard(400ms);
  EXPECT_EQ(received(), before);
  callee_->hang_up();
  EXPECT_EQ(runtime_->until_entry("leg.path")["with"].value("media", ""), "rtpengine");
  caller_->until("CALL_CLOSED");
  EXPECT_THAT(caller_->heard({prompt, ann, bob}), IsSupersetOf({bob, prompt}));
}

TEST_F(RtpengineTest, KilledInACallItTakesNewCallsAlone) {
  callee_.emplace(Baresip::Setup{.user = "bob", .speaks = bob});
  caller_.emplace(Baresip::Setup{.user = "ann", .speaks = ann});
  run("rtpengine");
  talk();
  rtpengine_->kill();
  Baresip late({.user = "eve"});
  late.dial(runtime_->uri("menu"));
  EXPECT_THAT(late.until("CALL_CLOSED"), HasSubstr("503"));
  EXPECT_THAT(runtime_->complaints(), Contains(HasSubstr(rtpengine_->control())));
  EXPECT_EQ(instance().value("state", ""), "away");
  // The call that was there is ended by who has it, as ever.
  callee_->hang_up();
  callee_->until("CALL_CLOSED");
  caller_->hang_up();
  caller_->until("CALL_CLOSED");
  rtpengine_->start();
  while (instance().value("state", "") != "there") {
  }
  late.dial(runtime_->uri("menu"));
  late.until("CALL_ESTABLISHED");
  late.until_heard(600ms);
  late.hang_up();
  late.until("CALL_CLOSED");
  EXPECT_THAT(late.heard({prompt}), Contains(prompt));
}

// Faster than a ping comes by.
TEST_F(RtpengineTest, RestartedInACallItIsOfferedItAnew) {
  callee_.emplace(Baresip::Setup{.user = "bob", .speaks = bob});
  caller_.emplace(Baresip::Setup{.user = "ann", .speaks = ann});
  run("rtpengine", true);
  talk();
  const auto next_path = [this] { return runtime_->until_entry("leg.path")["with"].value("media", ""); };
  for (int leg = 0; leg < 2; ++leg)
    EXPECT_EQ(next_path(), "straight");
  rtpengine_->kill();
  rtpengine_->start();
  const std::vector<std::string> paths{next_path(), next_path(), next_path(), next_path()};
  EXPECT_THAT(paths, ::testing::UnorderedElementsAre("rtpengine", "rtpengine", "straight", "straight"));
  caller_->until_heard(400ms);
  callee_->until_heard(400ms);
  EXPECT_THAT(runtime_->complaints(), Contains(HasSubstr("has lost calls")));
  callee_->hang_up();
  callee_->until("CALL_CLOSED");
  caller_->until("CALL_CLOSED");
  EXPECT_THAT(caller_->heard({prompt, ann, bob}), IsSupersetOf({bob, prompt}));
}

TEST_F(RtpengineTest, ABrowserSpeaksDtlsOverIceWithIt) {
  if (!enter_own_network()) GTEST_SKIP() << "no network of its own: " << std::strerror(errno);
  callee_.emplace(Baresip::Setup{.user = "bob", .speaks = bob, .is_browser = true, .address = own_address});
  caller_.emplace(Baresip::Setup{.user = "ann", .speaks = ann, .is_browser = true, .address = own_address});
  run("webrtc");
  talk();
  EXPECT_THAT(rtpengine_->log(), HasSubstr("ICE negotiated"));
  EXPECT_THAT(rtpengine_->log(), HasSubstr("DTLS-SRTP successfully negotiated"));
  callee_->hang_up();
  callee_->until("CALL_CLOSED");
  caller_->until("CALL_CLOSED");
  EXPECT_THAT(caller_->heard({prompt, ann, bob}), IsSupersetOf({bob, prompt}));
  EXPECT_THAT(callee_->heard({prompt, ann, bob}), ElementsAre(ann));
  // What it presses is heard here as well.
  Baresip keys({.user = "eve", .is_browser = true, .address = own_address});
  keys.dial(runtime_->uri("menu"));
  keys.until("CALL_ESTABLISHED");
  keys.until_heard(300ms);
  keys.press("5");
  EXPECT_EQ(runtime_->until_entry("digits.gathered")["with"].value("digits", ""), "5");
  keys.until("CALL_CLOSED");
}

}  // namespace
}  // namespace tipring::wire
