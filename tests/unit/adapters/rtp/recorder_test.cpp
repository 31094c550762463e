#include "adapters/rtp/recorder.h"

#include <fstream>
#include <future>
#include <optional>

#include "goertzel.h"
#include <gtest/gtest.h>

#include "adapters/rtp/g711.h"
#include "adapters/rtp/sound_file.h"
#include "adapters/rtp/tone.h"
#include "tests/kit/temporary_folder.h"

namespace tipring::rtp {
namespace {

using std::chrono::milliseconds;

// A recorder in a time of its own, and a real file.
class Recorders : public ::testing::Test {
 protected:
  void begin(RecordRequest request) {
    request.path = folder_.file("out.wav");
    auto done = [this](RecordingResult result) { result_.set_value(std::move(result)); };
    auto file = RecordingFile::create(request.path, request.sides == RecordingSides::stereo ? 2 : 1, writer_,
                                      std::move(done));
    recorder_.emplace(OperationHandle{1, 1}, request, std::move(file), now_);
  }

  // 20 ms of tone, silence or nothing at all. True when the recording is over.
  enum class Heard { tone, silence, nothing };
  bool pass(Heard heard) {
    if (heard != Heard::nothing) {
      Frame frame{};
      if (heard == Heard::tone) waves_.fill(frame);
      std::array<std::uint8_t, frame_samples> payload{};
      encode(G711::pcmu, frame, payload);
      recorder_->hear(Codec::pcmu, {false, 0, 0, timestamp_, 1}, payload, now_);
    }
    timestamp_ += frame_samples;
    now_ += frame_time;
    return recorder_->tick(now_);
  }
  bool pass(Heard heard, int frames) {
    for (int i = 0; i < frames; ++i) {
      if (pass(heard)) return true;
    }
    return false;
  }

  RecordingResult result() { return result_.get_future().get(); }
  std::vector<std::int16_t> recorded() { return decode_sound(folder_.file("out.wav")).value(); }

  ::tipring::testing::TemporaryFolder folder_;
  Worker writer_{"writer", 1};
  Instant now_{std::chrono::seconds(100)};
  std::uint32_t timestamp_ = 4'294'960'000U;
  SineWaves waves_{1000, 0};
  std::promise<RecordingResult> result_;
  std::optional<Recorder> recorder_;
};

TEST_F(Recorders, WritesWhatWasHeardUntilStopped) {
  begin({});
  EXPECT_FALSE(pass(Heard::tone, 100));
  recorder_->stop(now_);
  const auto ended = result();
  EXPECT_EQ(ended.end, RecordingEnd::stopped);
  EXPECT_EQ(ended.length, milliseconds(2000));
  const auto samples = recorded();
  ASSERT_EQ(samples.size(), 16'000U);
  EXPECT_GT(share_at(1000, samples), 0.999);
}

TEST_F(Recorders, EndsAtItsLongest) {
  begin({{}, milliseconds(1010), milliseconds(0)});
  EXPECT_TRUE(pass(Heard::tone, 200));
  const auto ended = result();
  EXPECT_EQ(ended.end, RecordingEnd::longest_reached);
  EXPECT_EQ(ended.length, milliseconds(1010));
  EXPECT_EQ(recorded().size(), 8080U);
}

TEST_F(Recorders, EndsAfterSilence) {
  begin({{}, milliseconds(60'000), milliseconds(1000)});
  EXPECT_FALSE(pass(Heard::silence, 40));
  EXPECT_FALSE(pass(Heard::tone, 10));
  EXPECT_FALSE(pass(Heard::silence, 49));
  EXPECT_TRUE(pass(Heard::silence, 20));
  const auto ended = result();
  EXPECT_EQ(ended.end, RecordingEnd::silence);
  EXPECT_EQ(ended.length, milliseconds(800 + 200 + 1000));
}

TEST_F(Recorders, APeerThatSendsNothingIsSilent) {
  begin({{}, milliseconds(60'000), milliseconds(500)});
  EXPECT_TRUE(pass(Heard::nothing, 100));
  EXPECT_EQ(result().end, RecordingEnd::silence);
}

TEST_F(Recorders, LostPacketsFadeToSilenceOfTheSameLength) {
  begin({});
  pass(Heard::tone, 25);
  pass(Heard::nothing, 25);
  pass(Heard::tone, 25);
  recorder_->stop(now_);
  EXPECT_EQ(result().length, milliseconds(1500));
  const auto samples = recorded();
  EXPECT_EQ(mean_square(std::span(samples).subspan(4480, 3520)), 0);
  EXPECT_GT(share_at(1000, std::span(samples).subspan(8000, 4000)), 0.99);
}

// The peer speaks 1000 Hz in the first half second, whom it talks to 2000 Hz in the third, and what is played
// to it is 500 Hz in the fifth: each is where it was, and nothing where nobody spoke.
TEST_F(Recorders, BothSidesStandWhereTheyWereInTime) {
  begin({{}, milliseconds(60'000), milliseconds(0), RecordingSides::stereo});
  SineWaves other(2000, 0);
  SineWaves prompt(500, 0);
  std::uint32_t other_timestamp = 77;
  for (int i = 0; i < 150; ++i) {
    Frame frame{};
    if (i >= 50 && i < 75) {
      other.fill(frame);
      std::array<std::uint8_t, frame_samples> payload{};
      encode(G711::pcma, frame, payload);
      recorder_->hear_other(Codec::pcma, {false, 8, 0, other_timestamp, 9}, payload, now_);
    }
    if (i >= 100 && i < 125) {
      prompt.fill(frame);
      recorder_->hear_own(frame, now_);
    }
    other_timestamp += frame_samples;
    EXPECT_FALSE(pass(i < 25 ? Heard::tone : Heard::nothing));
  }
  recorder_->stop(now_);
  EXPECT_EQ(result().length, milliseconds(3000));
  std::ifstream in(folder_.file("out.wav"), std::ios::binary);
  in.seekg(44);
  std::vector<std::int16_t> left;
  std::vector<std::int16_t> right;
  std::array<std::int16_t, 2> pair{};
  while (in.read(reinterpret_cast<char*>(pair.data()), sizeof pair)) {
    left.push_back(pair[0]);
    right.push_back(pair[1]);
  }
  ASSERT_EQ(left.size(), 24'000U);
  const auto half_second = [](const std::vector<std::int16_t>& side, std::size_t number) {
    // Without the packet at either end, where loss is made up for.
    return std::span(side).subspan(number * 4000 + 640, 2880);
  };
  EXPECT_GT(share_at(1000, half_second(left, 0)), 0.99);
  EXPECT_GT(share_at(2000, half_second(right, 2)), 0.99);
  EXPECT_GT(share_at(500, half_second(right, 4)), 0.99);
  for (const std::size_t silent : {1U, 2U, 3U, 4U, 5U})
    EXPECT_EQ(mean_square(half_second(left, silent)), 0) << silent;
  for (const std::size_t silent : {0U, 1U, 3U, 5U})
    EXPECT_EQ(mean_square(half_second(right, silent)), 0) << silent;
}

TEST_F(Recorders, BothSidesInOneChannelAreAddedUp) {
  begin({{}, milliseconds(60'000), milliseconds(0), RecordingSides::mixed});
  SineWaves prompt(500, 0);
  for (int i = 0; i < 50; ++i) {
    Frame frame{};
    prompt.fill(frame);
    recorder_->hear_own(frame, now_);
    EXPECT_FALSE(pass(Heard::tone));
  }
  recorder_->stop(now_);
  EXPECT_EQ(result().length, milliseconds(1000));
  const auto samples = recorded();
  EXPECT_NEAR(share_at(1000, std::span(samples).subspan(800, 6400)), 0.5, 0.02);
  EXPECT_NEAR(share_at(500, std::span(samples).subspan(800, 6400)), 0.5, 0.02);
}

TEST(SpokenAudioTest, JitterIsNotHeardAndGapsAre) {
  SpokenAudio spoken;
  Frame ones;
  ones.fill(1);
  spoken.put(ones, 100);
  spoken.put(ones, 300);   // 40 samples late: joined to the one before.
  spoken.put(ones, 2000);  // After a pause.
  std::string heard;
  for (std::uint64_t position = 0; position < 2400; position += frame_samples) {
    Frame frame{};
    spoken.add_to(frame, position);
    for (const std::int16_t sample : frame)
      heard += static_cast<char>('0' + sample);
  }
  EXPECT_EQ(heard.find('1'), 100U);
  EXPECT_EQ(heard.find('0', 100), 420U);
  EXPECT_EQ(heard.find('1', 420), 2000U);
  EXPECT_EQ(heard.find('0', 2000), 2160U);
}

TEST_F(Recorders, AFileThatCannotBeMadeFails) {
  std::promise<RecordingResult> told;
  auto file = RecordingFile::create(folder_.file("no/such/folder.wav"), 1, writer_,
                                    [&](RecordingResult result) { told.set_value(result); });
  const auto result = told.get_future().get();
  EXPECT_EQ(result.end, RecordingEnd::failed);
  EXPECT_NE(result.problem.find("no/such/folder.wav"), std::string::npos);
  EXPECT_TRUE(file->failed());
}

TEST_F(Recorders, ADeviceThatIsFullFails) {
  std::promise<RecordingResult> told;
  auto file =
      RecordingFile::create("/dev/full", 1, writer_, [&](RecordingResult result) { told.set_value(result); });
  file->append(std::vector<std::int16_t>(8000, 1));
  file->finish(RecordingEnd::stopped);
  const auto result = told.get_future().get();
  EXPECT_EQ(result.end, RecordingEnd::failed);
  EXPECT_FALSE(result.problem.empty());
}

// What was written before a crash can be heard: the header is right after every second.
TEST_F(Recorders, TheFileIsValidWhileItGrows) {
  const std::string path = folder_.file("growing.wav");
  auto file = RecordingFile::create(path, 1, writer_, [](const RecordingResult&) {});
  file->append(std::vector<std::int16_t>(8000, 100));
  std::promise<void> written;
  writer_.post([&] { written.set_value(); });
  written.get_future().wait();
  EXPECT_EQ(decode_sound(path).value().size(), 8000U);
  file->finish(RecordingEnd::stopped);
}

TEST(SilenceDetector, HearsSoftSpeechAndNotLineNoise) {
  Frame frame{};
  EXPECT_TRUE(SilenceDetector::quiet(frame));
  for (std::size_t i = 0; i < frame.size(); ++i)
    frame[i] = i % 2 == 0 ? 60 : -60;
  EXPECT_TRUE(SilenceDetector::quiet(frame));
  for (std::size_t i = 0; i < frame.size(); ++i)
    frame[i] = i % 2 == 0 ? 150 : -150;
  EXPECT_FALSE(SilenceDetector::quiet(frame));
}

}  // namespace
}  // namespace tipring::rtp
