#include "dsl/words/targets.h"

#include "dsl/binding/registry.h"

namespace tipring::dsl {
namespace {

std::string uri_at(const WordCall& call, int index) {
  std::string target = lua_tostring(call.lua(), index);
  if (!is_sip_uri(target)) {
    call.mistake("\"" + target + "\" is not a SIP URI such as \"sip:ann@192.0.2.7\"");
  }
  return target;
}

// A user part may hold all that numbers hold but the hash (RFC 3261, section 25.1).
std::string user_part(const std::string& number) {
  std::string user;
  for (const char letter : number)
    user += letter == '#' ? "%23" : std::string(1, letter);
  return user;
}

}  // namespace

ConnectTarget target_at(const WordCall& call, int index) {
  const auto* target = object_at<TargetObject>(call.lua(), index, "target");
  if (target == nullptr) return {uri_at(call, index)};
  if (!target->phone.empty()) return {{}, {}, target->phone};
  if (target->number.empty()) {
    call.mistake("trunk \"" + target->trunk + "\" needs the number to call: trunk(\"" + target->trunk +
                 "\", \"+12025550143\")");
  }
  return {"sip:" + user_part(target->number) + "@" + target->trunk, {}, {}, target->trunk, target->number};
}

std::optional<CallBar> bar_of(const Definitions& definitions, const Contact& caller,
                              const ConnectTarget& target) {
  if (target.trunk.empty()) return std::nullopt;
  const std::string destination = definitions.destinations.class_of(target.number);
  const auto allowed = [&](const auto& parties, const std::string& name) {
    const auto party = parties.find(name);
    return party == parties.end() || party->second.permission.allows(target.number, destination);
  };
  const bool phone_may = allowed(definitions.phones, caller.phone);
  if (phone_may && allowed(definitions.trunks, caller.trunk)) return std::nullopt;
  const std::string who = phone_may ? "who calls by trunk " + caller.trunk : "phone " + caller.phone;
  const std::string what =
      destination.empty() ? target.number : destination + " numbers such as " + target.number;
  return CallBar{destination, who + " may not call " + what};
}

bool is_sip_uri(std::string_view text) {
  const auto colon = text.find(':');
  const std::string_view scheme = text.substr(0, colon);
  return (scheme == "sip" || scheme == "sips") && colon + 1 < text.size() &&
         text.find_first_of(" \t\r\n<>\"") == std::string_view::npos;
}

std::vector<ConnectTarget> targets_of(const WordCall& call) {
  std::vector<ConnectTarget> targets;
  const auto [first, count] = call.repeated();
  for (int index = first; index < first + count; ++index)
    targets.push_back(target_at(call, index));
  return targets;
}

std::vector<std::string> sip_targets(const WordCall& call) {
  std::vector<std::string> targets;
  const auto [first, count] = call.repeated();
  for (int index = first; index < first + count; ++index) {
    if (lua_type(call.lua(), index) != LUA_TSTRING)
      call.mistake("takes SIP URIs, not " + describe_value(call.lua(), index));
    targets.push_back(uri_at(call, index));
  }
  return targets;
}

}  // namespace tipring::dsl
