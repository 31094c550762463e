#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "runtime/base/clock.h"
#include "runtime/base/run_loop.h"

namespace tipring::cli {

/// From where on a runtime has too much to do for new calls.
struct LoadLimits {
  Duration lag = std::chrono::milliseconds(250);  ///< So late may it do what is due.
  double busy = 0.95;                             ///< Share of one core that its control thread may take.
};

/// Which limit is passed.
enum class Overload : std::uint8_t { none, lag, busy };
std::string_view to_string(Overload overload);  ///< "none", "lag", "busy".

/// Tells from how late the control thread is, and how busy, whether new calls are to be refused. Pure: the
/// figures are passed in, one of each every `interval`.
class LoadJudge {
 public:
  static constexpr Duration interval = std::chrono::milliseconds(200);

  explicit LoadJudge(LoadLimits limits) : limits_(limits) {}

  /// From now on.
  void set_limits(LoadLimits limits) { limits_ = limits; }

  /// Whether there is too much to do, as of now, and by which limit it began. It takes a second of the same to
  /// change that: a long turn of a script is no overload, and one quiet moment does not end it. It ends at
  /// three quarters of the limits.
  Overload judge(Duration lag, double busy);

 private:
  static constexpr int times_to_change = 5;

  LoadLimits limits_;
  Overload overload_ = Overload::none;
  int times_ = 0;  // In a row that something else held.
};

/// Watches the control thread that it is made on. Control thread only.
class LoadWatch {
 public:
  /// `changed` is told when an overload begins or ends. `loop` outlives it.
  LoadWatch(RunLoop& loop, LoadLimits limits, std::function<void(Overload)> changed);
  ~LoadWatch() { loop_.cancel(timer_); }
  LoadWatch(const LoadWatch&) = delete;
  LoadWatch& operator=(const LoadWatch&) = delete;

  Overload overload() const { return overload_; }
  /// From now on.
  void set_limits(LoadLimits limits) { judge_.set_limits(limits); }

 private:
  void begin();
  void look();

  RunLoop& loop_;
  LoadJudge judge_;
  std::function<void(Overload)> changed_;
  Overload overload_ = Overload::none;
  Instant due_{};
  Instant began_{};
  Duration worked_{};  // By the thread, up to began_.
  TimerHandle timer_;
};

}  // namespace tipring::cli
