#include "cli/tester/report.h"

#include <algorithm>

#include "cli/output/text.h"
#include "cli/tester/civil_time.h"
#include "dsl/binding/word_call.h"

namespace tipring::cli {
namespace {

using Verdict = ScenarioOutcome::Verdict;

void append_indented(std::string_view text, std::string_view indent, std::string& out) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    out.append(indent).append(text.substr(0, end)).append("\n");
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

std::string number_of(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace

std::size_t TestReport::count(Verdict verdict) const {
  return static_cast<std::size_t>(std::count_if(scenarios.begin(), scenarios.end(),
                                                [verdict](const auto& s) { return s.verdict == verdict; }));
}

std::string report_as_text(const ScenarioOutcome& scenario) {
  const std::string title = scenario.file + ": " + scenario.name;
  if (scenario.verdict == Verdict::passed) {
    return safe_lines("ok      " + title + " (" + dsl::format_duration(scenario.took) + ")\n");
  }
  if (scenario.verdict == Verdict::skipped)
    return safe_lines("skipped " + title + ": " + scenario.skipped_because + "\n");
  std::string out = "FAILED  " + title + "\n";
  for (const ScenarioFailure& failure : scenario.failures) {
    const std::string place =
        failure.file.empty() ? "" : failure.file + ":" + std::to_string(failure.line) + ": ";
    append_indented(place + failure.text, "  ", out);
  }
  out += "  the play so far (it began at " + format_utc(scenario.began) + "):\n";
  return safe_lines(out + format_play(scenario.play, "  "));
}

std::string summary_line(const TestReport& report) {
  std::string out = number_of(report.scenarios.size(), "scenario") + ": " +
                    std::to_string(report.count(Verdict::passed)) + " passed, " +
                    std::to_string(report.count(Verdict::failed)) + " failed";
  if (const auto skipped = report.count(Verdict::skipped); skipped != 0)
    out += ", " + std::to_string(skipped) + " skipped";
  if (!report.broken.empty()) out += "; " + number_of(report.broken.size(), "file") + " could not be run";
  return out + " (seed " + std::to_string(report.seed) + ")";
}

std::string report_as_text(const BrokenFile& broken) {
  std::string out = "BROKEN  " + broken.file + "\n";
  append_indented(broken.text, "  ", out);
  return safe_lines(out);
}

std::string safe_lines(std::string_view text) {
  std::string out;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    out += safe_for_terminal(text.substr(begin, end - begin));
    if (end < text.size()) out += '\n';
    begin = end + 1;
  }
  return out;
}

}  // namespace tipring::cli
