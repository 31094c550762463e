#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include <gtest/gtest.h>

#include "cli/tester/test_session.h"

namespace tipring::cli {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Ran {
  Result<bool> good = false;
  std::string out;
};

/// Sessions over the sites beside this file, with a folder for what they write.
class ScenarioTest : public ::testing::Test {
 protected:
  ScenarioTest() {
    std::string pattern = (fs::temp_directory_path() / "tipring-scenario-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~ScenarioTest() override { fs::remove_all(folder_); }

  static TestOptions options_for(const std::string& path) {
    TestOptions options;
    options.request.paths = {std::string(SITES) + "/" + path};
    options.request.seed = 7;
    return options;
  }

  static Ran run(const TestOptions& options) {
    std::ostringstream out;
    std::ostringstream err;
    Console console{.out = out, .err = err};
    Ran ran;
    ran.good = run_test_session(options, console);
    ran.out = out.str();
    EXPECT_EQ(err.str(), "");
    return ran;
  }

  fs::path folder_;
};

TEST_F(ScenarioTest, DirectMediaGoesAndComesBack) {
  const Ran ran = run(options_for("direct"));
  EXPECT_TRUE(ran.good.ok() && ran.good.value()) << ran.out;
}

TEST_F(ScenarioTest, EnterprisesKeepToThemselves) {
  const Ran ran = run(options_for("enterprises"));
  ASSERT_TRUE(ran.good.ok()) << ran.good.error().text;
  EXPECT_TRUE(ran.good.value()) << ran.out;
}

TEST_F(ScenarioTest, QueuesFindAgentsForCallers) {
  const Ran ran = run(options_for("queues"));
  ASSERT_TRUE(ran.good.ok()) << ran.good.error().text;
  EXPECT_TRUE(ran.good.value()) << ran.out;
}

TEST_F(ScenarioTest, WhatGoesOnBetweenPeoplePasses) {
  const Ran ran = run(options_for("between"));
  ASSERT_TRUE(ran.good.ok()) << ran.good.error().text;
  EXPECT_TRUE(ran.good.value()) << ran.out;
}

TEST_F(ScenarioTest, TheOfficePasses) {
  const Ran ran = run(options_for("office"));
  ASSERT_TRUE(ran.good.ok()) << ran.good.error().text;
  EXPECT_TRUE(ran.good.value()) << ran.out;
}

TEST_F(ScenarioTest, ChangesWithinCallsPass) {
  const Ran ran = run(options_for("changes"));
  ASSERT_TRUE(ran.good.ok()) << ran.good.error().text;
  EXPECT_TRUE(ran.good.value()) << ran.out;
}

TEST_F(ScenarioTest, PhonesAndTrunksPass) {
  const Ran ran = run(options_for("phones"));
  ASSERT_TRUE(ran.good.ok()) << ran.good.error().text;
  EXPECT_TRUE(ran.good.value()) << ran.out;
}

TEST_F(ScenarioTest, NumbersWithoutAHostPass) {
  const Ran ran = run(options_for("tel_uris"));
  ASSERT_TRUE(ran.good.ok()) << ran.good.error().text;
  EXPECT_TRUE(ran.good.value()) << ran.out;
}

TEST_F(ScenarioTest, SpeechPasses) {
  const Ran ran = run(options_for("speech"));
  ASSERT_TRUE(ran.good.ok()) << ran.good.error().text;
  EXPECT_TRUE(ran.good.value()) << ran.out;
}

TEST_F(ScenarioTest, MessagesPass) {
  const Ran ran = run(options_for("messages"));
  ASSERT_TRUE(ran.good.ok()) << ran.good.error().text;
  EXPECT_TRUE(ran.good.value()) << ran.out;
}

TEST_F(ScenarioTest, RulesPass) {
  const Ran ran = run(options_for("rules"));
  ASSERT_TRUE(ran.good.ok()) << ran.good.error().text;
  EXPECT_TRUE(ran.good.value()) << ran.out;
}

TEST_F(ScenarioTest, OpeningHoursPass) {
  const Ran ran = run(options_for("hours"));
  ASSERT_TRUE(ran.good.ok()) << ran.good.error().text;
  EXPECT_TRUE(ran.good.value()) << ran.out;
}

TEST_F(ScenarioTest, ListsAndOwnNumbersPass) {
  const Ran ran = run(options_for("lists"));
  ASSERT_TRUE(ran.good.ok()) << ran.good.error().text;
  EXPECT_TRUE(ran.good.value()) << ran.out;
}

TEST_F(ScenarioTest, TheStoreAndCustomersPass) {
  const Ran ran = run(options_for("store"));
  ASSERT_TRUE(ran.good.ok()) << ran.good.error().text;
  EXPECT_TRUE(ran.good.value()) << ran.out;
}

TEST_F(ScenarioTest, WebServicesPass) {
  const Ran ran = run(options_for("web"));
  ASSERT_TRUE(ran.good.ok()) << ran.good.error().text;
  EXPECT_TRUE(ran.good.value()) << ran.out;
}

TEST_F(ScenarioTest, RulesThatAreRowsPass) {
  const Ran ran = run(options_for("treatments"));
  ASSERT_TRUE(ran.good.ok()) << ran.good.error().text;
  EXPECT_TRUE(ran.good.value()) << ran.out;
}

TEST_F(ScenarioTest, TransfersPass) {
  const Ran ran = run(options_for("transfers"));
  ASSERT_TRUE(ran.good.ok()) << ran.good.error().text;
  EXPECT_TRUE(ran.good.value()) << ran.out;
}

TEST_F(ScenarioTest, WhatIsHeardSaidAndRecordedPasses) {
  const Ran ran = run(options_for("media"));
  ASSERT_TRUE(ran.good.ok()) << ran.good.error().text;
  EXPECT_TRUE(ran.good.value()) << ran.out;
}

TEST_F(ScenarioTest, EveryMishapIsToldAsExpected) {
  const Ran ran = run(options_for("mishaps"));
  ASSERT_TRUE(ran.good.ok()) << ran.good.error().text;
  EXPECT_FALSE(ran.good.value());
  EXPECT_EQ(ran.out, read_file(fs::path(SITES) / "mishaps/expected.txt"));
}

TEST_F(ScenarioTest, FileThatDoesNotLoadIsToldOnceAndTheOthersRun) {
  const Ran ran = run(options_for("broken_spec"));
  ASSERT_TRUE(ran.good.ok()) << ran.good.error().text;
  EXPECT_FALSE(ran.good.value());
  EXPECT_EQ(ran.out, read_file(fs::path(SITES) / "broken_spec/expected.txt"));
}

TEST_F(ScenarioTest, SiteThatDoesNotLoadIsToldOnce) {
  const Ran ran = run(options_for("broken_site"));
  ASSERT_TRUE(ran.good.ok()) << ran.good.error().text;
  EXPECT_FALSE(ran.good.value());
  EXPECT_EQ(ran.out, read_file(fs::path(SITES) / "broken_site/expected.txt"));
}

TEST_F(ScenarioTest, SameSeedGivesTheSameBytesAndAnotherSeedOthers) {
  std::string ledgers[3];
  std::string outputs[3];
  for (int round = 0; round < 3; ++round) {
    TestOptions options = options_for("office");
    options.ledger_file = (folder_ / ("ledger" + std::to_string(round))).string();
    options.request.seed = round == 2 ? 8 : 7;
    if (round == 1) {
      ::setenv("TZ", "Asia/Kathmandu", 1);
      ::setenv("LC_ALL", "tr_TR.UTF-8", 1);
      fs::current_path(folder_);
    }
    outputs[round] = run(options).out;
    ledgers[round] = read_file(options.ledger_file);
  }
  ::unsetenv("TZ");
  ::unsetenv("LC_ALL");
  EXPECT_GT(ledgers[0].size(), 1000U);
  EXPECT_EQ(ledgers[0], ledgers[1]);
  EXPECT_EQ(outputs[0], outputs[1]);
  EXPECT_NE(outputs[0], outputs[2]) << "the summary names the seed";
  EXPECT_EQ(ledgers[0].find(SITES), std::string::npos) << "no path of this machine";
}

TEST_F(ScenarioTest, LedgerIsJsonLinesOfEveryScenario) {
  TestOptions options = options_for("office");
  options.ledger_file = (folder_ / "ledger").string();
  run(options);
  std::istringstream lines(read_file(options.ledger_file));
  std::string line;
  std::size_t starts = 0;
  std::uint64_t last = 0;
  while (std::getline(lines, line)) {
    const auto entry = parse_entry(line);
    ASSERT_TRUE(entry.ok()) << line;
    starts += entry->kind == EntryKind::runtime_started ? 1 : 0;
    EXPECT_EQ(entry->sequence, entry->kind == EntryKind::runtime_started ? 1 : last + 1) << line;
    last = entry->sequence;
  }
  EXPECT_EQ(starts, 29U) << "one for each scenario";
}

TEST_F(ScenarioTest, FilterChoosesAndChangesNothingElse) {
  TestOptions all = options_for("office/tests/trouble_spec.lua");
  TestOptions one = all;
  one.request.filter = "*chance*";
  all.ledger_file = (folder_ / "all").string();
  one.ledger_file = (folder_ / "one").string();
  run(all);
  const Ran ran = run(one);
  EXPECT_EQ(ran.out.substr(ran.out.find('\n') + 1), "1 scenario: 1 passed, 0 failed (seed 7)\n");
  const std::string whole = read_file(all.ledger_file);
  EXPECT_NE(whole.find(read_file(one.ledger_file)), std::string::npos);
}

TEST_F(ScenarioTest, NothingToRunIsNotFound) {
  TestOptions options = options_for("office");
  options.request.filter = "no such scenario";
  EXPECT_EQ(run(options).good.error().text, "no scenario matches \"no such scenario\"");
  EXPECT_EQ(run(options_for("nowhere")).good.error().code, "not-found");
  const auto other = run(options_for("office/site.lua")).good.error();
  EXPECT_EQ(other.code, "not-found");
  EXPECT_NE(other.text.find("its name must end in _spec.lua"), std::string::npos) << other.text;
}

TEST_F(ScenarioTest, JunitIsWellFormedXml) {
  TestOptions options = options_for("mishaps");
  options.junit_file = (folder_ / "junit.xml").string();
  run(options);
  EXPECT_EQ(std::system(("xmllint --noout " + options.junit_file).c_str()), 0);
  options.junit_file = (folder_ / "no" / "folder.xml").string();
  EXPECT_EQ(run(options).good.error().code, "io-error");
}

TEST_F(ScenarioTest, TapIsReadByItsOwnParser) {
  TestOptions options = options_for("mishaps");
  options.tap = true;
  const fs::path file = folder_ / "out.tap";
  std::ofstream(file) << run(options).out;
  const std::string script =
      "perl -MTAP::Parser -e 'my $p = TAP::Parser->new({source => $ARGV[0]}); 1 while $p->next; "
      "exit($p->parse_errors || $p->tests_run != 11 || $p->failed != 11 ? 1 : 0)' ";
  EXPECT_EQ(std::system((script + file.string()).c_str()), 0);
}

TEST_F(ScenarioTest, RowsForPrograms) {
  TestOptions options = options_for("mishaps");
  options.format = OutputFormat::jsonl;
  const std::string out = run(options).out;
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 11);
  const Json row = Json::parse(out.substr(0, out.find('\n')));
  EXPECT_EQ(row.at("verdict"), "failed");
  EXPECT_EQ(row.at("failures").at(0).at("line"), 5);
}

}  // namespace
}  // namespace tipring::cli
