#include <csignal>

#include "goertzel.h"
#include "media_fixture.h"
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "adapters/rtp/sound_file.h"

namespace tipring::rtp {
namespace {

using std::chrono::milliseconds;

// Somewhere in it: a busy machine may tear holes into what is sent in real time.
bool has_tone(std::span<const std::int16_t> samples, double hertz) {
  for (std::size_t at = 0; at + 400 <= samples.size(); at += 80) {
    const auto window = samples.subspan(at, 400);
    if (mean_square(window) > 1e6 && share_at(hertz, window) > 0.95) return true;
  }
  return false;
}

// One leg speaks a tone into another one's ears over real sockets; the other records.
class ToneRecording : public MediaFixture {
 protected:
  void SetUp() override {
    const auto speaker = media_->open(first).value();
    const auto listener = media_->open(second).value();
    media_->set_peer(first, towards(listener));
    media_->set_peer(second, towards(speaker));
  }
  MediaPeer towards(const MediaAddress& address) const {
    MediaPeer peer;
    peer.address = address;
    peer.audio = format(G711::pcma);
    peer.telephone_event = 101;
    return peer;
  }
};

TEST_F(ToneRecording, WhatIsPlayedIsRecorded) {
  const std::string path = folder_.file("heard.wav");
  media_->record(second, {7, 1}, {path, milliseconds(400), {}});
  media_->play(first, {1, 1}, {ToneClip{"", {{1000, 0, milliseconds(1000)}}, milliseconds(600)}});
  EXPECT_TRUE(reactor_.run_until([&] { return recorded_.contains(7); }));
  EXPECT_EQ(recorded_[7].end, RecordingEnd::longest_reached);
  EXPECT_EQ(recorded_[7].length, milliseconds(400));
  const auto samples = decode_sound(path);
  ASSERT_TRUE(samples);
  ASSERT_EQ(samples.value().size(), 3200U);
  EXPECT_TRUE(has_tone(samples.value(), 1000));
}

TEST_F(ToneRecording, EndsWhenTheSpeakerFallsSilent) {
  media_->record(second, {7, 1}, {folder_.file("heard.wav"), milliseconds(60'000), milliseconds(600)});
  media_->play(first, {1, 1}, {ToneClip{"", {{1000, 0, milliseconds(1000)}}, milliseconds(200)}});
  EXPECT_TRUE(reactor_.run_until([&] { return recorded_.contains(7); }));
  EXPECT_EQ(recorded_[7].end, RecordingEnd::silence);
  EXPECT_GT(recorded_[7].length, milliseconds(600));
  EXPECT_TRUE(has_tone(decode_sound(folder_.file("heard.wav")).value(), 1000));
}

TEST_F(ToneRecording, StoppingKeepsWhatWasHeard) {
  media_->record(second, {7, 1}, {folder_.file("heard.wav"), milliseconds(60'000), {}});
  media_->play(first, {1, 1}, {ToneClip{"", {{1000, 0, milliseconds(1000)}}, milliseconds(300)}});
  EXPECT_TRUE(reactor_.run_until([&] { return played_.contains(1); }));
  media_->stop_record(second, {7, 1});
  EXPECT_TRUE(reactor_.run_until([&] { return recorded_.contains(7); }));
  EXPECT_EQ(recorded_[7].end, RecordingEnd::stopped);
  EXPECT_GT(mean_square(decode_sound(folder_.file("heard.wav")).value()), 1e6);
}

TEST_F(ToneRecording, ClosingTheLegFinishesTheFile) {
  media_->record(second, {7, 1}, {folder_.file("heard.wav"), milliseconds(60'000), {}});
  media_->play(first, {1, 1}, {ToneClip{"", {{1000, 0, milliseconds(1000)}}, milliseconds(300)}});
  EXPECT_TRUE(reactor_.run_until([&] { return played_.contains(1); }));
  media_->close(second);
  EXPECT_TRUE(reactor_.run_until([&] { return recorded_.contains(7); }));
  EXPECT_TRUE(decode_sound(folder_.file("heard.wav")));
}

TEST_F(ToneRecording, EndingTheMediaFinishesTheFile) {
  media_->record(second, {7, 1}, {folder_.file("heard.wav"), milliseconds(60'000), {}});
  media_->play(first, {1, 1}, {ToneClip{"", {{1000, 0, milliseconds(1000)}}, milliseconds(300)}});
  EXPECT_TRUE(reactor_.run_until([&] { return played_.contains(1); }));
  media_.reset();
  EXPECT_GT(decode_sound(folder_.file("heard.wav")).value().size(), 0U);
}

TEST_F(ToneRecording, AFolderThatIsNotThereFails) {
  media_->record(second, {7, 1}, {folder_.file("no/heard.wav"), milliseconds(60'000), {}});
  EXPECT_TRUE(reactor_.run_until([&] { return recorded_.contains(7); }));
  EXPECT_EQ(recorded_[7].end, RecordingEnd::failed);
  EXPECT_NE(recorded_[7].problem.find("no/heard.wav"), std::string::npos);
}

// A limit on the size of files stands in for a full disk: the kernel cuts the write off in the same way.
TEST_F(ToneRecording, AFullDiskFailsAndNothingElseIsDisturbed) {
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit small = before;
  small.rlim_cur = 4096;
  setrlimit(RLIMIT_FSIZE, &small);
  media_->record(second, {7, 1}, {folder_.file("heard.wav"), milliseconds(60'000), {}});
  media_->play(first, {1, 1}, {ToneClip{"", {{1000, 0, milliseconds(1000)}}, milliseconds(0)}});
  EXPECT_TRUE(reactor_.run_until([&] { return recorded_.contains(7); }));
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, old_handler);
  EXPECT_EQ(recorded_[7].end, RecordingEnd::failed);
  EXPECT_NE(recorded_[7].problem.find("heard.wav"), std::string::npos);
  media_->play(first, {2, 1}, {SilenceClip{milliseconds(20)}});
  EXPECT_TRUE(reactor_.run_until([&] { return played_.contains(2); }));
}

}  // namespace
}  // namespace tipring::rtp
