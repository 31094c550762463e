#include "cli/switchboard/floor_configuration.h"

#include <charconv>
#include <utility>

#include "cli/switchboard/defence.h"
#include "cli/switchboard/listeners.h"
#include "cli/switchboard/parties.h"
#include "cli/switchboard/queue_items.h"
#include "dsl/words/floor_settings.h"

namespace tipring::cli {
namespace {

std::string text_of(bool value) {
  return value ? "yes" : "no";
}

std::string text_of(std::optional<double> value) {
  if (!value) return {};
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, *value).ptr};
}

std::string text_of(std::optional<Duration> value) {
  return value ? std::to_string(value->count()) : std::string();
}

std::string text_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines)
    text += line + "\n";
  return text;
}

std::string text_of(const std::vector<AddressRange>& ranges) {
  std::string text;
  for (const AddressRange& range : ranges) {
    text.append(range.prefix.begin(), range.prefix.end());
    text += "/" + std::to_string(range.length) + "\n";
  }
  return text;
}

std::string quoted_name(const std::string& noun, const std::string& name) {
  return noun + " \"" + name + "\"";
}

FloorItem listen_item(const sip::ListenSettings& listen) {
  return {.facts = {{"certificate", listen.tls.certificate},
                    {"key", listen.tls.key},
                    {"trust", listen.tls.trust},
                    {"clients", std::to_string(static_cast<int>(listen.tls.clients))}},
          .when_removed = "no new calls are taken there, and it is closed once its calls have ended",
          .when_changed = "for connections from then on"};
}

// However it is written.
std::string listen_name(const std::string& url) {
  const auto endpoint = sip::parse_listen_url(url);
  return "listen " + (endpoint ? sip::to_string(endpoint.value()) : url);
}

FloorItem defence_item(const dsl::Defence& defence) {
  return {.facts = {{"trusted", text_of(defence.trusted) + text_of(defence.trusted_names)},
                    {"only_trusted", text_of(defence.only_trusted)},
                    {"rate", text_of(defence.rate)},
                    {"burst", text_of(defence.burst)},
                    {"failures", defence.failures ? std::to_string(*defence.failures) : std::string()},
                    {"ban", text_of(defence.ban)},
                    {"lag", text_of(defence.lag)},
                    {"busy", text_of(defence.busy)}},
          .when_added = "bans stay",
          .when_removed = "what is usual holds, and bans stay",
          .when_changed = "bans stay"};
}

FloorItem rtpengine_item(const dsl::RtpengineDefinition& rtpengine) {
  return {.facts = {{"control", text_of(rtpengine.control)},
                    {"calls", std::to_string(rtpengine.calls)},
                    {"straight", text_of(rtpengine.straight)}},
          .when_added = "for new calls",
          .when_removed = "calls that go by one stay there until they end",
          .when_changed = "for new calls; others stay where they are"};
}

FloorItem store_item(const dsl::StoreDefinition& store) {
  return {.facts = {{"sqlite", store.sqlite},
                    {"postgres", store.postgres},
                    {"made_by", store.made_by},
                    {"connections", std::to_string(store.connections)}},
          .needs_restart = true};
}

// What phones and trunks have in common.
template <typename Party>
std::map<std::string, std::string> party_facts(const Party& party) {
  const CallPermission& permission = party.permission;
  return {{"may_call", permission.may_call ? "only\n" + text_of(*permission.may_call) : std::string()},
          {"may_not_call", text_of(permission.may_not_call)},
          {"digits", std::to_string(static_cast<int>(party.traits.digits))},
          {"srtp", std::to_string(static_cast<int>(party.traits.srtp))},
          {"media", party.says_media ? std::to_string(static_cast<int>(party.traits.media)) : std::string()}};
}

FloorItem phone_item(const dsl::PhoneDefinition& phone, const sip::PhoneAccount& account) {
  FloorItem item{.facts = party_facts(phone)};
  item.facts.insert({{"password", account.password},
                     {"digest", text_of(phone.sha256)},
                     {"contacts", std::to_string(phone.contacts)}});
  return item;
}

FloorItem trunk_item(const dsl::TrunkDefinition& trunk, const sip::TrunkSettings& settings) {
  FloorItem item{.facts = party_facts(trunk)};
  item.facts.insert({{"sip", trunk.sip},
                     {"user", trunk.user},
                     {"certificate", trunk.certificate},
                     {"password", settings.account.password},
                     {"register", text_of(trunk.registers)},
                     {"expires", text_of(trunk.expires)},
                     {"channels", std::to_string(trunk.channels)},
                     {"check", text_of(trunk.check)}});
  return item;
}

void add_world(const dsl::Definitions& definitions, const std::vector<sip::ListenSettings>& listens,
               std::map<std::string, FloorItem>& items) {
  for (const sip::ListenSettings& listen : listens)
    items[listen_name(listen.url)] = listen_item(listen);
  if (definitions.defence) items["defence"] = defence_item(*definitions.defence);
  if (definitions.rtpengine) items["rtpengine"] = rtpengine_item(*definitions.rtpengine);
  if (definitions.store) items["store"] = store_item(*definitions.store);
  if (definitions.records)
    items["records"] = {.facts = {{"postgres", definitions.records->postgres}}, .needs_restart = true};
  if (definitions.http) items["http"] = {.facts = {{"trust", definitions.http->trust}}, .needs_restart = true};
  if (!definitions.name_servers.empty())
    items["name_servers"] = {.facts = {{"servers", definitions.name_servers}},
                             .when_removed = "those of the system are asked from then on",
                             .when_changed = "what was asked before is answered by those of before"};
  if (definitions.tones) items["tones"].facts = {{"country", definitions.tones->country}};
  if (definitions.parking) {
    const ParkingSettings& parking = definitions.parking->settings;
    items["parking"].facts = {{"music", parking.music ? parking.music->name : std::string()},
                              {"timeout", text_of(parking.timeout)}};
  }
  if (definitions.media)
    items["media"].facts = {{"path", std::to_string(static_cast<int>(definitions.media->path))}};
  // Whether messages are taken at all.
  if (definitions.on_message) items["on.message"] = {};
  for (const auto& [pattern, name] : definitions.destinations.classes())
    items[quoted_name("destination", name)].facts["numbers"] += pattern + "\n";
}

}  // namespace

Result<FloorConfiguration> floor_configuration(const dsl::Definitions& definitions,
                                               const FloorSources& sources) {
  FloorConfiguration configuration;
  auto phones = phone_accounts(definitions, sources.secrets);
  if (!phones) return phones.error();
  configuration.phones = std::move(phones).value();
  auto trunks = trunk_settings(definitions, sources.secrets);
  if (!trunks) return trunks.error();
  configuration.trunks = std::move(trunks).value();
  configuration.floor = dsl::floor_settings_of(definitions, sources.recordings_folder);
  configuration.listens = listen_settings(definitions, sources.listen, sources.secrets.site);
  configuration.gatekeeper = gatekeeper_settings(definitions.defence);
  if (definitions.defence) configuration.trusted_names = definitions.defence->trusted_names;
  configuration.load = load_limits(definitions.defence);
  configuration.name_servers = definitions.name_servers;
  configuration.rtpengine = definitions.rtpengine;
  add_world(definitions, configuration.listens, configuration.items);
  for (const sip::PhoneAccount& account : configuration.phones)
    configuration.items[quoted_name("phone", account.name)] =
        phone_item(definitions.phones.at(account.name), account);
  for (const sip::TrunkSettings& trunk : configuration.trunks)
    configuration.items[quoted_name("trunk", trunk.name)] =
        trunk_item(definitions.trunks.at(trunk.name), trunk);
  add_queue_items(definitions, {}, configuration.items);
  configuration.hours.emplace("", definitions.hours);
  return configuration;
}

void add_enterprise(const std::string& name, const dsl::Definitions& theirs,
                    FloorConfiguration& configuration) {
  const std::string enterprise = quoted_name("enterprise", name);
  configuration.hours.emplace(name, theirs.hours);
  add_queue_items(theirs, name, configuration.items);
  configuration.items[enterprise] = {};
  if (theirs.on_message) configuration.items["on.message of " + enterprise] = {};
  if (!theirs.store) return;
  FloorItem store = store_item(*theirs.store);
  store.part_of = enterprise;
  configuration.items["store of " + enterprise] = std::move(store);
}

}  // namespace tipring::cli
