#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/control/json.h"
#include "tests/unit/cli/commands/program.h"

namespace tipring::testing {

/// A site of a test's own, and what `tipring check` says of it.
class CheckedSite : public ::testing::Test {
 protected:
  Ended check(const std::string& site, const HowToRun& how = {}) {
    std::ofstream(folder_.file("site.lua")) << site << "\non.call(function(call) return reject(404) end)\n";
    return tipring({"check", folder_.path(), "-o", "jsonl"}, how);
  }
  /// "1 text" of each finding; an exit code of -1 is whichever fits them.
  std::vector<std::string> findings(const std::string& site, int exit_code = 5) {
    const auto ended = check(site);
    EXPECT_EQ(ended.exit_code, exit_code < 0 ? (ended.out.empty() ? 0 : 5) : exit_code) << ended.err;
    std::vector<std::string> found;
    std::istringstream lines(ended.out);
    for (std::string line; std::getline(lines, line);) {
      const Json finding = Json::parse(line);
      found.push_back(std::to_string(finding.at("line").get<int>()) + " " +
                      finding.at("text").get<std::string>());
    }
    return found;
  }

  TemporaryFolder folder_;
};

}  // namespace tipring::testing
