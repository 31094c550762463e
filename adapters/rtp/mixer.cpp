#include "adapters/rtp/mixer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

namespace tipring::rtp {
namespace {

constexpr double most_gain_db = 40;

void amplify(Frame& frame, float gain) {
  if (gain == 1) return;
  for (std::int16_t& sample : frame)
    sample = clipped(static_cast<std::int32_t>(std::lrint(static_cast<float>(sample) * gain)));
}

struct Sum {
  std::array<std::int32_t, frame_samples> samples{};
  std::size_t voices = 0;

  void add(const Frame& frame) {
    ++voices;
    for (std::size_t i = 0; i < frame_samples; ++i)
      samples[i] += frame[i];
  }
  void take_out(const Frame& frame) {
    --voices;
    for (std::size_t i = 0; i < frame_samples; ++i)
      samples[i] -= frame[i];
  }
};

}  // namespace

Mixer::~Mixer() {
  while (!members_.empty())
    leave(*members_.begin()->second.leg);
}

void Mixer::join(Leg& leg, const ConferencePart& part, Instant now) {
  Member& member = members_[leg.id()];
  member.part = part;
  member.gain = static_cast<float>(std::pow(10, std::clamp(part.gain_db, -most_gain_db, most_gain_db) / 20));
  if (member.leg == nullptr) leg.enter(*this, now);
  member.leg = &leg;
}

void Mixer::leave(Leg& leg) {
  if (members_.erase(leg.id()) > 0) leg.left_mixer();
}

void Mixer::listen(Member& member, Instant now) {
  member.speaks = false;
  IncomingAudio& voice = *member.leg->voice();
  if (!voice.due(now)) return;
  IncomingAudio::Kind kind = voice.take(member.said);
  // After a stall of the thread nobody shall be heard late for good.
  while (voice.due(now - 2 * frame_time))
    kind = voice.take(member.said);
  member.speaks = kind != IncomingAudio::Kind::nothing && !member.part.muted;
  if (member.speaks) amplify(member.said, member.gain);
}

// What is said to all is summed once; what is said to a few is added for those.
void Mixer::tick(Instant now) {
  Sum to_all;
  std::vector<const Member*> to_few;
  for (auto& [id, member] : members_) {
    listen(member, now);
    if (!member.speaks) continue;
    if (member.part.heard_by) {
      to_few.push_back(&member);
    } else {
      to_all.add(member.said);
    }
  }
  for (auto& [id, member] : members_) {
    Sum heard = to_all;
    if (member.speaks && !member.part.heard_by) heard.take_out(member.said);
    for (const Member* speaker : to_few) {
      if (speaker != &member && speaker->part.reaches(id)) heard.add(speaker->said);
    }
    if (heard.voices == 0) {
      member.leg->hear_mixed(nullptr, now);
      continue;
    }
    Frame mixed;
    for (std::size_t i = 0; i < frame_samples; ++i)
      mixed[i] = clipped(heard.samples[i]);
    member.leg->hear_mixed(&mixed, now);
  }
}

}  // namespace tipring::rtp
