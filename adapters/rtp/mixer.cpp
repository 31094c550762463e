#include "adapters/rtp/mixer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace tipring::rtp {
namespace {

constexpr double most_gain_db = 40;

void amplify(Frame& frame, float gain) {
  if (gain == 1) return;
  for (std::int16_t& sample : frame)
    sample = clipped(static_cast<std::int32_t>(std::lrint(static_cast<float>(sample) * gain)));
}

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

void Mixer::tick(Instant now) {
  std::array<std::int32_t, frame_samples> sum{};
  std::size_t speakers = 0;
  for (auto& [id, member] : members_) {
    listen(member, now);
    if (!member.speaks) continue;
    ++speakers;
    for (std::size_t i = 0; i < frame_samples; ++i)
      sum[i] += member.said[i];
  }
  for (auto& [id, member] : members_) {
    if (speakers == (member.speaks ? 1U : 0U)) {
      member.leg->hear_mixed(nullptr, now);
      continue;
    }
    Frame mixed;
    for (std::size_t i = 0; i < frame_samples; ++i)
      mixed[i] = clipped(sum[i] - (member.speaks ? member.said[i] : 0));
    member.leg->hear_mixed(&mixed, now);
  }
}

}  // namespace tipring::rtp
