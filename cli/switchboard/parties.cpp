#include "cli/switchboard/parties.h"

#include <utility>

namespace tipring::cli {
namespace {

Result<sip::TrunkSettings> settings_of(const std::string& name, const dsl::TrunkDefinition& trunk,
                                       const SecretFolders& folders) {
  sip::TrunkSettings settings{.name = name, .uri = trunk.sip, .certificate_name = trunk.certificate};
  if (trunk.password) {
    auto password = read_secret(folders, *trunk.password, trunk.position);
    if (!password) return password.error();
    settings.account = {trunk.user, std::move(password).value()};
  } else {
    settings.account.user = trunk.user;
  }
  settings.registers = trunk.registers;
  settings.registration.expires = trunk.expires.value_or(settings.registration.expires);
  settings.channels = static_cast<std::size_t>(trunk.channels);
  settings.check = trunk.check;
  return settings;
}

Json to_json(const sip::Binding& binding, const Clock& clock) {
  const Duration left = binding.expires - clock.now();
  return {{"phone", binding.phone},
          {"contact", binding.uri},
          {"source", binding.source},
          {"transport", binding.transport},
          {"nat", binding.behind_nat},
          {"preference", binding.preference},
          {"until", (clock.utc() + left).time_since_epoch().count()},
          {"left", left.count()},
          {"user_agent", binding.user_agent}};
}

Json to_json(const sip::TrunkStatus& trunk) {
  Json json{{"trunk", trunk.name},      {"sip", trunk.uri},
            {"address", trunk.address}, {"registration", to_string(trunk.registration)},
            {"answers", nullptr},       {"calls", trunk.calls},
            {"channels", nullptr},      {"problem", trunk.problem}};
  if (trunk.answers) json["answers"] = *trunk.answers;
  if (trunk.channels > 0) json["channels"] = trunk.channels;
  return json;
}

// A place takes some hundred bytes: an answer stays far below what is too large.
constexpr std::int64_t usually_listed = 2'000;

bool comes_from(const sip::Binding& binding, const std::optional<std::string>& address) {
  return !address || binding.source == *address || binding.source.starts_with(*address + ":") ||
         binding.source.starts_with("[" + *address + "]:");
}

Result<Json> list_registrations(const ControlArguments& arguments, sip::SipAgent& agent, const Clock& clock) {
  const auto phone = arguments.optional_text("phone");
  const auto source = arguments.optional_text("source");
  const auto limit = static_cast<std::size_t>(arguments.integer("limit"));
  Json list = Json::array();
  bool complete = true;
  agent.registrar().each_after(arguments.optional_text("after_phone").value_or(phone.value_or("")),
                               arguments.optional_text("after_contact").value_or(""),
                               [&](const sip::Binding& binding) {
                                 if (phone && binding.phone != *phone) return binding.phone < *phone;
                                 if (!comes_from(binding, source)) return true;
                                 complete = list.size() < limit;
                                 if (complete) list.push_back(to_json(binding, clock));
                                 return complete;
                               });
  return Json{{"registrations", std::move(list)}, {"complete", complete}};
}

Result<Json> unregister(const ControlArguments& arguments, sip::SipAgent& agent) {
  const std::string& phone = arguments.text("phone");
  const auto contact = arguments.optional_text("contact");
  Json removed = Json::array();
  for (const sip::Binding& place : agent.registrar().places(phone)) {
    if (contact && place.uri != *contact) continue;
    if (agent.unregister(phone, place.uri)) removed.push_back(place.uri);
  }
  if (!removed.empty()) return Json{{"phone", phone}, {"removed", std::move(removed)}};
  return Error{"not-found",
               "phone " + phone + " is not registered" + (contact ? " at " + *contact : std::string())};
}

}  // namespace

Result<std::vector<sip::PhoneAccount>> phone_accounts(const dsl::Definitions& definitions,
                                                      const SecretFolders& folders) {
  std::vector<sip::PhoneAccount> accounts;
  for (const auto& [name, phone] : definitions.phones) {
    auto password = read_secret(folders, phone.password, phone.position);
    if (!password) return password.error();
    accounts.push_back({name, std::move(password).value(),
                        phone.sha256 ? sip::DigestAlgorithm::sha256 : sip::DigestAlgorithm::md5,
                        static_cast<std::size_t>(phone.contacts)});
  }
  return accounts;
}

Result<std::vector<sip::TrunkSettings>> trunk_settings(const dsl::Definitions& definitions,
                                                       const SecretFolders& folders) {
  std::vector<sip::TrunkSettings> trunks;
  for (const auto& [name, definition] : definitions.trunks) {
    auto trunk = settings_of(name, definition, folders);
    if (!trunk) return trunk.error();
    trunks.push_back(std::move(trunk).value());
  }
  return trunks;
}

void add_party_methods(Control& control, sip::SipAgent& agent, const Clock& clock) {
  control.add(ControlMethod{
      "sip.registrations",
      "Lists where phones are registered, in the order of phones and places.",
      {{.name = "phone", .type = ControlType::text, .doc = "Only of this phone."},
       {.name = "source", .type = ControlType::text, .doc = "Only from this address: 192.0.2.7."},
       {.name = "limit",
        .type = ControlType::integer,
        .doc = "How many at most.",
        .fallback = usually_listed,
        .lowest = 1,
        .highest = usually_listed},
       {.name = "after_phone", .type = ControlType::text, .doc = "Only behind this phone and `after_contact`."},
       {.name = "after_contact", .type = ControlType::text, .doc = "See `after_phone`."}},
      [&](const ControlArguments& arguments) { return list_registrations(arguments, agent, clock); }});
  control.add(ControlMethod{
      "sip.unregister",
      "Forgets where a phone is registered, until it registers again.",
      {{.name = "phone", .type = ControlType::text, .required = true, .doc = "The phone's name."},
       {.name = "contact", .type = ControlType::text, .doc = "Only this place: the URI as listed."}},
      [&](const ControlArguments& arguments) { return unregister(arguments, agent); }});
  control.add(
      ControlMethod{"sip.trunks", "Lists the trunks and how they stand.", {}, [&](const ControlArguments&) {
                      Json list = Json::array();
                      for (const sip::TrunkStatus& trunk : agent.trunks())
                        list.push_back(to_json(trunk));
                      return Result<Json>(Json{{"trunks", std::move(list)}});
                    }});
}

}  // namespace tipring::cli
