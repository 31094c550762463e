#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/tester/play_log.h"
#include "runtime/base/clock.h"

namespace tipring::cli {

/// Why a scenario failed, and where it says what did not hold.
struct ScenarioFailure {
  std::string text;  ///< One sentence; further lines give details.
  std::string file;  ///< As given to the tester, relative to the site; empty where no line is to blame.
  int line = 0;
};

/// What became of one scenario.
struct ScenarioOutcome {
  enum class Verdict : std::uint8_t { passed, failed, skipped };
  std::string site;  ///< The last part of its folder's name.
  std::string file;  ///< "tests/menu_spec.lua"
  std::string name;
  int line = 0;  ///< Where the scenario begins.
  Verdict verdict = Verdict::passed;
  std::vector<ScenarioFailure> failures;  ///< The first is what ended it; a leak may follow.
  std::string skipped_because;
  std::vector<PlayLine> play;
  UtcTime began{};  ///< Civil time of the play's beginning.
  Duration took{};  ///< Time within the play.
};

/// What was wrong with a file or site so that none of its scenarios could run.
struct BrokenFile {
  std::string file;
  std::string text;
};

struct TestReport {
  std::uint64_t seed = 0;
  std::vector<ScenarioOutcome> scenarios;
  std::vector<BrokenFile> broken;

  std::size_t count(ScenarioOutcome::Verdict verdict) const;
  /// Everything ran and nothing failed.
  bool good() const { return broken.empty() && count(ScenarioOutcome::Verdict::failed) == 0; }
};

}  // namespace tipring::cli
