#pragma once

#include <string>
#include <vector>

#include "runtime/base/clock.h"

namespace tipring::cli {

/// One thing that happened in a play.
struct PlayLine {
  Duration at{};    ///< Since the play began.
  std::string who;  ///< A party's name, or "site".
  std::string what;
};

/// The play so far: who did what when.
class PlayLog {
 public:
  explicit PlayLog(const Clock& clock) : clock_(clock), began_(clock.now()) {}

  /// Whether lines are kept from now on: they are until told otherwise.
  void keep(bool on) { keeps_ = on; }
  bool keeps() const { return keeps_; }

  void add(std::string who, std::string what) {
    if (!keeps_) return;
    lines_.push_back({clock_.now() - began_, std::move(who), std::move(what)});
  }
  const std::vector<PlayLine>& lines() const { return lines_; }
  Duration elapsed() const { return clock_.now() - began_; }

 private:
  const Clock& clock_;
  Instant began_;
  std::vector<PlayLine> lines_;
  bool keeps_ = true;
};

/// "   12.345", seconds to the millisecond, right-aligned to nine columns.
std::string format_moment(Duration since_beginning);

/// One line for each entry of the play, in columns. Where a play is long, its middle is left out and said to
/// be.
std::string format_play(const std::vector<PlayLine>& lines, std::string_view indent);

}  // namespace tipring::cli
