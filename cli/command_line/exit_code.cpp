#include "cli/command_line/exit_code.h"

#include <array>
#include <string_view>
#include <utility>

namespace tipring::cli {

ExitCode exit_code_for(const Error& error) {
  constexpr std::array<std::pair<std::string_view, ExitCode>, 6> known{{
      {"usage", ExitCode::usage},
      {"invalid-params", ExitCode::usage},
      {"not-found", ExitCode::not_found},
      {"wrong-state", ExitCode::refused},
      {"timed-out", ExitCode::timed_out},
      {"unreachable", ExitCode::unreachable},
  }};
  for (const auto& [code, exit_code] : known) {
    if (error.code == code) return exit_code;
  }
  return ExitCode::failed;
}

}  // namespace tipring::cli
