#pragma once

namespace tipring::reactor {

/// While one of these lives, Sofia's clock (su_now) reads whole milliseconds.
///
/// Sofia sets timers in whole milliseconds from su_now, but polls with the distance to the next timer cut down
/// to milliseconds: during the last part of a millisecond it polls with zero, over and over. With a clock of
/// whole milliseconds each distance is whole as well, so that a poll never ends before its timer is due; timers
/// fire up to one millisecond late.
///
/// The clock belongs to the whole process. Any number may live at a time, on any threads; the first must be
/// made before another thread steps a root, and the last puts back the hook that it found.
class WholeMilliseconds {
 public:
  WholeMilliseconds();
  ~WholeMilliseconds();
  WholeMilliseconds(const WholeMilliseconds&) = delete;
  WholeMilliseconds& operator=(const WholeMilliseconds&) = delete;
};

}  // namespace tipring::reactor
