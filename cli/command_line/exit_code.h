#pragma once

#include <cstdint>

#include "runtime/base/result.h"

namespace tipring::cli {

/// How a command tells its caller what came of it. The numbers are fixed for ever.
enum class ExitCode : std::uint8_t {
  done = 0,
  failed = 1,
  usage = 2,        ///< The command line is wrong.
  not_found = 3,    ///< What it names does not exist.
  refused = 4,      ///< It exists, but its state does not allow that.
  test_failed = 5,  ///< A test or a check found something.
  timed_out = 6,
  unreachable = 7,  ///< No runtime answers at the control socket.
};

/// By the error's code; `failed` for those that mean nothing special.
ExitCode exit_code_for(const Error& error);

}  // namespace tipring::cli
