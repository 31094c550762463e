#include "dsl/words/targets.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "dsl/binding/registry.h"
#include "dsl/words/host.h"
#include "runtime/contact/barring.h"
#include "runtime/ports/release_cause.h"
#include "runtime/ports/user_part.h"
#include "runtime/rules/number_pattern.h"

namespace tipring::dsl {
namespace {

constexpr std::string_view tel = "tel";

// In small letters; it is the same in others (RFC 3986, section 3.1). Empty where there is none.
std::string scheme_of(std::string_view text) {
  const auto colon = text.find(':');
  std::string scheme(text.substr(0, colon == std::string_view::npos ? 0 : colon));
  std::ranges::transform(scheme, scheme.begin(),
                         [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return scheme;
}

bool is_sip(std::string_view scheme) {
  return scheme == "sip" || scheme == "sips";
}

// What has no place between the angle brackets of a header field.
bool may_stand_in_message(std::string_view uri) {
  return uri.find_first_of(" \t\r\n<>\"") == std::string_view::npos && std::ranges::count(uri, '@') <= 1;
}

// With the scheme in small letters, so that nobody behind has to mind.
std::string with_plain_scheme(const std::string& uri) {
  const std::string scheme = scheme_of(uri);
  return scheme + uri.substr(scheme.size());
}

std::string uri_at(const WordCall& call, int index) {
  const std::string target = lua_tostring(call.lua(), index);
  if (!is_target_uri(target)) call.mistake("\"" + target + "\" is not a SIP URI such as \"sip:ann@192.0.2.7\"");
  return with_plain_scheme(target);
}

// What callers dial is not the script's to answer for: it is as if they had dialled what does not exist.
ConnectTarget nowhere(std::string shown, int status, std::string why) {
  return {.uri = std::move(shown),
          .refusal = Release{.by = Release::By::system,
                             .status = status,
                             .cause = cause_of_status(status),
                             .reason = std::move(why)}};
}

ConnectTarget phone_target(const Definitions& definitions, const std::string& phone) {
  if (definitions.phones.contains(phone)) return {{}, {}, phone};
  return nowhere("phone " + phone, 404, "there is no such phone");
}

ConnectTarget trunk_target(const std::string& trunk, const std::string& given) {
  const std::string number = number_given(given);
  if (number.empty()) return nowhere("trunk " + trunk, 484, "the number to call is empty");
  if (!can_be_dialled(number))
    return nowhere("trunk " + trunk, 404,
                   "\"" + given + "\" is no number to call: digits, letters and + - . _ * # are taken");
  return {"sip:" + escaped_user(number) + "@" + trunk, {}, {}, trunk, number};
}

// A number without a host (RFC 3966) is called by the trunk, where there is but one.
ConnectTarget tel_target(const Definitions& definitions, const std::string& uri) {
  if (definitions.trunks.size() == 1) return trunk_target(definitions.trunks.begin()->first, uri);
  return nowhere(
      uri, 404,
      definitions.trunks.empty()
          ? "it names a number, and the site has no trunk to call it by"
          : "it names a number, and the site has several trunks: trunk(\"name\", number) says which");
}

ConnectTarget uri_target(const Definitions& definitions, const std::string& uri) {
  return scheme_of(uri) == tel ? tel_target(definitions, uri) : ConnectTarget{uri};
}

ConnectTarget text_target_at(const WordCall& call, int index) {
  const std::string target = lua_tostring(call.lua(), index);
  const std::string scheme = scheme_of(target);
  if ((is_sip(scheme) || scheme == tel) && !is_target_uri(target))
    return nowhere(target, 404, "it is no SIP URI");
  return uri_target(call.host<Host>().definitions, uri_at(call, index));
}

}  // namespace

ConnectTarget target_at(const WordCall& call, int index) {
  const auto* target = object_at<TargetObject>(call.lua(), index, "target");
  if (target == nullptr) return text_target_at(call, index);
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
  return uri_target(definitions, with_plain_scheme(party.uri));
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
  const std::string scheme = scheme_of(text);
  return is_sip(scheme) && text.size() > scheme.size() + 1 && may_stand_in_message(text);
}

bool is_target_uri(std::string_view text) {
  return is_sip_uri(text) ||
         (scheme_of(text) == tel && text.size() > tel.size() + 1 && may_stand_in_message(text));
}

std::string number_given(const std::string& text) {
  return scheme_of(text) == tel ? called_number_of(text) : dialled_number(text);
}

std::vector<ConnectTarget> targets_of(const WordCall& call) {
  std::vector<ConnectTarget> targets;
  const auto [first, count] = call.repeated();
  for (int index = first; index < first + count; ++index)
    targets.push_back(target_at(call, index));
  return targets;
}

std::vector<std::string> uri_targets(const WordCall& call) {
  std::vector<std::string> targets;
  const auto [first, count] = call.repeated();
  for (int index = first; index < first + count; ++index) {
    if (lua_type(call.lua(), index) != LUA_TSTRING)
      call.mistake("takes SIP and tel: URIs, not " + describe_value(call.lua(), index));
    targets.push_back(uri_at(call, index));
  }
  return targets;
}

}  // namespace tipring::dsl
