#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "cli/tester/stage.h"
#include "runtime/base/clock.h"
#include "runtime/base/run_loop.h"

namespace tipring::cli {

/// What judging an expectation comes to at one moment.
struct Judgement {
  enum class Is : std::uint8_t { open, holds, fails };
  Is is = Is::open;
  std::string problem;           ///< For `fails`: one sentence, or several lines.
  std::optional<Instant> again;  ///< For `open`: worth another look then, though nothing may have happened.

  static Judgement open() { return {}; }
  static Judgement open_until(Instant again) { return {Is::open, {}, again}; }
  static Judgement holds() { return {Is::holds, {}, {}}; }
  static Judgement fails(std::string why) { return {Is::fails, std::move(why), {}}; }
};

/// Something that must come true in a play.
struct Expectation {
  /// Looks at the stage. Called between turns, when nothing is due at the moment.
  std::function<Judgement()> judge;
  /// Why it failed, asked when it is still open at the end of its time. Empty: it holds for all that.
  std::function<std::string()> too_late;
  Duration within{};  ///< From now.
};

/// The expectations of a running play. Control thread only.
class Play {
 public:
  using WaitId = std::uint64_t;
  /// Nothing: it held. Else why it did not.
  using Done = std::function<void(std::optional<std::string> problem)>;

  explicit Play(RunLoop& loop) : loop_(loop) {}
  Play(const Play&) = delete;
  Play& operator=(const Play&) = delete;

  /// `done` is called once, by judge(), unless cancel() comes first.
  WaitId await(Expectation expectation, Done done);
  void cancel(WaitId wait);

  /// Judges what is open, in the order in which it was awaited. Called whenever nothing is due at the moment.
  void judge();

  std::size_t waiting() const { return waiting_.size(); }

 private:
  struct Waiting {
    Expectation expectation;
    Done done;
    TimerHandle limit;
    TimerHandle again;
    bool late = false;
  };
  void look_again(Waiting& waiting, const Judgement& judgement);

  RunLoop& loop_;
  std::map<WaitId, Waiting> waiting_;
  WaitId next_ = 1;
};

/// Why a play was stopped from outside.
enum class Halt : std::uint8_t {
  none,      ///< It came to its end.
  spinning,  ///< Turn followed turn and time did not move.
  stalled,   ///< Nothing is left that could ever happen.
  too_long,  ///< It went past the end of time allowed.
};

/// How many turns may follow each other at one moment. A burst of calls is served in a few dozen, however many
/// calls it has, since a turn takes everything that is due.
inline constexpr int most_turns_at_once = 20'000;

/// Runs the loop in virtual time until `over` says so between two turns, judging the play whenever nothing is
/// due; the clock goes on to the next timer only then.
Halt run_play(RunLoop& loop, VirtualClock& clock, Play& play, const std::function<bool()>& over,
              Instant end_of_time);

}  // namespace tipring::cli
