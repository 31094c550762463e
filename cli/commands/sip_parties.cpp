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
  std::string source;
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

const std::vector<Field> transport_fields{
    {.key = "transport"}, {.key = "address"}, {.key = "port"}, {.key = "state"}, {.key = "calls"}};

const std::vector<Field> rtpengine_fields{{.key = "instance"},      {.key = "state"},
                                          {.key = "round_trip_ms"}, {.key = "calls"},
                                          {.key = "errors"},        {.key = "problem", .may_be_cut = true}};

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

// In pieces, so that no answer is too large however many phones there are.
Result<void> list_registrations(Console& console, const PartyOptions& options) {
  auto client = connect(console, options.connection);
  if (!client) return client.error();
  Json params = Json::object();
  if (!options.phone.empty()) params["phone"] = options.phone;
  if (!options.source.empty()) params["source"] = options.source;
  Json all = Json::array();
  for (;;) {
    auto answer = client->call("sip.registrations", params, options.connection.timeout);
    if (!answer) return answer.error();
    Json& piece = answer->at("registrations");
    for (Json& place : piece)
      all.push_back(std::move(place));
    if (answer->value("complete", true) || piece.empty()) break;
    params["after_phone"] = value_at(all.back(), "phone");
    params["after_contact"] = value_at(all.back(), "contact");
  }
  Renderer(console, options.format).list(registration_fields, all);
  return {};
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
  const auto options = std::make_shared<PartyOptions>();
  auto& list = line.add_command(registrations, "ls", "List where phones are registered.",
                                [&line, options] { return list_registrations(line.console(), *options); });
  const auto add_filter = [&](const char* name, std::string& value, const char* type, const char* what) {
    auto* option = list.add_option(name, value, what);
    option->type_name(type);
    line.set_source(option, ValueSource::nothing);
  };
  add_filter("--phone", options->phone, "PHONE", "Only places of this phone.");
  add_filter("--source", options->source, "ADDRESS", "Only what registered from this numeric address.");
  line.add_output_option(list, options->format);
  add_connection_options(line, list, options->connection);
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
  add_listing(line, group, "rtpengine", "List the rtpengines and how they stand.", "sip.rtpengine", "instances",
              rtpengine_fields);
}

}  // namespace tipring::cli
