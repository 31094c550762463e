#include <memory>
#include <string>
#include <vector>

#include "cli/commands/commands.h"
#include "cli/commands/connection.h"
#include "cli/commands/pieces.h"

namespace tipring::cli {
namespace {

struct AgentOptions {
  ConnectionOptions connection;
  OutputFormat format = OutputFormat::table;
  std::string name;
  std::string presence;
  std::string reason;
  std::string state;
  std::string queue;
  bool hang_up = false;
  bool dry_run = false;
};

const std::vector<std::string> state_names{"offline", "not-ready", "ready", "offered", "talking", "wrap-up"};
const std::vector<std::string> presence_names{"ready", "not-ready", "offline"};

const std::vector<Field> agent_fields{
    {.key = "name", .may_be_cut = true},          {.key = "state"},
    {.key = "reason", .may_be_cut = true},        {.key = "since", .kind = FieldKind::time},
    {.key = "for", .kind = FieldKind::span},      {.key = "in_hand", .kind = FieldKind::number},
    {.key = "served", .kind = FieldKind::number}, {.key = "talked", .kind = FieldKind::span},
    {.key = "party", .may_be_cut = true}};
const std::vector<Field> detail_fields{{.key = "since", .kind = FieldKind::time},
                                       {.key = "for", .kind = FieldKind::span},
                                       {.key = "talked", .kind = FieldKind::span},
                                       {.key = "wrap_up_until", .kind = FieldKind::time}};
const std::vector<Field> hand_fields{
    {.key = "contact"}, {.key = "caller", .may_be_cut = true},     {.key = "queue", .may_be_cut = true},
    {.key = "state"},   {.key = "since", .kind = FieldKind::time}, {.key = "channel"}};
const std::vector<Field> served_fields{{.key = "queue", .may_be_cut = true},
                                       {.key = "waiting", .kind = FieldKind::number},
                                       {.key = "after", .kind = FieldKind::span}};

Result<void> list_agents(Console& console, const AgentOptions& options) {
  Json params = Json::object();
  if (!options.state.empty()) params["state"] = options.state;
  if (!options.queue.empty()) params["queue"] = options.queue;
  const auto rows = all_pieces(console, options.connection, "agent.list", std::move(params), "agents", "name");
  if (!rows) return rows.error();
  Renderer(console, options.format).list(agent_fields, rows.value());
  return {};
}

void show_list(Console& console, Renderer& renderer, const std::vector<Field>& fields, const Json& rows) {
  if (!rows.is_array() || rows.empty()) return;
  console.out << '\n';
  renderer.list(fields, rows);
}

Result<void> show_agent(Console& console, const AgentOptions& options) {
  const auto answer = ask(console, options.connection, "agent.show", {{"agent", options.name}});
  if (!answer) return answer.error();
  Json agent = value_at(answer.value(), "agent");
  Renderer renderer(console, options.format);
  if (options.format != OutputFormat::table) {
    renderer.record(detail_fields, agent);
    return {};
  }
  const Json hands = value_at(agent, "in_hand");
  const Json queues = value_at(agent, "queues");
  agent["in_hand"] = hands.size();
  agent.erase("queues");
  renderer.record(detail_fields, agent);
  show_list(console, renderer, hand_fields, hands);
  show_list(console, renderer, served_fields, queues);
  return {};
}

Result<void> set_agent(Console& console, const AgentOptions& options) {
  if (!options.reason.empty() && options.presence != "not-ready")
    return Error{"usage", "only who is not-ready has a reason", false};
  Json params{{"agent", options.name}, {"presence", options.presence}, {"dry_run", options.dry_run}};
  if (!options.reason.empty()) params["reason"] = options.reason;
  const auto answer = ask(console, options.connection, "agent.set", params);
  if (!answer) return answer.error();
  Renderer(console, options.format).record({}, answer.value());
  return {};
}

Result<void> release_agent(Console& console, const AgentOptions& options) {
  const auto answer =
      ask(console, options.connection, "agent.release",
          {{"agent", options.name}, {"hang_up", options.hang_up}, {"dry_run", options.dry_run}});
  if (!answer) return answer.error();
  Renderer(console, options.format).record({}, answer.value());
  return {};
}

CLI::App& add_agent_command(CommandLine& line, CLI::App& group, const std::string& name,
                            const std::string& description, const std::shared_ptr<AgentOptions>& options,
                            Result<void> (*run)(Console&, const AgentOptions&)) {
  auto& command = line.add_command(group, name, description,
                                   [&line, options, run] { return run(line.console(), *options); });
  line.add_output_option(command, options->format);
  add_connection_options(line, command, options->connection);
  return command;
}

void add_name(CommandLine& line, CLI::App& command, AgentOptions& options) {
  auto* name = command.add_option("AGENT", options.name, "The agent's name.");
  name->required()->type_name("");
  line.set_source(name, ValueSource::agent);
}

}  // namespace

void add_agent_commands(CommandLine& line) {
  auto& group =
      line.add_group("agent", "List agents, look at one, set one ready or not, free one that is stuck.");
  const auto options = std::make_shared<AgentOptions>();
  auto& list = add_agent_command(line, group, "ls", "List the agents and what they do.", options, list_agents);
  line.add_choice_option(list, "--state", options->state, state_names, "Only agents in this state.");
  auto* queue = list.add_option("--queue", options->queue, "Only agents that may serve this queue.");
  queue->type_name("QUEUE");
  line.set_source(queue, ValueSource::queue);
  auto& show =
      add_agent_command(line, group, "show", "Show an agent, what it has in hand and which queues it serves.",
                        options, show_agent);
  add_name(line, show, *options);
  auto& set = add_agent_command(line, group, "set", "Make an agent ready, not ready for a reason, or offline.",
                                options, set_agent);
  add_name(line, set, *options);
  line.add_choice_option(set, "PRESENCE", options->presence, presence_names, "ready, not-ready or offline.")
      ->required();
  auto* reason = set.add_option("REASON", options->reason, "Why it is not ready.");
  reason->type_name("");
  line.set_source(reason, ValueSource::nothing);
  auto& release =
      add_agent_command(line, group, "release", "Free an agent that is stuck in wrap-up, a rest, or an offer.",
                        options, release_agent);
  add_name(line, release, *options);
  release.add_flag("--hang-up", options->hang_up, "End the contacts that it serves, too.");
  for (CLI::App* change : {&set, &release})
    change->add_flag("--dry-run", options->dry_run, "Only say what would be done.");
}

}  // namespace tipring::cli
