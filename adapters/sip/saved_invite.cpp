#include "adapters/sip/saved_invite.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "adapters/sip/object_text.h"

namespace tipring::sip {

std::string to_json(const SavedInvite& invite) {
  ObjectText json(512 + invite.headers.size());
  json.text("leg", to_string(invite.leg));
  json.flag("we_called", invite.we_called);
  json.text("transport", invite.local.transport);
  json.text("local_ip", invite.local.ip);
  json.number("local_port", invite.local.port);
  json.text("invite", invite.headers);
  if (invite.we_called) {
    json.text("uri", invite.uri);
    json.text("destination", invite.destination);
    json.text("branch", invite.branch);
  }
  return std::move(json).end();
}

Result<SavedInvite> saved_invite_from_json(std::string_view text) {
  try {
    const auto json = nlohmann::json::parse(text);
    SavedInvite invite;
    if (const auto id = parse_leg_id(json.at("leg").get<std::string>())) invite.leg = *id;
    json.at("we_called").get_to(invite.we_called);
    json.at("transport").get_to(invite.local.transport);
    json.at("local_ip").get_to(invite.local.ip);
    json.at("local_port").get_to(invite.local.port);
    json.at("invite").get_to(invite.headers);
    if (invite.we_called) {
      json.at("uri").get_to(invite.uri);
      json.at("destination").get_to(invite.destination);
      json.at("branch").get_to(invite.branch);
    }
    if (!invite.leg) return Error{"bad-state", "the state of an unanswered call names no leg"};
    return invite;
  } catch (const nlohmann::json::exception& problem) {
    return Error{"bad-state",
                 std::string("the state of an unanswered call is not as written: ") + problem.what()};
  }
}

}  // namespace tipring::sip
