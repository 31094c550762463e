#include <array>
#include <memory>
#include <vector>

#include "goertzel.h"
#include "media_fixture.h"
#include <gtest/gtest.h>

#include "adapters/rtp/tone.h"

namespace tipring::rtp {
namespace {

using std::chrono::milliseconds;

constexpr ConferenceHandle sales{1, 1};
constexpr ConferenceHandle repair{2, 1};

// Parties that each speak a tone of their own, of 300 Hz for the first, 500 for the second and so on, and hear
// the others.
class ConferenceTest : public MediaFixture {
 protected:
  struct Party {
    LegId leg;
    Peer peer;
    PayloadFormat format;
    MediaAddress address;
    std::unique_ptr<Encoder> encoder;
    std::unique_ptr<Decoder> decoder;
    SineWaves voice{0, 0};
    bool silent = false;
    std::vector<std::int16_t> heard;
  };

  static double tone_of(std::size_t party) { return 300 + 200 * static_cast<double>(party); }

  Party& add(const PayloadFormat& format) {
    auto party = std::make_unique<Party>();
    party->leg = LegId{1, static_cast<std::uint32_t>(parties_.size() + 1)};
    party->format = format;
    party->address = open(party->leg, party->peer, format);
    party->encoder = make_encoder(*codec_of(format));
    party->decoder = make_decoder(*codec_of(format));
    party->voice = SineWaves(tone_of(parties_.size()), 0);
    parties_.push_back(std::move(party));
    return *parties_.back();
  }
  void join(std::size_t party, ConferencePart part = {}, ConferenceHandle conference = sales) {
    media_->join(parties_[party]->leg, conference, part);
  }

  // All speak for so many frames, in the beat of a leg apart from them.
  void speak(int frames) {
    Peer beat;
    const LegId clock{9, 9};
    open(clock, beat);
    media_->play(clock, {99, 1}, {ToneClip{"", {{500, 0, milliseconds(1000)}}, milliseconds(0)}});
    for (int i = 0; i < frames; ++i) {
      ASSERT_TRUE(beat.next());
      for (auto& party : parties_) {
        if (!party->silent) say(*party);
        listen(*party);
      }
    }
    media_->close(clock);
  }
  static void say(Party& party) {
    Frame frame;
    party.voice.fill(frame);
    for (std::int16_t& sample : frame)
      sample = static_cast<std::int16_t>(sample / 4);  // Eight of them shall not clip.
    std::vector<std::uint8_t> payload(largest_packet);
    payload.resize(party.encoder->encode(frame, payload));
    party.peer.send_payload(payload, party.address, party.format);
  }
  static void listen(Party& party) {
    while (const auto packet = party.peer.take()) {
      std::array<std::int16_t, Decoder::most_samples> samples{};
      const std::size_t count = party.decoder->decode(packet->payload, samples);
      party.heard.insert(party.heard.end(), samples.begin(),
                         samples.begin() + static_cast<std::ptrdiff_t>(count));
    }
  }
  // How much of what a party has heard lately is the tone of another.
  double share_of(std::size_t speaker, std::size_t listener) const {
    const auto& heard = parties_[listener]->heard;
    if (heard.size() < 4000) return -1;
    return share_at(tone_of(speaker), std::span(heard).last(4000));
  }

  std::vector<std::unique_ptr<Party>> parties_;
};

TEST_F(ConferenceTest, WhatIsSaidToAFewIsHeardByThoseOnly) {
  const std::size_t agent = 0, customer = 1, supervisor = 2;
  for (const auto& format : {format(G711::pcmu), format(G711::pcma), g722()})
    add(format);
  join(agent);
  join(customer);
  join(supervisor, {.heard_by = {{parties_[agent]->leg}}});
  speak(60);
  EXPECT_GT(share_of(customer, agent), 0.2);
  EXPECT_GT(share_of(supervisor, agent), 0.2);
  EXPECT_GT(share_of(agent, customer), 0.9);
  EXPECT_LT(share_of(supervisor, customer), 0.001) << "what is whispered is not heard";
  EXPECT_GT(share_of(agent, supervisor), 0.2);
  EXPECT_GT(share_of(customer, supervisor), 0.2);
  EXPECT_LT(share_of(supervisor, supervisor), 0.001);
}

TEST_F(ConferenceTest, EightPartiesOfDifferentCodecsHearAllOthersAndNotThemselves) {
  const std::array formats{format(G711::pcmu), format(G711::pcma), g722(), opus()};
  for (std::size_t i = 0; i < 8; ++i) {
    add(formats[i % formats.size()]);
    join(i);
  }
  speak(100);
  // A seventh of all in the mean; a machine that is busy with other tests loses some of one party or another.
  for (std::size_t listener = 0; listener < 8; ++listener) {
    for (std::size_t speaker = 0; speaker < 8; ++speaker) {
      if (speaker == listener) {
        EXPECT_LT(share_of(speaker, listener), 0.02) << listener << " hears itself";
      } else {
        EXPECT_GT(share_of(speaker, listener), 0.03) << listener << " hears " << speaker;
      }
    }
  }
}

TEST_F(ConferenceTest, AMutedPartyHearsAndIsNotHeard) {
  for (std::size_t i = 0; i < 3; ++i)
    add(format(G711::pcmu));
  join(0);
  join(1);
  join(2, {.muted = true});
  speak(50);
  EXPECT_GT(share_of(0, 2), 0.4);
  EXPECT_GT(share_of(1, 2), 0.4);
  EXPECT_GT(share_of(1, 0), 0.9);
  EXPECT_LT(share_of(2, 0), 0.02);
  join(2);
  speak(50);
  EXPECT_GT(share_of(2, 0), 0.4);
}

TEST_F(ConferenceTest, AGainMakesOnePartyLouderForAll) {
  for (std::size_t i = 0; i < 3; ++i)
    add(format(G711::pcmu));
  join(0);
  join(1);
  join(2, {.gain_db = 6});
  speak(50);
  // Twice the amplitude is four times the power: four fifths of two parties' sum.
  EXPECT_NEAR(share_of(2, 0), 0.8, 0.05);
  EXPECT_NEAR(share_of(1, 0), 0.2, 0.05);
}

TEST_F(ConferenceTest, ConferencesAreApartAndEndWithTheirLast) {
  for (std::size_t i = 0; i < 4; ++i)
    add(format(G711::pcmu));
  join(0);
  join(1);
  join(2, {}, repair);
  join(3, {}, repair);
  speak(50);
  EXPECT_GT(share_of(1, 0), 0.9);
  EXPECT_GT(share_of(3, 2), 0.9);
  // One moves over, one hangs up.
  join(1, {}, repair);
  media_->close(parties_[3]->leg);
  parties_[3]->silent = true;
  parties_[0]->heard.clear();
  speak(50);
  EXPECT_GT(share_of(2, 1), 0.9);
  EXPECT_GT(share_of(1, 2), 0.9);
  parties_[0]->heard.clear();
  speak(10);
  EXPECT_TRUE(parties_[0]->heard.empty()) << "who is alone hears nothing";
}

TEST_F(ConferenceTest, ABridgeTakesTheLegOutAndJoiningEndsABridge) {
  for (std::size_t i = 0; i < 3; ++i)
    add(format(G711::pcmu));
  for (std::size_t i = 0; i < 3; ++i)
    join(i);
  media_->bridge(parties_[0]->leg, parties_[1]->leg);
  speak(50);
  EXPECT_GT(share_of(1, 0), 0.9);
  join(0);
  speak(50);
  EXPECT_GT(share_of(2, 0), 0.9);
  parties_[1]->heard.clear();
  speak(10);
  EXPECT_TRUE(parties_[1]->heard.empty());
}

TEST_F(ConferenceTest, WhereNobodySpeaksNothingIsSent) {
  for (std::size_t i = 0; i < 2; ++i) {
    add(format(G711::pcmu));
    parties_[i]->silent = true;
    join(i);
  }
  speak(30);
  EXPECT_TRUE(parties_[0]->heard.empty());
  media_->leave(parties_[0]->leg);
  media_->leave(parties_[0]->leg);
  media_->join({7, 7}, sales, {});
}

TEST_F(ConferenceTest, APartysRecordingOfBothSidesHoldsTheOthers) {
  for (std::size_t i = 0; i < 2; ++i) {
    add(format(G711::pcmu));
    join(i);
  }
  parties_[0]->silent = true;
  const std::string path = folder_.file("both.wav");
  media_->record(parties_[0]->leg, {5, 1}, {path, milliseconds(60'000), {}, RecordingSides::mixed});
  speak(60);
  media_->stop_record(parties_[0]->leg, {5, 1});
  EXPECT_TRUE(reactor_.run_until([&] { return recorded_.contains(5); }));
  EXPECT_GT(recorded_[5].length, milliseconds(1000));
}

}  // namespace
}  // namespace tipring::rtp
