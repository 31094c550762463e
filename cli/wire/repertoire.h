#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cli/phone/phone.h"
#include "cli/tester/stage.h"
#include "runtime/base/clock.h"
#include "runtime/base/result.h"

namespace tipring::cli {

/// What phones may hear: each sound that the site begins to play or a party to say, for as long as it may be on
/// the line. A phone compares what arrives with these alone, since every sound listened for costs processor
/// time. Control thread only.
class Repertoire {
 public:
  explicit Repertoire(const Clock& clock) : clock_(clock) {}

  /// `phone` hears what is in the repertoire until it leaves.
  void join(Phone& phone);
  void leave(Phone& phone);

  /// `sound` is what the audio of the file at `path` is called; it may be heard for `time` from now. Fails as
  /// rtp::decode_sound() does.
  Result<void> add(const Sound& sound, const std::string& path, Duration time);

  /// The sound that a phone means by the name it heard.
  const Sound& at(const std::string& name) const { return pieces_.at(name).sound; }

 private:
  struct Piece {
    Sound sound;
    std::vector<std::int16_t> samples;
    Instant until;
    bool listened_for = false;
  };
  void forget_what_is_over();

  const Clock& clock_;
  std::vector<Phone*> phones_;
  std::map<std::string, Piece> pieces_;  // By the name phones know them by: the path.
};

}  // namespace tipring::cli
