// A site that is reloaded again and again under calls, each of which looks whether it stays on one version.

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include <gtest/gtest.h>

#include "tests/unit/cli/commands/program.h"
#include "tests/wire/kit/ledger.h"
#include "tests/wire/kit/runtime.h"
#include "tests/wire/kit/sipp_calls.h"

namespace tipring::wire {
namespace {

constexpr int calls = 800;
constexpr int rate = 100;

// Replaces each VERSION in a file of the site by the version's name.
void write_version(const std::string& source, const std::string& target, int version) {
  std::ifstream in(source);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  for (auto at = text.find("VERSION"); at != std::string::npos; at = text.find("VERSION"))
    text.replace(at, 7, "v" + std::to_string(version));
  std::ofstream(target) << text;
}

void write_site(const Runtime& runtime, int version) {
  for (const char* file : {"/site.lua", "/lib/constants.lua"})
    write_version(std::string(TIPRING_RELOADED_SITE) + file, runtime.site_folder() + file, version);
}

TEST(ReloadUnderLoad, LosesNoCallAndMixesNoVersions) {
  Runtime runtime({.site = TIPRING_RELOADED_SITE, .arguments = {"--log-level", "warning"}});
  SippCalls callers("caller_finds_busy",
                    {"-s", "any", "-m", std::to_string(calls), "-r", std::to_string(rate), runtime.address()});
  int version = 0;
  while (callers.go_on()) {
    write_site(runtime, ++version);
    const auto reload = ::tipring::testing::tipring({"reload", "--socket", runtime.socket()});
    ASSERT_EQ(reload.exit_code, 0) << reload.err;
  }
  EXPECT_TRUE(callers.succeed()) << callers.errors();
  EXPECT_GT(version, 2);

  EXPECT_TRUE(runtime.settles());
  const Json versions = runtime.ask({"versions"});
  EXPECT_EQ(std::count_if(versions.begin(), versions.end(),
                          [](const Json& row) { return row.at("state") == "in use"; }),
            0);
  EXPECT_TRUE(runtime.ends_in_order());
  EXPECT_EQ(runtime.log(), "");
  const auto entries = read_ledger(runtime.ledger_folder());
  EXPECT_TRUE(all_is_over(entries));
  EXPECT_TRUE(records_agree(entries, runtime.database()));
  std::set<std::string> used;
  for (const Entry& entry : entries) {
    if (entry.kind == EntryKind::contact_arrived) used.insert(*entry.field<std::string>("version"));
  }
  EXPECT_GT(used.size(), 2U);
  EXPECT_EQ(records_of(entries).size(), static_cast<std::size_t>(calls));
}

}  // namespace
}  // namespace tipring::wire
