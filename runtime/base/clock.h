#pragma once

#include <chrono>
#include <cstdint>

namespace tipring {

/// Spans of time inside the floor, in microseconds.
using Duration = std::chrono::microseconds;

/// The floor's own monotonic time line. Its zero is arbitrary; only differences have meaning.
struct FloorTimeline {
  using duration = Duration;
  using rep = Duration::rep;
  using period = Duration::period;
  using time_point = std::chrono::time_point<FloorTimeline>;
  static constexpr bool is_steady = true;
};
using Instant = FloorTimeline::time_point;

/// Civil time, UTC, in microseconds since 1970: what the ledger and people see.
using UtcTime = std::chrono::sys_time<std::chrono::microseconds>;

/// Where the floor gets the time. Handed in; nothing in runtime, dsl or stdlib reads the system's clock.
/// Control thread only.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
  virtual UtcTime utc() const = 0;
};

/// The twin for tests and simulation: stands still until told to move.
class VirtualClock final : public Clock {
 public:
  explicit VirtualClock(UtcTime start) : start_(start), utc_(start) {}

  Instant now() const override { return now_; }
  UtcTime utc() const override { return utc_; }

  /// Moves both time lines forward to `instant`, which must not lie in the past.
  void advance_to(Instant instant);

  /// Sets the civil time without moving the monotonic one, as when an operator sets a machine's clock.
  void set_utc(UtcTime utc) { utc_ = utc; }

  UtcTime start() const { return start_; }

 private:
  UtcTime start_;
  UtcTime utc_;
  Instant now_{};
};

}  // namespace tipring
