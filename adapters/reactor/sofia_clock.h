#pragma once

namespace tipring::reactor {

/// While one of these lives, Sofia's clock (su_now), which is the system's civil time otherwise, is steady and
/// counts whole milliseconds.
///
/// Steady, because Sofia's timers hang on it: an operator who sets the machine's clock back would stop all
/// retransmissions, and one who sets it far ahead would end the program by an assertion.
///
/// Whole milliseconds, because Sofia sets its timers in milliseconds from su_now, but polls with the distance
/// to the next timer cut down to milliseconds: during the last part of a millisecond it polls with zero, over
/// and over. With a clock of whole milliseconds each distance is whole as well, so that no poll ends before its
/// timer is due; timers fire up to one millisecond late.
///
/// The clock belongs to the whole process. Any number may live at a time, on any threads; the first must be
/// made before another thread steps a root, and the last puts back the hook that it found. That hook is still
/// called, so that a test can move the time.
class SofiaClock {
 public:
  SofiaClock();
  ~SofiaClock();
  SofiaClock(const SofiaClock&) = delete;
  SofiaClock& operator=(const SofiaClock&) = delete;
};

}  // namespace tipring::reactor
