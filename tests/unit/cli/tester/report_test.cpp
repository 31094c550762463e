#include "cli/tester/report.h"

#include <gtest/gtest.h>

namespace tipring::cli {
namespace {

using namespace std::chrono_literals;

TestReport sample() {
  TestReport report;
  report.seed = 7;
  ScenarioOutcome good;
  good.site = "demo";
  good.file = "tests/menu_spec.lua";
  good.name = "a caller hears the menu";
  good.took = 1500ms;
  ScenarioOutcome bad = good;
  bad.name = "# odd <\"names\"> & \x1b[31m";
  bad.verdict = ScenarioOutcome::Verdict::failed;
  bad.failures = {{"ann did not hear \"x\"\nheard since: nothing", "tests/menu_spec.lua", 12},
                  {"left behind: legs 1", {}, 0}};
  bad.play = {{1ms, "ann", "calls 100"}, {2ms, "site", "logs \xff"}};
  ScenarioOutcome skipped = good;
  skipped.name = "too long";
  skipped.verdict = ScenarioOutcome::Verdict::skipped;
  skipped.skipped_because = "needs 5m";
  report.scenarios = {good, bad, skipped};
  report.broken = {{"demo/tests/broken_spec.lua", "broken_spec.lua:1: no Lua"}};
  return report;
}

TEST(ReportAsText, SaysWhatFailedWhereAndHowItCameAbout) {
  const TestReport report = sample();
  EXPECT_EQ(report_as_text(report.scenarios[0]),
            "ok      tests/menu_spec.lua: a caller hears the menu (1s500ms)\n");
  EXPECT_EQ(report_as_text(report.scenarios[1]),
            "FAILED  tests/menu_spec.lua: # odd <\"names\"> & \\x1b[31m\n"
            "  tests/menu_spec.lua:12: ann did not hear \"x\"\n"
            "  heard since: nothing\n"
            "  left behind: legs 1\n"
            "  the play so far (it began at 1970-01-01 00:00:00 UTC):\n"
            "      0.001  ann   calls 100\n"
            "      0.002  site  logs \\xff\n");
  EXPECT_EQ(report_as_text(report.scenarios[2]), "skipped tests/menu_spec.lua: too long: needs 5m\n");
  EXPECT_EQ(report_as_text(report.broken[0]),
            "BROKEN  demo/tests/broken_spec.lua\n  broken_spec.lua:1: no Lua\n");
  EXPECT_EQ(summary_line(report),
            "3 scenarios: 1 passed, 1 failed, 1 skipped; 1 file could not be run (seed 7)");
  EXPECT_FALSE(report.good());
}

TEST(ReportAsTap, NumbersEveryTestAndQuotesWhatItSays) {
  EXPECT_EQ(report_as_tap(sample()),
            "TAP version 13\n"
            "1..4\n"
            "not ok 1 - demo/tests/broken_spec.lua\n"
            "  ---\n"
            "  message: \"broken_spec.lua:1: no Lua\"\n"
            "  severity: fail\n"
            "  ...\n"
            "ok 2 - tests/menu_spec.lua: a caller hears the menu\n"
            "not ok 3 - tests/menu_spec.lua: \\# odd <\"names\"> & \\\\x1b[31m\n"
            "  ---\n"
            "  message: \"ann did not hear \\\"x\\\"\\nheard since: nothing\"\n"
            "  severity: fail\n"
            "  at: \"tests/menu_spec.lua:12\"\n"
            "  also:\n"
            "    - \"left behind: legs 1\"\n"
            "  play:\n"
            "    - \"    0.001  ann  calls 100\"\n"
            "    - \"    0.002  site  logs \\\\xff\"\n"
            "  ...\n"
            "ok 4 - tests/menu_spec.lua: too long # SKIP needs 5m\n"
            "# 3 scenarios: 1 passed, 1 failed, 1 skipped; 1 file could not be run (seed 7)\n");
}

TEST(ReportAsJunit, CountsAndEscapes) {
  const std::string xml = report_as_junit(sample());
  EXPECT_NE(xml.find("<testsuites tests=\"4\" failures=\"1\" errors=\"1\">"), std::string::npos) << xml;
  EXPECT_NE(
      xml.find(
          "<testsuite name=\"demo/tests/menu_spec.lua\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\" "
          "time=\"4.500\">"),
      std::string::npos)
      << xml;
  EXPECT_NE(xml.find("name=\"# odd &lt;&quot;names&quot;&gt; &amp; \\x1b[31m\""), std::string::npos) << xml;
  EXPECT_EQ(xml.find('\x1b'), std::string::npos);
  EXPECT_EQ(xml.find('\xff'), std::string::npos);
}

}  // namespace
}  // namespace tipring::cli
