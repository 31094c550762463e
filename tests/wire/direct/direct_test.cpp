// Two phones that are not ours send their audio straight to each other where the site says so.

#include <chrono>
#include <optional>
#include <string>

#include <gmock/gmock.h>

#include "tests/wire/kit/baresip.h"
#include "tests/wire/kit/runtime.h"

namespace tipring::wire {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsSupersetOf;

// Tones, in hertz: the site's sound, and what the phones speak.
constexpr int prompt = 600;
constexpr int ann = 900;
constexpr int bob = 2100;

class DirectTest : public ::testing::Test {
 protected:
  void talk(const std::string& number, const std::string& callees_codecs = "PCMU,PCMA") {
    callee_.emplace(Baresip::Setup{.user = "bob", .speaks = bob, .codecs = callees_codecs});
    caller_.emplace(Baresip::Setup{.user = "ann", .speaks = ann});
    runtime_.emplace(Runtime::Setup{.site = TIPRING_SITE,
                                    .sounds = {{"prompt", prompt}},
                                    .environment = {{"TIPRING_CALLEE", callee_->uri()}}});
    caller_->dial(runtime_->uri(number));
    callee_->until("CALL_INCOMING");
    callee_->accept();
    callee_->until("CALL_ESTABLISHED");
  }
  void TearDown() override {
    EXPECT_TRUE(runtime_->settles());
    EXPECT_TRUE(runtime_->ends_in_order());
  }
  // Waits until both legs have gone over to this way.
  void until_both_are(const std::string& path) {
    for (int legs = 0; legs < 2;) {
      if (runtime_->until_entry("leg.path")["with"].value("media", "") == path) ++legs;
    }
  }
  Json legs() const { return runtime_->ask({"call", "show", "1-1"}).at("legs"); }
  // What has come here of both.
  int packets() const {
    int count = 0;
    for (const Json& leg : legs())
      count += leg.at("media").value("packets_received", 0);
    return count;
  }
  // Both hear for so long, and how much of it came here.
  int packets_while_they_hear(std::chrono::milliseconds time) {
    const int before = packets();
    caller_->until_heard(time);
    callee_->until_heard(time);
    return packets() - before;
  }

  std::optional<Runtime> runtime_;
  std::optional<Baresip> caller_;
  std::optional<Baresip> callee_;
};

TEST_F(DirectTest, AudioGoesBetweenThePhones) {
  talk("pair");
  until_both_are("direct");
  for (const Json& leg : legs())
    EXPECT_EQ(leg.value("path", ""), "direct");
  // What was on its way may still come.
  packets_while_they_hear(200ms);
  EXPECT_EQ(packets_while_they_hear(1s), 0);
  // The caller, left alone, hears what is played.
  callee_->hang_up();
  caller_->until("CALL_CLOSED");
  const std::vector<int> heard = caller_->heard({prompt, ann, bob});
  ASSERT_FALSE(heard.empty());
  EXPECT_EQ(heard.back(), prompt);
  EXPECT_THAT(heard, IsSupersetOf({bob}));
  EXPECT_THAT(callee_->heard({prompt, ann, bob}), ElementsAre(ann));
}

TEST_F(DirectTest, AndComesBackForAPrompt) {
  talk("announced");
  until_both_are("direct");
  until_both_are("relayed");
  EXPECT_EQ(runtime_->until_entry("play.finished")["with"].value("end", ""), "done");
  until_both_are("direct");
  caller_->hang_up();
  callee_->until("CALL_CLOSED");
  EXPECT_THAT(caller_->heard({prompt, ann, bob}), IsSupersetOf({prompt, bob}));
}

TEST_F(DirectTest, AndWhenAPhoneHolds) {
  talk("pair");
  until_both_are("direct");
  callee_->hold();
  until_both_are("relayed");
  callee_->resume();
  until_both_are("direct");
  caller_->hang_up();
  callee_->until("CALL_CLOSED");
}

TEST_F(DirectTest, PhonesOfDifferentCodecsStayRelayed) {
  talk("pair", "G722/16000/1");
  caller_->until_heard(400ms);
  callee_->until_heard(400ms);
  for (const Json& leg : legs())
    EXPECT_EQ(leg.value("path", ""), "relayed");
  caller_->hang_up();
  callee_->until("CALL_CLOSED");
}

}  // namespace
}  // namespace tipring::wire
