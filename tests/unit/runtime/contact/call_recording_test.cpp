// Recordings of both sides of a call.

#include "floor_world.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/contact/calls.h"

namespace tipring {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;

struct CallRecordingTest : ::testing::Test {
  FloorWorld world;
  Calls& calls = world.calls;
  std::vector<RecordOutcome> outcomes;

  RecordingRequest request(RecordingSides sides) const {
    return {.name = "r", .longest = 1h, .ends_after_silence = {}, .ends_by_digits = {}, .sides = sides};
  }
  void stop() {
    world.loop.post([this] {
      auto done = [this](const RecordOutcome& outcome) { outcomes.push_back(outcome); };
      ASSERT_TRUE(calls.stop_recording(world.contact, done).ok());
    });
    world.run(1s);
  }
};

TEST_F(CallRecordingTest, GoesOnOverAConnectionAndHoldsBothVoices) {
  world.on_attend = [this](ContactId contact) {
    ASSERT_TRUE(calls.start_recording(contact, request(RecordingSides::stereo)).ok());
    EXPECT_EQ(calls.start_recording(contact, request(RecordingSides::mixed)).error().code, "recording");
    ConnectRequest connect;
    connect.targets = {{.uri = "sip:bob@192.0.2.1", .timeout = 30s}};
    ASSERT_TRUE(calls.connect(contact, std::move(connect), [](const ConnectOutcome&) {}).ok());
  };
  sim::Party& bob = world.expect("bob");
  ASSERT_TRUE(bob.answer().ok());
  sim::Party& ann = world.call("ann", "200");
  world.run(1s);
  ASSERT_TRUE(ann.speak(1s, "hello").ok());
  world.run(2s);
  ASSERT_TRUE(bob.speak(1s, "good day").ok());
  world.run(2s);
  stop();
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].end, RecordEnd::stopped);
  EXPECT_NEAR(static_cast<double>(outcomes[0].recording.length.count()), 5000, 20);
  EXPECT_THAT(world.story(), Contains("record.started name=r sides=stereo"));
  // What it holds is told by playing it.
  world.loop.post([this] {
    ASSERT_TRUE(calls.play(world.contact, {.items = {outcomes[0].recording}}, [](const PlayOutcome&) {}).ok());
  });
  world.run(1s);
  EXPECT_EQ(ann.hearing()->text, "hello good day");
}

TEST_F(CallRecordingTest, AMessageIsRecordedBesideIt) {
  world.on_attend = [this](ContactId contact) {
    ASSERT_TRUE(calls.start_recording(contact, request(RecordingSides::mixed)).ok());
    ASSERT_TRUE(calls
                    .record(contact,
                            {.name = "message", .longest = 2s, .ends_after_silence = {}, .ends_by_digits = {}},
                            [this](const RecordOutcome& outcome) { outcomes.push_back(outcome); })
                    .ok());
  };
  world.call();
  world.run(5s);
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].end, RecordEnd::longest);
  stop();
  EXPECT_EQ(outcomes.at(1).end, RecordEnd::stopped);
}

TEST_F(CallRecordingTest, OneThatHasEndedByItselfIsKeptUntilAskedFor) {
  world.on_attend = [this](ContactId contact) {
    RecordingRequest brief = request(RecordingSides::mixed);
    brief.longest = 2s;
    ASSERT_TRUE(calls.start_recording(contact, brief).ok());
  };
  world.call();
  world.run(5s);
  stop();
  ASSERT_EQ(outcomes.size(), 1U);
  EXPECT_EQ(outcomes[0].end, RecordEnd::longest);
  EXPECT_EQ(outcomes[0].recording.length, 2s);
  EXPECT_EQ(calls.stop_recording(world.contact, nullptr).error().code, "not-recording");
}

TEST_F(CallRecordingTest, EndsWithTheCall) {
  world.on_attend = [this](ContactId contact) {
    ASSERT_TRUE(calls.start_recording(contact, request(RecordingSides::mixed)).ok());
  };
  sim::Party& ann = world.call();
  world.run(2s);
  ASSERT_TRUE(ann.hang_up().ok());
  world.run(40s);
  world.expect_nothing_left();
  EXPECT_THAT(world.story(), Contains("record.finished end=hung-up ms=2000"));
}

}  // namespace
}  // namespace tipring
