#pragma once

#include <cstddef>
#include <optional>

#include "runtime/base/clock.h"

namespace tipring {

/// How a queue was served lately: each new contact counts a little more than the ones before it.
class ServiceHistory {
 public:
  /// An agent had to do with a contact for so long, what comes after the talk included.
  void note_served(Duration handled);
  /// A contact waited so long, and was answered or gave up.
  void note_waited(Duration waited, bool gave_up);

  /// Nothing before anybody was served.
  std::optional<Duration> mean_handled() const;
  /// How many give up of one that waits, a second; 0 before anybody has waited.
  double give_up_rate() const;

 private:
  double handled_ = 0;  // Seconds; decayed sums, as the others.
  double served_ = 0;
  double waited_ = 0;
  double gave_up_ = 0;
};

/// When a contact will be answered, as far as the queue's state tells.
struct WaitEstimate {
  Duration expected{};
  Duration low{};  ///< With `high`, the band in which four of five waits end.
  Duration high{};
};

/// `ahead`: how many come before the contact. `rate`: how many contacts the agents it waits for take from its
/// queue, a second, while all are busy; above 0. `give_up_rate`: see ServiceHistory.
///
/// The wait is a sum of ahead + 1 exponential times: until the next agent is done, or one of those ahead gives
/// up (Erlang A: Garnett, Mandelbaum and Reiman, "Designing a call center with impatient customers", 2002). The
/// band is that of the gamma distribution with its mean and variance, by the approximation of Wilson and
/// Hilferty (1931).
WaitEstimate estimate_wait(std::size_t ahead, double rate, double give_up_rate);

}  // namespace tipring
