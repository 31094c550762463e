#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/tester/house.h"
#include "cli/tester/outcome.h"
#include "runtime/base/result.h"
#include "runtime/ledger/entry.h"

namespace tipring::cli {

/// What to test and how.
struct TestRequest {
  std::vector<std::string> paths;  ///< Sites' folders, or files of scenarios within sites.
  std::uint64_t seed = 1;
  std::string filter;  ///< Only scenarios whose file and name contain this, or match it where it has * or ?.
  BuildHouse wire{};   ///< Where scenarios are performed on the wire as well; empty: in simulation only.
};

/// Who is told of the run while it goes on; each may be empty.
struct TestFollowers {
  std::function<void(const ScenarioOutcome&)> scenario;  ///< Once it is over.
  std::function<void(const BrokenFile&)> broken;
  std::function<void(const Entry&)> entry;  ///< Of every scenario's ledger, one scenario after the other.
};

/// Runs scenarios, in virtual time and, where the request has a house for it, on the wire after that. Without
/// it the report depends on nothing but the request and the files: no clock, time zone, locale, host or working
/// folder. A scenario's chance comes from the seed and its place among all of its
/// site, whatever the filter. Fails with "not-found" where a path is none, or no scenario is left to run.
Result<TestReport> run_tests(const TestRequest& request, const TestFollowers& followers);

}  // namespace tipring::cli
