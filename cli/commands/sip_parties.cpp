#include <memory>

#include "cli/commands/connection.h"
#include "cli/commands/sip_commands.h"

namespace tipring::cli {
namespace {

struct PartyOptions {
  ConnectionOptions connection;
  OutputFormat format = OutputFormat::table;
  std::string phone;
  std::string contact;
};

const std::vector<Field> registration_fields{{.key = "phone"},
                                             {.key = "contact", .may_be_cut = true},
                                             {.key = "source"},
                                             {.key = "transport"},
                                             {.key = "nat"},
                                             {.key = "left", .kind = FieldKind::span},
                                             {.key = "user_agent", .may_be_cut = true}};

const std::vector<Field> trunk_fields{{.key = "trunk"},    {.key = "sip", .may_be_cut = true},
                                      {.key = "address"},  {.key = "registration"},
                                      {.key = "answers"},  {.key = "calls"},
                                      {.key = "channels"}, {.key = "problem", .may_be_cut = true}};

const std::vector<Field> transport_fields{{.key = "transport"}, {.key = "address"}, {.key = "port"}};

// A listing of the control method `method`, whose result holds it under `member`.
void add_listing(CommandLine& line, CLI::App& group, const std::string& name, const std::string& description,
                 const char* method, const char* member, const std::vector<Field>& fields) {
  const auto options = std::make_shared<PartyOptions>();
  auto& command = line.add_command(group, name, description, [&line, options, method, member, &fields] {
    auto answer = ask(line.console(), options->connection, method, Json::object());
    if (!answer) return Result<void>(answer.error());
    Renderer(line.console(), options->format).list(fields, answer->at(member));
    return Result<void>();
  });
  line.add_output_option(command, options->format);
  add_connection_options(line, command, options->connection);
}

Result<void> unregister(Console& console, const PartyOptions& options) {
  Json params{{"phone", options.phone}};
  if (!options.contact.empty()) params["contact"] = options.contact;
  auto answer = ask(console, options.connection, "sip.unregister", params);
  if (!answer) return answer.error();
  Renderer(console, options.format).record({}, answer.value());
  return {};
}

}  // namespace

void add_sip_party_commands(CommandLine& line, CLI::App& group) {
  auto& registrations =
      line.add_group(group, "registrations", "List where phones are registered, or forget a place.");
  add_listing(line, registrations, "ls", "List where phones are registered.", "sip.registrations",
              "registrations", registration_fields);
  const auto options = std::make_shared<PartyOptions>();
  auto& remove =
      line.add_command(registrations, "remove", "Forget where a phone is registered, until it registers again.",
                       [&line, options] { return unregister(line.console(), *options); });
  auto* phone = remove.add_option("PHONE", options->phone, "The phone's name.");
  phone->required();
  phone->type_name("");
  line.set_source(phone, ValueSource::nothing);
  auto* contact =
      remove.add_option("--contact", options->contact, "Only this place: the URI as the listing shows it.");
  contact->type_name("URI");
  line.set_source(contact, ValueSource::nothing);
  line.add_output_option(remove, options->format);
  add_connection_options(line, remove, options->connection);
  add_listing(line, group, "trunks", "List the trunks and how they stand.", "sip.trunks", "trunks",
              trunk_fields);
  add_listing(line, group, "transports", "List the addresses listened at.", "sip.transports", "transports",
              transport_fields);
}

}  // namespace tipring::cli
