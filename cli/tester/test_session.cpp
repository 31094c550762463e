#include "cli/tester/test_session.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>

#include "cli/tester/report.h"

namespace tipring::cli {
namespace {

Error cannot_write(const std::string& file) {
  return {"io-error", file + " cannot be written: " + std::strerror(errno)};
}

Result<void> write_file(const std::string& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) return cannot_write(file);
  return {};
}

std::string_view word_for(ScenarioOutcome::Verdict verdict) {
  switch (verdict) {
    case ScenarioOutcome::Verdict::passed:
      return "passed";
    case ScenarioOutcome::Verdict::failed:
      return "failed";
    case ScenarioOutcome::Verdict::skipped:
      return "skipped";
  }
  return "";
}

Json row_of(const ScenarioOutcome& scenario) {
  Json row{{"verdict", word_for(scenario.verdict)},
           {"site", scenario.site},
           {"file", scenario.file},
           {"line", scenario.line},
           {"scenario", scenario.name},
           {"took", scenario.took.count()}};
  if (!scenario.skipped_because.empty()) row["because"] = scenario.skipped_because;
  for (const ScenarioFailure& failure : scenario.failures)
    row["failures"].push_back({{"text", failure.text}, {"file", failure.file}, {"line", failure.line}});
  if (scenario.failures.empty()) return row;
  for (const PlayLine& line : scenario.play)
    row["play"].push_back({{"at", line.at.count()}, {"who", line.who}, {"what", line.what}});
  return row;
}

Json row_of(const BrokenFile& broken) {
  return {{"verdict", "broken"}, {"file", broken.file}, {"failures", {{{"text", broken.text}}}}};
}

void render(const TestReport& report, const TestOptions& options, Console& console) {
  Json rows = Json::array();
  for (const BrokenFile& broken : report.broken)
    rows.push_back(row_of(broken));
  for (const ScenarioOutcome& scenario : report.scenarios)
    rows.push_back(row_of(scenario));
  Renderer(console, options.format)
      .list({{"verdict"},
             {"site"},
             {"file"},
             {"line", FieldKind::number},
             {"scenario"},
             {"took", FieldKind::span}},
            rows);
}

}  // namespace

Result<bool> run_test_session(const TestOptions& options, Console& console) {
  const bool as_text = options.format == OutputFormat::table && !options.tap;
  std::optional<std::ofstream> ledger;
  TestFollowers followers;
  if (!options.ledger_file.empty()) {
    ledger.emplace(options.ledger_file, std::ios::binary | std::ios::trunc);
    if (!*ledger) return cannot_write(options.ledger_file);
    followers.entry = [&ledger, line = std::string()](const Entry& entry) mutable {
      line.clear();
      append_json(entry, line);
      *ledger << line << '\n';
    };
  }
  if (as_text) {
    followers.scenario = [&console](const ScenarioOutcome& scenario) {
      console.out << report_as_text(scenario) << std::flush;
    };
    followers.broken = [&console](const BrokenFile& broken) {
      console.out << report_as_text(broken) << std::flush;
    };
  }
  const auto report = run_tests(options.request, followers);
  if (!report) return report.error();
  if (as_text) console.out << summary_line(report.value()) << '\n';
  if (options.tap) console.out << report_as_tap(report.value());
  if (!as_text && !options.tap) render(report.value(), options, console);
  console.out << std::flush;
  if (ledger) {
    ledger->close();
    if (!*ledger) return cannot_write(options.ledger_file);
  }
  if (!options.junit_file.empty()) {
    if (auto written = write_file(options.junit_file, report_as_junit(report.value())); !written) {
      return written.error();
    }
  }
  return report->good();
}

}  // namespace tipring::cli
