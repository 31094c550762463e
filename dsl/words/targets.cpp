#include "dsl/words/targets.h"

#include <algorithm>
#include <utility>

#include "dsl/binding/registry.h"
#include "dsl/words/host.h"
#include "runtime/ports/release_cause.h"
#include "runtime/ports/user_part.h"
#include "runtime/rules/number_pattern.h"

namespace tipring::dsl {
namespace {

std::string uri_at(const WordCall& call, int index) {
  std::string target = lua_tostring(call.lua(), index);
  if (!is_sip_uri(target)) {
    call.mistake("\"" + target + "\" is not a SIP URI such as \"sip:ann@192.0.2.7\"");
  }
  return target;
}

// What callers dial is not the script's to answer for: it is as if they had dialled what does not exist.
ConnectTarget nowhere(std::string shown, int status, std::string why) {
  return {.uri = std::move(shown),
          .refusal = Release{.by = Release::By::system,
                             .status = status,
                             .cause = cause_of_status(status),
                             .reason = std::move(why)}};
}

ConnectTarget uri_target_at(const WordCall& call, int index) {
  const std::string target = lua_tostring(call.lua(), index);
  const bool has_scheme = target.starts_with("sip:") || target.starts_with("sips:");
  if (!has_scheme || is_sip_uri(target)) return {uri_at(call, index)};
  return nowhere(target, 404, "it is no SIP URI");
}

ConnectTarget phone_target(const Definitions& definitions, const std::string& phone) {
  if (definitions.phones.contains(phone)) return {{}, {}, phone};
  return nowhere("phone " + phone, 404, "there is no such phone");
}

ConnectTarget trunk_target(const std::string& trunk, const std::string& given) {
  const std::string number = dialled_number(given);
  if (number.empty()) return nowhere("trunk " + trunk, 484, "the number to call is empty");
  if (!can_be_dialled(number))
    return nowhere("trunk " + trunk, 404,
                   "\"" + given + "\" is no number to call: digits, letters and + - . _ * # are taken");
  return {"sip:" + escaped_user(number) + "@" + trunk, {}, {}, trunk, number};
}

}  // namespace

ConnectTarget target_at(const WordCall& call, int index) {
  const auto* target = object_at<TargetObject>(call.lua(), index, "target");
  if (target == nullptr) return uri_target_at(call, index);
  if (target->trunk.empty()) return phone_target(call.host<Host>().definitions, target->phone);
  if (!target->number) {
    call.mistake("trunk \"" + target->trunk + "\" needs the number to call: trunk(\"" + target->trunk +
                 "\", \"+12025550143\")");
  }
  return trunk_target(target->trunk, *target->number);
}

ConnectTarget target_of(const Definitions& definitions, const ActionParty& party) {
  if (!party.phone.empty()) return phone_target(definitions, party.phone);
  if (!party.trunk.empty()) return trunk_target(party.trunk, party.number);
  return {party.uri};
}

ConnectRequest usual_request(const Contact* from) {
  ConnectRequest request;
  if (from == nullptr) return request;
  request.from.user = from->caller.user;
  request.from.display = from->caller.display;
  request.arrived = from->headers;
  request.caller_trusted = !from->trunk.empty();
  return request;
}

bool is_sip_uri(std::string_view text) {
  const auto colon = text.find(':');
  const std::string_view scheme = text.substr(0, colon);
  return (scheme == "sip" || scheme == "sips") && colon + 1 < text.size() &&
         text.find_first_of(" \t\r\n<>\"") == std::string_view::npos && std::ranges::count(text, '@') <= 1;
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
