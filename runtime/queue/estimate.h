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

  /// Contacts stand in its line from now on, or none does any more.
  void note_line(bool stands, Instant now);
  /// The one of them that was next is being offered to an agent.
  void note_taken(Instant now);

  /// How fast contacts are taken while some stand in line.
  struct Pace {
    double rate = 0;   ///< A second.
    double count = 0;  ///< From how many contacts that is known; those of long ago count less.
  };
  /// Nothing before anybody had to stand in line.
  std::optional<Pace> pace() const;

  /// Nothing before anybody was served.
  std::optional<Duration> mean_handled() const;
  /// How many give up of one that waits, a second; 0 before anybody has waited.
  double give_up_rate() const;

 private:
  double handled_ = 0;  // Seconds; decayed sums, as the others.
  double served_ = 0;
  double waited_ = 0;
  double gave_up_ = 0;
  double taken_ = 0;
  double stood_ = 0;                   // Seconds in which anybody did.
  std::optional<Instant> stood_at_{};  // Counted up to here; nothing: nobody stands in line.
};

/// When a contact will be answered, as far as the queue's state tells.
struct WaitEstimate {
  Duration expected{};
  Duration low{};  ///< With `high`, the band in which four of five waits end.
  Duration high{};
};

/// How fast the agents that a contact waits for take contacts from its queue while all are busy.
struct ServiceRate {
  double a_second = 0;     ///< Above 0.
  double uncertainty = 0;  ///< Its standard deviation beside itself.
};

/// `own`: how many agents serve no other queue in which contacts wait; `shared`: how many do. What these have
/// left for the queue is told by the pace at which its contacts have been taken; `equally`: so many agents'
/// worth, where that is not known. Nothing where nobody serves it.
std::optional<ServiceRate> service_rate(const ServiceHistory& history, double own, double shared,
                                        double equally);

/// `ahead`: how many come before the contact. `give_up_rate`: see ServiceHistory.
///
/// The wait is a sum of ahead + 1 exponential times: until the next agent is done, or one of those ahead gives
/// up (Erlang A: Garnett, Mandelbaum and Reiman, "Designing a call center with impatient customers", 2002). The
/// band is that of the gamma distribution with its mean and variance, by the approximation of Wilson and
/// Hilferty (1931).
WaitEstimate estimate_wait(std::size_t ahead, const ServiceRate& rate, double give_up_rate);

}  // namespace tipring
