#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/base/clock.h"

namespace tipring::sim {

/// Something a party can hear. What it is called stands beside what it says, so that a scenario may expect
/// either.
struct Sound {
  enum class Kind : std::uint8_t {
    prompt,  ///< A sound clip: `name` and `text` as the clip has them.
    tone,    ///< A tone clip: `name`.
    voice,   ///< Another party: `name` is that party's, `text` what it says, empty while it says nothing.
    digit,   ///< A DTMF digit: `name` is the digit.
  };
  Kind kind = Kind::prompt;
  std::string name;
  std::string text;
  std::uint64_t serial = 0;  ///< Tells one playing of a prompt from the next; 0 for voices and digits.

  friend bool operator==(const Sound&, const Sound&) = default;
};

/// A sound as an ear took it in.
struct Heard {
  Sound sound;
  Instant from;
  std::optional<Instant> until;  ///< Nothing: it is still heard.
};

/// How long a text takes to be spoken in simulation: 60 ms a character (about 170 English words a minute), at
/// least 200 ms. Computed from the text alone, so that a run does not depend on a synthesiser's version.
std::chrono::milliseconds speaking_time(const std::string& text);

}  // namespace tipring::sim
