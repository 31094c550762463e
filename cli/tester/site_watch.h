#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/tester/play.h"
#include "cli/tester/play_log.h"
#include "runtime/ledger/entry.h"
#include "runtime/ports/log.h"

namespace tipring::cli {

/// What the site says to its operator during a play, and which of its scripts fail. Control thread only.
class SiteWatch final : public Log {
 public:
  explicit SiteWatch(PlayLog& play) : play_(play) {}

  void write(LogLevel level, std::string_view text) override;

  /// Every entry of the ledger passes here.
  void entry(const Entry& entry);

  /// A line, of level info and up, that contains `text`, whatever the letters' case.
  Expectation logs(std::string text, Duration within) const;
  /// The same of an error in a script. One that was expected is no failure of the scenario.
  Expectation fails_with(std::string text, Duration within);

  /// Errors in scripts that no one expected.
  std::vector<std::string> unexpected_errors() const;

 private:
  struct ScriptError {
    std::string text;
    bool expected = false;
  };
  PlayLog& play_;
  std::vector<std::string> lines_;
  std::vector<ScriptError> errors_;
};

}  // namespace tipring::cli
