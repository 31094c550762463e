#include "runtime/contact/calls.h"

#include "floor_world.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipring {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

PlayRequest prompt(std::string text, bool barge_in = true) {
  return {.items = {SoundClip{.name = "prompt", .text = std::move(text), .path = "/prompt.wav", .length = {}}},
          .barge_in = barge_in};
}

GatherRequest digits(std::size_t least, std::size_t most) {
  return {.rule = {.least = least, .most = most, .terminators = "#"},
          .prompt = prompt("enter your number"),
          .first_timeout = 5s,
          .between_timeout = 3s};
}

struct CallsTest : ::testing::Test {
  FloorWorld world;
  Calls& calls = world.calls;

  void gather(GatherRequest request) {
    world.on_attend = [this, request](ContactId contact) {
      ASSERT_TRUE(
          calls.gather(contact, request, [this](const GatherOutcome& outcome) { gathered.push_back(outcome); })
              .ok());
    };
  }
  std::vector<GatherOutcome> gathered;
  std::vector<PlayOutcome> played;
};

TEST_F(CallsTest, ACallThatNobodyAttendsWaitsAndEndsWithTheCaller) {
  sim::Party& caller = world.call();
  world.run(60s);
  EXPECT_EQ(world.floor.live().contacts, 1U);
  ASSERT_TRUE(caller.hang_up().ok());
  world.run(40s);
  world.expect_nothing_left();
  EXPECT_THAT(world.kinds(), ElementsAre("contact.arrived", "leg.invited", "leg.released", "contact.ended"));
}

TEST_F(CallsTest, ACallerWhoseMediaEndsIsReleased) {
  world.on_attend = [this](ContactId contact) { ASSERT_TRUE(calls.answer(contact).ok()); };
  sim::Party& caller = world.call();
  world.run(10s);
  caller.vanish();
  world.run(59s);
  EXPECT_EQ(world.floor.live().contacts, 1U);
  world.run(2s);
  EXPECT_THAT(world.log_lines, Contains(HasSubstr("no media for 60s")));
  world.run(40s);
  world.expect_nothing_left();
  EXPECT_THAT(world.story(), Contains("leg.released by=system status=0 cause=102 reason=no media for 60s"));
  EXPECT_THAT(world.story(), Contains("contact.ended cause=media-timeout"));
}

TEST_F(CallsTest, ACallerWhoWaitsForAnAnswerOwesNoMedia) {
  world.on_attend = [this](ContactId contact) { ASSERT_TRUE(calls.send_early_media(contact).ok()); };
  world.call().vanish();
  world.run(300s);
  EXPECT_EQ(world.floor.live().contacts, 1U);
}

TEST_F(CallsTest, APlayTakesThePlaceOfAnotherWhichEnds) {
  world.on_attend = [this](ContactId contact) {
    const auto note = [this](const PlayOutcome& outcome) { played.push_back(outcome); };
    ASSERT_TRUE(calls.play(contact, prompt("a prompt that is rather long"), note).ok());
    world.loop.after(100ms,
                     [this, contact, note] { ASSERT_TRUE(calls.play(contact, prompt("another"), note).ok()); });
  };
  sim::Party& caller = world.call();
  world.run(200ms);
  ASSERT_EQ(played.size(), 1U);
  EXPECT_EQ(played[0].end, PlayEnd::interrupted);
  world.run(60s);
  ASSERT_EQ(played.size(), 2U);
  EXPECT_EQ(played[1].end, PlayEnd::done);
  ASSERT_TRUE(caller.hang_up().ok());
  world.run(40s);
  world.expect_nothing_left();
}

TEST_F(CallsTest, APlayTakesThePlaceOfAGathersPrompt) {
  gather(digits(1, 1));
  sim::Party& caller = world.call();
  world.run(100ms);
  ASSERT_TRUE(calls.play(world.contact, prompt("another"), [](const PlayOutcome&) {}).ok());
  world.run(30s);
  ASSERT_EQ(gathered.size(), 1U);
  EXPECT_EQ(gathered[0].end, GatherEnd::no_input);
  ASSERT_TRUE(caller.hang_up().ok());
  world.run(40s);
  world.expect_nothing_left();
}

TEST_F(CallsTest, FinishingAnUnansweredCallRefusesIt) {
  world.on_attend = [this](ContactId contact) { calls.finish(contact, {}); };
  sim::Party& caller = world.call();
  world.run(40s);
  ASSERT_TRUE(caller.ending());
  EXPECT_EQ(caller.ending()->status, 480);
  world.expect_nothing_left();
}

TEST_F(CallsTest, AFailedScriptRefusesWith500) {
  world.on_attend = [this](ContactId contact) { calls.finish(contact, "script-failed"); };
  sim::Party& caller = world.call();
  world.run(40s);
  EXPECT_EQ(caller.ending()->status, 500);
  EXPECT_THAT(world.story(), Contains("contact.ended cause=script-failed"));
  world.expect_nothing_left();
}

TEST_F(CallsTest, AnOfferThatCannotBeServedIsRefusedWith488) {
  sim::Party& caller = world.network.call({.name = {},
                                           .from = "1",
                                           .to = "2",
                                           .display = {},
                                           .headers = {},
                                           .phone = {.formats = {{18, "G729", 8000, {}}}}});
  world.run(40s);
  EXPECT_EQ(caller.ending()->status, 488);
  EXPECT_THAT(world.log_lines, Contains(HasSubstr("G729")));
  world.expect_nothing_left();
}

TEST_F(CallsTest, AnInviteWithoutAnOfferIsAnsweredWithOurs) {
  world.on_attend = [this](ContactId contact) {
    ASSERT_TRUE(
        calls.play(contact, prompt("hello"), [this](const PlayOutcome& outcome) { played.push_back(outcome); })
            .ok());
  };
  sim::Party& caller = world.network.call({.name = {},
                                           .from = "1",
                                           .to = "2",
                                           .display = {},
                                           .headers = {},
                                           .phone = {.formats = {}, .offerless = true}});
  world.run(5s);
  ASSERT_EQ(played.size(), 1U);
  EXPECT_EQ(caller.heard().at(0).sound.text, "hello");
}

TEST_F(CallsTest, PlayAnswersTheCallAndEndsAfterTheLastClip) {
  world.on_attend = [this](ContactId contact) {
    ASSERT_TRUE(
        calls.play(contact, prompt("hello"), [this](const PlayOutcome& outcome) { played.push_back(outcome); })
            .ok());
  };
  sim::Party& caller = world.call();
  world.run(10s);
  EXPECT_TRUE(caller.was_answered());
  ASSERT_EQ(played.size(), 1U);
  EXPECT_EQ(played[0].end, PlayEnd::done);
}

TEST_F(CallsTest, ASoundFileThatIsMissingFailsThePlayAndIsTold) {
  world.on_attend = [this](ContactId contact) {
    PlayRequest request{.items = {SoundClip{.name = "gone", .text = {}, .path = "/missing.wav", .length = 1s}}};
    ASSERT_TRUE(
        calls.play(contact, request, [this](const PlayOutcome& outcome) { played.push_back(outcome); }).ok());
  };
  world.call();
  world.run(10s);
  ASSERT_EQ(played.size(), 1U);
  EXPECT_EQ(played[0].end, PlayEnd::failed);
  ASSERT_EQ(world.log_lines.size(), 1U);
  EXPECT_EQ(world.log_lines[0], "contact 1-1: " + played[0].problem);
}

TEST_F(CallsTest, GatherTakesDigitsAndEndsAtTheMost) {
  gather(digits(2, 4));
  sim::Party& caller = world.call();
  world.run(1s);
  ASSERT_TRUE(caller.press("1234").ok());
  world.run(2s);
  ASSERT_EQ(gathered.size(), 1U);
  EXPECT_EQ(gathered[0].end, GatherEnd::complete);
  EXPECT_EQ(gathered[0].digits, "1234");
  EXPECT_THAT(world.story(), Contains("digits.gathered digits=1234 end=complete"));
}

TEST_F(CallsTest, GatherWithoutAnyDigitEndsAfterTheFirstTimeout) {
  gather(digits(1, 4));
  world.call();
  const auto prompt_time = sim::speaking_time("enter your number");
  world.run(prompt_time + 4900ms);
  EXPECT_TRUE(gathered.empty());
  world.run(200ms);
  ASSERT_EQ(gathered.size(), 1U);
  EXPECT_EQ(gathered[0].end, GatherEnd::no_input);
}

TEST_F(CallsTest, GatherEndsAfterTheTimeBetweenDigits) {
  gather(digits(3, 4));
  sim::Party& caller = world.call();
  world.run(100ms);
  ASSERT_TRUE(caller.press("12").ok());
  world.run(5s);
  ASSERT_EQ(gathered.size(), 1U);
  EXPECT_EQ(gathered[0].end, GatherEnd::too_short);
  EXPECT_EQ(gathered[0].digits, "12");
}

TEST_F(CallsTest, TheFirstDigitEndsThePromptWithBargeIn) {
  gather(digits(1, 1));
  sim::Party& caller = world.call();
  world.run(100ms);
  ASSERT_TRUE(caller.press("7").ok());
  world.run(50ms);
  ASSERT_EQ(gathered.size(), 1U);
  EXPECT_EQ(gathered[0].digits, "7");
  EXPECT_THAT(world.story(), Contains("play.finished end=interrupted"));
}

TEST_F(CallsTest, WithoutBargeInThePromptEndsFirstAndTheDigitsCount) {
  GatherRequest request = digits(1, 1);
  request.prompt.barge_in = false;
  gather(request);
  sim::Party& caller = world.call();
  world.run(100ms);
  ASSERT_TRUE(caller.press("7").ok());
  world.run(500ms);
  EXPECT_TRUE(gathered.empty());
  world.run(2s);
  ASSERT_EQ(gathered.size(), 1U);
  EXPECT_EQ(gathered[0].digits, "7");
  EXPECT_THAT(world.story(), Contains("play.finished end=done"));
}

TEST_F(CallsTest, DigitsPressedEarlierCount) {
  world.on_attend = [this](ContactId contact) {
    ASSERT_TRUE(calls
                    .play(contact, prompt("a prompt that is rather long"),
                          [this, contact](const PlayOutcome&) {
                            ASSERT_TRUE(calls
                                            .gather(contact, digits(4, 4),
                                                    [this](const GatherOutcome& outcome) {
                                                      gathered.push_back(outcome);
                                                    })
                                            .ok());
                          })
                    .ok());
  };
  sim::Party& caller = world.call();
  world.run(100ms);
  ASSERT_TRUE(caller.press("1234").ok());
  world.run(3s);
  ASSERT_EQ(gathered.size(), 1U);
  EXPECT_EQ(gathered[0].digits, "1234");
}

TEST_F(CallsTest, SecretDigitsStayOutOfTheLedger) {
  GatherRequest request = digits(4, 4);
  request.secret = true;
  gather(request);
  sim::Party& caller = world.call();
  world.run(100ms);
  ASSERT_TRUE(caller.press("9876").ok());
  world.run(3s);
  EXPECT_THAT(world.story(), Contains("digits.gathered count=4 end=complete"));
  for (const std::string& line : world.story())
    EXPECT_EQ(line.find("9876"), std::string::npos) << line;
}

TEST_F(CallsTest, RecordEndsByADigitThatIsNoPartOfWhatFollows) {
  std::vector<RecordOutcome> recorded;
  world.on_attend = [&](ContactId contact) {
    ASSERT_TRUE(calls
                    .record(contact, {.name = "1-1/1", .longest = 30s, .ends_by_digits = "#"},
                            [&](const RecordOutcome& outcome) { recorded.push_back(outcome); })
                    .ok());
  };
  sim::Party& caller = world.call();
  world.run(4s);
  ASSERT_TRUE(caller.press("#").ok());
  world.run(1s);
  ASSERT_EQ(recorded.size(), 1U);
  EXPECT_EQ(recorded[0].end, RecordEnd::digit);
  EXPECT_NEAR(static_cast<double>(recorded[0].recording.length.count()), 4000, 50);
  EXPECT_EQ(calls.customer_leg(world.contact)->pressed, "");
}

TEST_F(CallsTest, ARecordingThatFailsSaysWhy) {
  std::vector<RecordOutcome> recorded;
  world.media.fail_recordings("No space left on device");
  world.on_attend = [&](ContactId contact) {
    ASSERT_TRUE(calls
                    .record(contact, {.name = "1-1/1", .longest = 30s, .ends_by_digits = "#"},
                            [&](const RecordOutcome& outcome) { recorded.push_back(outcome); })
                    .ok());
  };
  world.call();
  world.run(40s);
  ASSERT_EQ(recorded.size(), 1U);
  EXPECT_EQ(recorded[0].end, RecordEnd::failed);
  EXPECT_EQ(recorded[0].problem, "No space left on device");
}

TEST_F(CallsTest, SpeechIsSpokenBeforeItIsPlayed) {
  world.on_attend = [this](ContactId contact) {
    PlayRequest request{
        .items = {SpeechRequest{.text = "seven"}, SilenceClip{.length = 1s}, SpeechRequest{.text = "eight"}}};
    ASSERT_TRUE(
        calls.play(contact, request, [this](const PlayOutcome& outcome) { played.push_back(outcome); }).ok());
  };
  sim::Party& caller = world.call();
  world.run(10s);
  ASSERT_EQ(played.size(), 1U);
  ASSERT_EQ(caller.heard().size(), 2U);
  EXPECT_EQ(caller.heard()[0].sound.text, "seven");
  EXPECT_EQ(caller.heard()[1].sound.text, "eight");
}

TEST_F(CallsTest, ACancelledOperationTellsNothing) {
  world.on_attend = [this](ContactId contact) {
    auto operation = calls.gather(contact, digits(1, 1),
                                  [this](const GatherOutcome& outcome) { gathered.push_back(outcome); });
    world.loop.after(1s, [this, operation = operation.value()] { calls.cancel(operation); });
  };
  sim::Party& caller = world.call();
  world.run(2s);
  ASSERT_TRUE(caller.press("1").ok());
  world.run(30s);
  EXPECT_TRUE(gathered.empty());
  EXPECT_EQ(world.floor.live().operations, 0U);
}

// A hang-up in the middle of anything ends it once and leaves nothing behind.
TEST_F(CallsTest, AHangUpAtAnyMomentLeavesNothing) {
  for (int moment = 0; moment < 60; ++moment) {
    FloorWorld each;
    int told = 0;
    each.on_attend = [&](ContactId contact) {
      static_cast<void>(each.calls.gather(contact, digits(2, 4), [&, contact](const GatherOutcome&) {
        ++told;
        static_cast<void>(
            each.calls.record(contact, {.name = "r", .longest = 3s, .ends_by_digits = "#"},
                              [&, contact](const RecordOutcome&) { each.calls.finish(contact, {}); }));
      }));
    };
    sim::Party& caller = each.call();
    each.run(50ms);
    static_cast<void>(caller.press("12#"));
    each.run(std::chrono::milliseconds(100 * moment));
    static_cast<void>(caller.hang_up());
    each.run(40s);
    each.expect_nothing_left();
    EXPECT_LE(told, 1);
  }
}

TEST_F(CallsTest, NewCallsAreRefusedWhileDraining) {
  sim::Party& first = world.call();
  world.run(1s);
  world.floor.drain();
  sim::Party& second = world.call("300");
  world.run(1s);
  EXPECT_EQ(second.ending()->status, 503);
  EXPECT_EQ(world.floor.live().contacts, 1U);
  ASSERT_TRUE(first.hang_up().ok());
  world.run(40s);
  world.expect_nothing_left();
}

TEST_F(CallsTest, WordsAboutACallThatIsGoneFail) {
  sim::Party& caller = world.call();
  world.run(1s);
  ASSERT_TRUE(caller.hang_up().ok());
  world.run(40s);
  EXPECT_EQ(calls.answer(world.contact).error().code, "gone");
  EXPECT_EQ(calls.play(world.contact, prompt("x"), nullptr).error().code, "gone");
}

TEST_F(CallsTest, AnAnsweredCallCannotBeRejected) {
  world.on_attend = [this](ContactId contact) {
    ASSERT_TRUE(calls.answer(contact).ok());
    EXPECT_EQ(calls.reject(contact, 486, {}).error().code, "answered");
  };
  world.call();
  world.run(1s);
}

}  // namespace
}  // namespace tipring
