#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "adapters/rtp/frame.h"
#include "runtime/base/clock.h"

namespace tipring::rtp {

/// Who is to be ticked every `beat_ms`, 20 ms unless told otherwise, spread over five phases, so that many legs
/// do not all send in the same millisecond. Pure; time is passed in. `Member` is copied and compared: a pointer
/// or a handle.
template <typename Member, std::int64_t beat_ms = frame_time.count()>
class TickWheel {
 public:
  static constexpr std::size_t phases = 5;

  /// Adds a member at `phase` (0 to phases - 1), first due at that phase's next beat.
  void add(std::size_t phase, Member member, Instant now) {
    Phase& entry = phases_[phase];
    if (entry.members.empty()) entry.due = next_beat(phase, now);
    entry.members.push_back(member);
  }

  void remove(std::size_t phase, const Member& member) { std::erase(phases_[phase].members, member); }

  /// When run_due() has something to do next.
  std::optional<Instant> next_due() const {
    std::optional<Instant> earliest;
    for (const Phase& phase : phases_) {
      if (!phase.members.empty() && (!earliest || phase.due < *earliest)) earliest = phase.due;
    }
    return earliest;
  }

  /// Ticks whoever is due, once for each beat missed, so that a late thread catches up; after a stall of more
  /// than `longest_catch_up` the beats missed are dropped. `tick(member)` returns false to leave the wheel; it
  /// must not add or remove members itself.
  template <typename Tick>
  void run_due(Instant now, Tick tick) {
    for (std::size_t phase = 0; phase < phases; ++phase) {
      Phase& entry = phases_[phase];
      if (!entry.members.empty() && now - entry.due > longest_catch_up)
        entry.due = next_beat(phase, now) - beat;
      while (!entry.members.empty() && entry.due <= now) {
        entry.due += beat;
        std::erase_if(entry.members, [&](const Member& member) { return !tick(member); });
      }
    }
  }

 private:
  static constexpr Duration beat{std::chrono::milliseconds(beat_ms)};
  static constexpr Duration longest_catch_up = 10 * beat;

  // The first beat of the phase after `now`.
  static Instant next_beat(std::size_t phase, Instant now) {
    const Duration shift = beat / phases * static_cast<Duration::rep>(phase);
    const Duration beats = (now.time_since_epoch() - shift + beat) / beat * beat;
    return Instant{beats + shift};
  }

  struct Phase {
    Instant due;
    std::vector<Member> members;
  };
  std::array<Phase, phases> phases_;
};

}  // namespace tipring::rtp
