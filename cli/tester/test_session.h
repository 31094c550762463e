#pragma once

#include <string>

#include "cli/output/console.h"
#include "cli/output/renderer.h"
#include "cli/tester/tester.h"
#include "runtime/base/result.h"

namespace tipring::cli {

/// What `tipring test` was told on its command line.
struct TestOptions {
  TestRequest request;
  OutputFormat format = OutputFormat::table;
  bool tap = false;         ///< The Test Anything Protocol on standard output instead.
  std::string junit_file;   ///< Empty: none.
  std::string ledger_file;  ///< Empty: none. One JSON object a line.
};

/// Runs tests and writes what came of them: scenarios to the console as they end, files where they were asked
/// for. True when everything ran and nothing failed. Fails like run_tests(), and with "io-error" where a file
/// cannot be written.
Result<bool> run_test_session(const TestOptions& options, Console& console);

}  // namespace tipring::cli
