#pragma once

#include <chrono>
#include <string>

#include "adapters/control_socket/control_client.h"
#include "cli/command_line/command_line.h"

namespace tipring::cli {

/// How a command reaches the runtime.
struct ConnectionOptions {
  std::string socket;  ///< Empty: client_socket_path().
  std::chrono::milliseconds timeout{5000};
};

/// Adds --socket and --timeout.
void add_connection_options(CommandLine& line, CLI::App& command, ConnectionOptions& options);

/// Fails with "unreachable", saying how a runtime is started or named.
Result<control_socket::ControlClient> connect(const Console& console, const ConnectionOptions& options);

/// One question, one answer.
Result<Json> ask(const Console& console, const ConnectionOptions& options, std::string_view method,
                 const Json& params);

}  // namespace tipring::cli
