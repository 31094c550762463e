#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/kit/temporary_folder.h"

namespace tipring::testing {

/// What came of running a program.
struct Ended {
  int exit_code = -1;  ///< -1 where a signal ended it.
  std::string out;
  std::string err;
};

struct HowToRun {
  std::map<std::string, std::string> environment{};  ///< All there is, beside PATH.
  std::string out_file{};                            ///< Where the standard output goes; empty: to Ended.
  int terminal_columns = 0;                          ///< More than 0: out and err are a terminal of this width.
};

/// Runs a program to its end, with no input.
Ended run_program(const std::string& path, const std::vector<std::string>& arguments, const HowToRun& how = {});

/// The same for tipring itself.
Ended tipring(const std::vector<std::string>& arguments, const HowToRun& how = {});

}  // namespace tipring::testing
