#pragma once

#include <string>
#include <string_view>

#include "cli/tester/outcome.h"

namespace tipring::cli {

// The same report gives the same bytes in every format, and whatever a site or a caller puts into a text, the
// output is valid and drives nobody's terminal.

/// For a terminal: a line for one that passed; why it failed and the play so far for one that did not.
std::string report_as_text(const ScenarioOutcome& scenario);
std::string report_as_text(const BrokenFile& broken);

/// The last line: "3 scenarios: 2 passed, 1 failed (seed 7)".
std::string summary_line(const TestReport& report);

/// The Test Anything Protocol, version 13, with diagnostics in YAML
/// (https://testanything.org/tap-version-13-specification.html).
std::string report_as_tap(const TestReport& report);

/// JUnit's XML as Jenkins and GitLab read it: a suite for each file, times in seconds within the play.
std::string report_as_junit(const TestReport& report);

/// Text of several lines without anything that a terminal would obey: only the line ends are left as they are.
std::string safe_lines(std::string_view text);

}  // namespace tipring::cli
