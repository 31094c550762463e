#include <array>
#include <cstdio>
#include <string_view>
#include <vector>

#include "cli/tester/report.h"
#include "runtime/base/xml_text.h"

namespace tipring::cli {
namespace {

using Verdict = ScenarioOutcome::Verdict;

/// safe_lines() leaves no character that XML does not allow.
std::string escaped(std::string_view text) {
  return xml_text(safe_lines(text));
}

std::string seconds(Duration duration) {
  std::array<char, 32> text{};
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
  const int length =
      std::snprintf(text.data(), text.size(), "%lld.%03lld", static_cast<long long>(milliseconds / 1000),
                    static_cast<long long>(milliseconds % 1000));
  return {text.data(), static_cast<std::size_t>(length)};
}

std::string story(const ScenarioOutcome& scenario) {
  std::string out;
  for (const ScenarioFailure& failure : scenario.failures) {
    if (!failure.file.empty()) out += failure.file + ":" + std::to_string(failure.line) + ": ";
    out += failure.text + "\n";
  }
  return out + format_play(scenario.play, "");
}

struct Suite {
  std::string name;
  std::vector<const ScenarioOutcome*> scenarios;
};

/// By file, in the order in which the files first ran.
std::vector<Suite> suites_of(const TestReport& report) {
  std::vector<Suite> suites;
  for (const ScenarioOutcome& scenario : report.scenarios) {
    const std::string name = scenario.site + "/" + scenario.file;
    if (suites.empty() || suites.back().name != name) suites.push_back({name, {}});
    suites.back().scenarios.push_back(&scenario);
  }
  return suites;
}

void append_case(const std::string& suite, const ScenarioOutcome& scenario, std::string& out) {
  out += "    <testcase classname=\"" + escaped(suite) + "\" name=\"" + escaped(scenario.name) + "\" time=\"" +
         seconds(scenario.took) + "\"";
  if (scenario.verdict == Verdict::passed) {
    out += "/>\n";
    return;
  }
  out += ">\n";
  if (scenario.verdict == Verdict::skipped) {
    out += "      <skipped message=\"" + escaped(scenario.skipped_because) + "\"/>\n";
  } else {
    out += "      <failure message=\"" + escaped(scenario.failures.front().text) + "\">" +
           escaped(story(scenario)) + "</failure>\n";
  }
  out += "    </testcase>\n";
}

void append_suite(const Suite& suite, std::string& out) {
  std::size_t failed = 0;
  std::size_t skipped = 0;
  Duration took{};
  for (const ScenarioOutcome* scenario : suite.scenarios) {
    failed += scenario->verdict == Verdict::failed ? 1 : 0;
    skipped += scenario->verdict == Verdict::skipped ? 1 : 0;
    took += scenario->took;
  }
  out += "  <testsuite name=\"" + escaped(suite.name) + "\" tests=\"" + std::to_string(suite.scenarios.size()) +
         "\" failures=\"" + std::to_string(failed) + "\" errors=\"0\" skipped=\"" + std::to_string(skipped) +
         "\" time=\"" + seconds(took) + "\">\n";
  for (const ScenarioOutcome* scenario : suite.scenarios)
    append_case(suite.name, *scenario, out);
  out += "  </testsuite>\n";
}

void append_broken(const BrokenFile& broken, std::string& out) {
  const std::string name = escaped(broken.file);
  out += "  <testsuite name=\"" + name +
         "\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\" time=\"0.000\">\n" +
         "    <testcase classname=\"" + name + "\" name=\"loads\" time=\"0.000\">\n      <error message=\"" +
         escaped(broken.text) + "\"/>\n    </testcase>\n  </testsuite>\n";
}

}  // namespace

std::string report_as_junit(const TestReport& report) {
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"" +
                    std::to_string(report.scenarios.size() + report.broken.size()) + "\" failures=\"" +
                    std::to_string(report.count(Verdict::failed)) + "\" errors=\"" +
                    std::to_string(report.broken.size()) + "\">\n";
  for (const BrokenFile& broken : report.broken)
    append_broken(broken, out);
  for (const Suite& suite : suites_of(report))
    append_suite(suite, out);
  return out + "</testsuites>\n";
}

}  // namespace tipring::cli
