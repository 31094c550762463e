#include <string_view>

#include "cli/tester/report.h"

namespace tipring::cli {
namespace {

/// A description must not hold a "#", which begins a directive, or a line end.
std::string description(std::string_view text) {
  std::string out;
  for (const char letter : safe_lines(text)) {
    if (letter == '#' || letter == '\\') out += '\\';
    out += letter == '\n' ? ' ' : letter;
  }
  return out;
}

/// A YAML scalar in double quotes (YAML 1.2, section 7.3.1).
std::string yaml_quoted(std::string_view text) {
  constexpr std::string_view hexadecimal = "0123456789abcdef";
  std::string out = "\"";
  for (const char letter : safe_lines(text)) {
    const auto byte = static_cast<unsigned char>(letter);
    if (letter == '"' || letter == '\\') {
      out.append("\\").append(1, letter);
    } else if (letter == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7F) {
      out.append("\\x").append(1, hexadecimal[byte >> 4U]).append(1, hexadecimal[byte & 15U]);
    } else {
      out += letter;
    }
  }
  return out + "\"";
}

void append_diagnostics(const ScenarioOutcome& scenario, std::string& out) {
  const ScenarioFailure& failure = scenario.failures.front();
  out += "  ---\n  message: " + yaml_quoted(failure.text) + "\n  severity: fail\n";
  if (!failure.file.empty())
    out += "  at: " + yaml_quoted(failure.file + ":" + std::to_string(failure.line)) + "\n";
  if (scenario.failures.size() > 1) {
    out += "  also:\n";
    for (std::size_t index = 1; index < scenario.failures.size(); ++index)
      out += "    - " + yaml_quoted(scenario.failures[index].text) + "\n";
  }
  out += scenario.play.empty() ? "  play: []\n" : "  play:\n";
  for (const PlayLine& line : scenario.play)
    out += "    - " + yaml_quoted(format_moment(line.at) + "  " + line.who + "  " + line.what) + "\n";
  out += "  ...\n";
}

}  // namespace

std::string report_as_tap(const TestReport& report) {
  std::string out =
      "TAP version 13\n1.." + std::to_string(report.broken.size() + report.scenarios.size()) + "\n";
  std::size_t number = 0;
  for (const BrokenFile& broken : report.broken) {
    out += "not ok " + std::to_string(++number) + " - " + description(broken.file) +
           "\n  ---\n  message: " + yaml_quoted(broken.text) + "\n  severity: fail\n  ...\n";
  }
  for (const ScenarioOutcome& scenario : report.scenarios) {
    const bool failed = scenario.verdict == ScenarioOutcome::Verdict::failed;
    out += (failed ? "not ok " : "ok ") + std::to_string(++number) + " - " +
           description(scenario.file + ": " + scenario.name);
    if (scenario.verdict == ScenarioOutcome::Verdict::skipped)
      out += " # SKIP " + description(scenario.skipped_because);
    out += '\n';
    if (failed) append_diagnostics(scenario, out);
  }
  return out + "# " + summary_line(report) + "\n";
}

}  // namespace tipring::cli
