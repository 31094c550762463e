#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "runtime/base/clock.h"
#include "runtime/base/result.h"

namespace tipring::cli {

/// One thing that the user of a softphone does, by an option of the command line or a typed line.
struct SoftphoneStep {
  enum class Kind : std::uint8_t {
    wait,  ///< For `time`.
    ring,  ///< Tells the caller that it rings.
    answer,
    refuse,    ///< With `status`.
    press,     ///< The keys in `text`.
    play,      ///< The sound file `text`; done when it was played.
    record,    ///< What is heard, into the file `text`, until the end of the call.
    hold,      ///< Puts the other side on hold.
    resume,    ///< Goes on with it.
    transfer,  ///< Has the other side connected with `text`, a URI or a number of its host; then hangs up.
    hang_up,
  };
  Kind kind = Kind::wait;
  Duration time{};
  std::string text{};
  int status = 0;

  friend bool operator==(const SoftphoneStep&, const SoftphoneStep&) = default;
};

/// What a typed line can be besides a step.
enum class Typed : std::uint8_t {
  nothing,
  help,
  quit,  ///< Hangs up as well.
};

/// Reads a typed line: "5#" and "press 5#", "answer", "ring", "refuse 486", "play FILE", "record FILE",
/// "wait 2s", "hold", "resume", "transfer URI", "hang up", "help", "quit". Fails with "usage", naming the
/// nearest word.
Result<std::variant<SoftphoneStep, Typed>> parse_typed(std::string_view line);

/// What can be typed, a line each.
std::string_view typing_help();

/// Keys of a telephone: 0-9, *, #, A-D.
bool are_keys(std::string_view text);

/// Whom a call may be transferred to: a URI or a number, without blanks.
bool is_target(std::string_view text);

/// "123" and "603": a status by which a call may be refused is 400 to 699. Fails with "usage".
Result<int> parse_refusal(std::string_view text);

}  // namespace tipring::cli
