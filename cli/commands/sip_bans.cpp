#include <memory>

#include "cli/commands/connection.h"
#include "cli/commands/sip_commands.h"

namespace tipring::cli {
namespace {

struct BanOptions {
  ConnectionOptions connection;
  OutputFormat format = OutputFormat::table;
  std::string source;
  std::string reason;
  std::chrono::milliseconds time{0};
};

const std::vector<Field> ban_fields{{.key = "source"},
                                    {.key = "until", .kind = FieldKind::time},
                                    {.key = "left", .kind = FieldKind::span},
                                    {.key = "reason", .may_be_cut = true}};

Result<void> list_bans(Console& console, const BanOptions& options) {
  auto answer = ask(console, options.connection, "sip.bans", Json::object());
  if (!answer) return answer.error();
  Renderer(console, options.format).list(ban_fields, answer->at("bans"));
  return {};
}

Result<void> add_ban(Console& console, const BanOptions& options) {
  Json params{{"source", options.source}};
  if (!options.reason.empty()) params["reason"] = options.reason;
  if (options.time.count() > 0)
    params["seconds"] = std::chrono::ceil<std::chrono::seconds>(options.time).count();
  auto answer = ask(console, options.connection, "sip.ban", params);
  if (!answer) return answer.error();
  Renderer(console, options.format).record(ban_fields, answer.value());
  return {};
}

Result<void> remove_ban(Console& console, const BanOptions& options) {
  auto answer = ask(console, options.connection, "sip.unban", {{"source", options.source}});
  if (!answer) return answer.error();
  Renderer(console, options.format).record({}, answer.value());
  return {};
}

CLI::App& add_ban_command(CommandLine& line, CLI::App& group, const std::string& name,
                          const std::string& description, const std::shared_ptr<BanOptions>& options,
                          Result<void> (*run)(Console&, const BanOptions&)) {
  auto& command = line.add_command(group, name, description,
                                   [&line, options, run] { return run(line.console(), *options); });
  line.add_output_option(command, options->format);
  add_connection_options(line, command, options->connection);
  return command;
}

void add_source(CommandLine& line, CLI::App& command, BanOptions& options) {
  auto* source = command.add_option("ADDRESS", options.source, "The source's numeric address: 192.0.2.7.");
  source->required();
  source->type_name("");
  line.set_source(source, ValueSource::nothing);
}

}  // namespace

void add_sip_ban_commands(CommandLine& line, CLI::App& group) {
  auto& bans = line.add_group(group, "bans", "List the sources that are banned, ban one, lift a ban.");
  const auto options = std::make_shared<BanOptions>();
  add_ban_command(line, bans, "ls", "List the sources that are banned.", options, list_bans);
  auto& add = add_ban_command(line, bans, "add", "Ban a source.", options, add_ban);
  add_source(line, add, *options);
  line.add_duration_option(add, "--for", options->time,
                           "For so long; until it is lifted where this is left out.");
  auto* reason = add.add_option("--reason", options->reason, "Why, for those who list the bans.");
  reason->type_name("TEXT");
  line.set_source(reason, ValueSource::nothing);
  auto& remove = add_ban_command(line, bans, "remove", "Lift a ban.", options, remove_ban);
  add_source(line, remove, *options);
}

}  // namespace tipring::cli
