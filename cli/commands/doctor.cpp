#include <algorithm>
#include <memory>
#include <string>

#include "cli/commands/commands.h"
#include "cli/commands/connection.h"

namespace tipring::cli {
namespace {

struct DoctorOptions {
  ConnectionOptions connection;
  OutputFormat format = OutputFormat::table;
};

const std::vector<Field> breach_fields{{.key = "breach", .may_be_cut = true}, {.key = "mend"}};

// A name as a shell takes it.
std::string quoted(const std::string& name) {
  const auto plain = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') ||
           std::string_view("_-./@+").find(letter) != std::string_view::npos;
  };
  if (!name.empty() && std::ranges::all_of(name, plain)) return name;
  std::string safe = "'";
  for (const char letter : name)
    safe += letter == '\'' ? "'\\''" : std::string(1, letter);
  return safe + "'";
}

// Whoever is moved to the own queue stands in it anew; whoever is released has nothing in hand.
Json mend_of(const Json& breach) {
  const Json& agent = value_at(breach, "agent");
  if (agent.is_string()) return "tipring agent release " + quoted(agent.get<std::string>());
  const Json& contact = value_at(breach, "contact");
  const Json& queue = value_at(breach, "queue");
  if (!contact.is_string() || !queue.is_string()) return {};
  return "tipring queue move " + contact.get<std::string>() + " " + quoted(queue.get<std::string>());
}

Result<void> look(CommandLine& line, const DoctorOptions& options) {
  Console& console = line.console();
  const auto answer = ask(console, options.connection, "distributor.breaches", Json::object());
  if (!answer) return answer.error();
  Json breaches = value_at(answer.value(), "breaches");
  if (!breaches.is_array()) return Error{"bad-answer", "the runtime's answer has no \"breaches\"", false};
  bool beyond = false;
  for (Json& breach : breaches) {
    breach["mend"] = mend_of(breach);
    beyond = beyond || breach["mend"].is_null();
  }
  if (breaches.empty() && options.format == OutputFormat::table) {
    console.out << "nothing is wrong\n";
    return {};
  }
  Renderer(console, options.format).list(breach_fields, breaches);
  if (breaches.empty()) return {};
  if (beyond)
    console.err
        << "tipring: no command mends what has none; a runtime that is started anew takes up queues and "
           "agents from the ledger\n";
  line.set_exit_code(ExitCode::test_failed);
  return {};
}

}  // namespace

void add_doctor_command(CommandLine& line) {
  const auto options = std::make_shared<DoctorOptions>();
  auto& command = line.add_command(line.root(), "doctor",
                                   "Look for what is not as it must be in the runtime, and say what mends it.",
                                   [&line, options] { return look(line, *options); });
  line.add_output_option(command, options->format);
  add_connection_options(line, command, options->connection);
}

}  // namespace tipring::cli
