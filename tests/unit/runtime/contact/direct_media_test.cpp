// Two parties that talk and may send their audio straight to each other.

#include "runtime/contact/direct_media.h"

#include "floor_world.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/sim/phone_description.h"

namespace tipring {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::HasSubstr;

PartyBook direct_parties() {
  PartyBook book;
  book.others = {.media = MediaPath::direct};
  book.phones["relayed"] = {};
  book.phones["safe"] = {.srtp = SrtpPolicy::required, .media = MediaPath::direct};
  book.phones["info"] = {.digits = DigitMethod::info, .media = MediaPath::direct};
  return book;
}

struct DirectMediaTest : ::testing::Test {
  FloorWorld world{direct_parties()};
  Calls& calls = world.calls;
  sim::Party* ann = nullptr;
  sim::Party* bob = nullptr;
  std::string called_phone;
  bool finishes = true;  // Once they talk no more.

  // Ann talks to Bob.
  void talk(sim::PhoneTraits anns = {}, sim::PhoneTraits bobs = {}) {
    bob = &world.network.expect("bob", std::move(bobs));
    ASSERT_TRUE(bob->answer().ok());
    world.on_attend = [this](ContactId contact) {
      ConnectRequest request;
      request.targets = {{.uri = "sip:bob@sim", .timeout = 30s, .phone = called_phone}};
      ASSERT_TRUE(calls
                      .connect(contact, std::move(request),
                               [this, contact](const ConnectOutcome&) {
                                 if (finishes) calls.finish(contact, {});
                               })
                      .ok());
    };
    ann = &world.network.call(
        {.name = "ann", .from = "100", .to = "200", .display = {}, .headers = {}, .phone = std::move(anns)});
    world.run(2s);
  }
  void end() {
    ASSERT_TRUE(ann->hang_up().ok());
    world.run(40s);
    world.expect_nothing_left();
  }
  std::size_t direct_legs() const {
    std::size_t count = 0;
    calls.for_each_leg([&](const Leg& leg) { count += leg.elsewhere ? 1 : 0; });
    return count;
  }
  void play(Duration length, std::vector<std::string>* ended = nullptr) {
    PlayRequest request{{SoundClip{"beep", "beep", "", 1s}, SilenceClip{whole(length)}}, false};
    ASSERT_TRUE(calls
                    .play(world.contact, std::move(request),
                          [ended](const PlayOutcome& outcome) {
                            if (ended != nullptr) ended->emplace_back(to_string(outcome.end));
                          })
                    .ok());
  }
  static std::chrono::milliseconds whole(Duration time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time);
  }
  void expect_each_to_hear_the_other() {
    ASSERT_TRUE(ann->speak(1s, "hello").ok());
    ASSERT_TRUE(bob->speak(1s, "hi").ok());
    world.run(100ms);
    ASSERT_NE(ann->hearing(), nullptr);
    ASSERT_NE(bob->hearing(), nullptr);
    EXPECT_EQ(ann->hearing()->text, "hi");
    EXPECT_EQ(bob->hearing()->text, "hello");
    world.run(2s);
  }
  // How many packets have come here of both.
  std::uint64_t packets() const {
    std::uint64_t count = 0;
    calls.for_each_leg([&](const Leg& leg) { count += world.media.statistics(leg.id)->packets_received; });
    return count;
  }
};

TEST(PartyTraits, PartiesOfRtpenginesPassUsByAmongThemselves) {
  const PartyTraits direct{.media = MediaPath::direct};
  const PartyTraits relayed{.media = MediaPath::relayed, .straight = true};
  const PartyTraits behind{.media = MediaPath::rtpengine, .straight = true};
  const PartyTraits browser{.media = MediaPath::webrtc, .straight = true};
  const PartyTraits here{.media = MediaPath::rtpengine};
  EXPECT_TRUE(may_pass_us_by(direct, direct));
  EXPECT_TRUE(may_pass_us_by(behind, browser));
  EXPECT_FALSE(may_pass_us_by(behind, direct)) << "a phone need not reach the network behind rtpengines";
  EXPECT_FALSE(may_pass_us_by(behind, here));
  EXPECT_FALSE(may_pass_us_by(relayed, relayed));
}

TEST_F(DirectMediaTest, TheirAudioGoesStraight) {
  talk();
  EXPECT_EQ(direct_legs(), 2U);
  const std::uint64_t before = packets();
  expect_each_to_hear_the_other();
  EXPECT_EQ(packets(), before) << "nothing of it comes here";
  ASSERT_TRUE(ann->press("5").ok());
  world.run(1s);
  EXPECT_EQ(bob->heard().back().sound.name, "5");
  calls.for_each_leg([](const Leg& leg) { EXPECT_EQ(leg.pressed, "") << "no key is heard here"; });
  world.run(10min);
  EXPECT_EQ(ann->state(), sim::PartyState::answered) << "silence here ends no call";
  end();
}

TEST_F(DirectMediaTest, APromptIsHeardWholeAndTheyTalkOn) {
  talk();
  std::vector<std::string> ended;
  play(3s, &ended);
  world.run(100ms);
  ASSERT_NE(ann->hearing(), nullptr);
  EXPECT_EQ(ann->hearing()->name, "beep");
  EXPECT_EQ(direct_legs(), 0U);
  EXPECT_EQ(ann->heard().back().until, std::nullopt);
  const Instant began = ann->heard().back().from;
  world.run(5s);
  EXPECT_THAT(ended, ::testing::ElementsAre("done"));
  const auto beep =
      std::ranges::find_if(ann->heard(), [](const auto& heard) { return heard.sound.name == "beep"; });
  EXPECT_EQ(*beep->until - began, sim::speaking_time("beep")) << "from its beginning";
  EXPECT_EQ(direct_legs(), 2U);
  expect_each_to_hear_the_other();
  end();
}

TEST_F(DirectMediaTest, ARecordingHoldsWhatBothSay) {
  talk();
  RecordingRequest tape;
  tape.name = "r";
  tape.longest = 1h;
  tape.sides = RecordingSides::mixed;
  ASSERT_TRUE(calls.start_recording(world.contact, tape).ok());
  world.run(1s);
  EXPECT_EQ(direct_legs(), 0U);
  expect_each_to_hear_the_other();
  std::optional<RecordOutcome> outcome;
  world.loop.post([&] {
    ASSERT_TRUE(calls.stop_recording(world.contact, [&](const RecordOutcome& o) { outcome = o; }).ok());
  });
  world.run(1s);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(direct_legs(), 2U);
  end();
}

TEST_F(DirectMediaTest, DigitsThatAreListenedForAreHeard) {
  talk();
  GatherRequest request;
  request.rule = {2, 2, "#"};
  request.first_timeout = request.between_timeout = 10s;
  std::string digits;
  ASSERT_TRUE(
      calls.gather(world.contact, std::move(request), [&](const GatherOutcome& o) { digits = o.digits; }).ok());
  world.run(1s);
  ASSERT_TRUE(ann->press("12").ok());
  world.run(1s);
  EXPECT_EQ(digits, "12");
  world.run(1s);
  EXPECT_EQ(direct_legs(), 2U);
  end();
}

TEST_F(DirectMediaTest, DigitsAreSentFromHere) {
  talk();
  std::optional<SentDigits> sent;
  ASSERT_TRUE(calls.send_digits(world.contact, "7", [&](const SentDigits& s) { sent = s; }).ok());
  world.run(2s);
  ASSERT_TRUE(sent && sent->sent);
  EXPECT_THAT(ann->heard(),
              Contains(::testing::Field(&sim::Heard::sound, ::testing::Field(&sim::Sound::name, "7"))));
  end();
}

TEST_F(DirectMediaTest, HoldBringsTheAudioBack) {
  talk();
  std::optional<Error> failure = Error{"none", ""};
  ASSERT_TRUE(calls.hold(world.contact, true, [&](std::optional<Error> f) { failure = std::move(f); }).ok());
  world.run(1s);
  EXPECT_FALSE(failure) << "agreed";
  EXPECT_EQ(direct_legs(), 0U);
  play(1h);
  world.run(200ms);
  EXPECT_EQ(ann->hearing()->name, "beep");
  calls.for_each_leg([](const Leg& leg) {
    if (leg.direction == LegDirection::incoming) {
      EXPECT_TRUE(leg.held_by_us);
    }
  });
  end();
}

TEST_F(DirectMediaTest, HoldWhileTheyAreBeingConnectedWaitsItsTurn) {
  bool held = false;
  talk();
  play(1ms);
  // The offers that bring the audio back are open.
  ASSERT_TRUE(calls.hold(world.contact, true, [&](const std::optional<Error>& f) { held = !f; }).ok());
  world.run(1s);
  EXPECT_TRUE(held);
  end();
}

TEST_F(DirectMediaTest, APhoneThatHoldsIsHeldAndGoesOn) {
  talk();
  ASSERT_TRUE(bob->hold().ok());
  world.run(1s);
  EXPECT_EQ(direct_legs(), 0U);
  EXPECT_TRUE(ann->speak(1s, "anybody?").ok());
  world.run(100ms);
  EXPECT_TRUE(bob->hearing() == nullptr || bob->hearing()->text.empty());
  ASSERT_TRUE(bob->resume().ok());
  world.run(3s);
  EXPECT_EQ(direct_legs(), 2U);
  expect_each_to_hear_the_other();
  end();
}

TEST_F(DirectMediaTest, OffersThatMeetAreTriedAgain) {
  talk();
  play(3s);
  ASSERT_TRUE(ann->hold().ok());
  ASSERT_TRUE(bob->hold().ok());
  world.run(10s);
  ASSERT_TRUE(ann->resume().ok());
  ASSERT_TRUE(bob->resume().ok());
  world.run(10s);
  EXPECT_EQ(direct_legs(), 2U);
  expect_each_to_hear_the_other();
  end();
}

TEST_F(DirectMediaTest, WhoIsLeftAloneComesBack) {
  finishes = false;
  talk();
  ASSERT_TRUE(bob->hang_up().ok());
  world.run(1s);
  EXPECT_EQ(direct_legs(), 0U);
  play(1s);
  world.run(100ms);
  ASSERT_NE(ann->hearing(), nullptr);
  EXPECT_EQ(ann->hearing()->name, "beep");
  end();
}

TEST_F(DirectMediaTest, WhoIsLeftAloneAndGoesIsWaitedForNoLonger) {
  finishes = false;
  talk();
  ASSERT_TRUE(bob->hang_up().ok());
  world.run(100ms);
  ASSERT_TRUE(ann->hang_up().ok());
  world.run(90ms);
  world.expect_nothing_left();
}

TEST_F(DirectMediaTest, WhoIsHungUpOnAtOnceIsNotAskedBefore) {
  talk();
  const auto offers = [&] { return std::ranges::count(world.kinds(), "leg.path"); };
  const auto before = offers();
  ASSERT_TRUE(bob->hang_up().ok());
  world.run(40s);
  EXPECT_EQ(offers(), before);
  world.expect_nothing_left();
}

TEST_F(DirectMediaTest, ATransferBringsTheAudioBack) {
  talk();
  world.on_attend = [&](ContactId) { play(10s); };
  ASSERT_TRUE(bob->transfer("300").ok());
  world.run(100ms);
  ASSERT_NE(ann->hearing(), nullptr);
  EXPECT_EQ(ann->hearing()->name, "beep");
  EXPECT_EQ(direct_legs(), 0U);
  end();
}

TEST_F(DirectMediaTest, MediaThatIsLostComesHereAndGoesStraightAgain) {
  talk();
  calls.for_each_leg([this](const Leg& leg) { world.inbox.media_lost(leg.id); });
  world.run(3s);
  EXPECT_EQ(std::ranges::count(world.kinds(), "leg.path"), 6) << "straight, here, straight, each twice";
  EXPECT_EQ(direct_legs(), 2U);
  expect_each_to_hear_the_other();
  end();
}

TEST_F(DirectMediaTest, APhoneThatRefusesStaysRelayed) {
  talk({}, {.formats = {}, .refuses_changes = 488});
  EXPECT_EQ(direct_legs(), 0U);
  EXPECT_THAT(world.log_lines, Contains(HasSubstr("takes no direct media: 488")));
  expect_each_to_hear_the_other();
  end();
}

TEST_F(DirectMediaTest, APhoneThatIsAlwaysBusyWithItsOwnOffersStaysRelayed) {
  talk({.formats = {}, .refuses_changes = 491}, {});
  world.run(1min);
  EXPECT_EQ(direct_legs(), 0U);
  expect_each_to_hear_the_other();
  end();
}

TEST_F(DirectMediaTest, DifferentCodecsStayRelayed) {
  talk({.formats = {{0, "PCMU", 8000, {}}}}, {.formats = {{8, "PCMA", 8000, {}}}});
  EXPECT_EQ(direct_legs(), 0U);
  expect_each_to_hear_the_other();
  end();
}

TEST_F(DirectMediaTest, OneThatSendsNoDigitsStaysRelayedToOneThatDoes) {
  talk({.formats = {{0, "PCMU", 8000, {}}}}, {});
  EXPECT_EQ(direct_legs(), 0U);
  end();
}

TEST_F(DirectMediaTest, SecuredCallsStayRelayed) {
  called_phone = "safe";
  talk({}, {.formats = {}, .secures = true});
  EXPECT_EQ(direct_legs(), 0U);
  expect_each_to_hear_the_other();
  end();
}

TEST_F(DirectMediaTest, APhoneThatTakesDigitsByInfoStaysRelayed) {
  called_phone = "info";
  talk();
  EXPECT_EQ(direct_legs(), 0U);
  end();
}

TEST_F(DirectMediaTest, BothMustBeAllowed) {
  called_phone = "relayed";
  talk();
  EXPECT_EQ(direct_legs(), 0U);
  EXPECT_THAT(world.kinds(), ::testing::Not(Contains("leg.path")));
  end();
}

}  // namespace
}  // namespace tipring
