#include "cli/commands/connection.h"

#include <chrono>
#include <string>

#include <unistd.h>

#include "cli/command_line/socket_path.h"

namespace tipring::cli {

void add_connection_options(CommandLine& line, CLI::App& command, ConnectionOptions& options) {
  auto* socket = command.add_option("--socket", options.socket, "The runtime's control socket.");
  socket->type_name("PATH");
  line.set_source(socket, ValueSource::file);
  line.add_duration_option(
      command, "--timeout", options.timeout,
      "How long to wait for an answer: " +
          std::to_string(std::chrono::ceil<std::chrono::seconds>(options.timeout).count()) + "s unless given.");
}

Result<control_socket::ControlClient> connect(const Console& console, const ConnectionOptions& options) {
  const auto exists = [](const std::string& path) { return access(path.c_str(), F_OK) == 0; };
  const auto path =
      options.socket.empty() ? client_socket_path(console.environment, geteuid(), exists) : options.socket;
  auto client = control_socket::ControlClient::connect(path, options.timeout);
  if (client) return client;
  auto error = client.error();
  error.text += "; 'tipring run SITE' starts a runtime, --socket names another's socket";
  return error;
}

Result<Json> ask(const Console& console, const ConnectionOptions& options, std::string_view method,
                 const Json& params) {
  auto client = connect(console, options);
  if (!client) return client.error();
  return client->call(method, params, options.timeout);
}

}  // namespace tipring::cli
