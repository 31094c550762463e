#include "adapters/sip/saved_leg.h"

#include <nlohmann/json.hpp>

namespace tipring::sip {
namespace {

using Json = nlohmann::json;

Json dialog_to_json(const Dialog& dialog) {
  Json json{{"call_id", dialog.call_id},       {"local_tag", dialog.local_tag},
            {"remote_tag", dialog.remote_tag}, {"local", dialog.local},
            {"remote", dialog.remote},         {"remote_target", dialog.remote_target},
            {"route_set", dialog.route_set},   {"local_cseq", dialog.local_cseq}};
  if (dialog.remote_cseq) json["remote_cseq"] = *dialog.remote_cseq;
  return json;
}

Dialog dialog_from_json(const Json& json) {
  Dialog dialog;
  json.at("call_id").get_to(dialog.call_id);
  json.at("local_tag").get_to(dialog.local_tag);
  json.at("remote_tag").get_to(dialog.remote_tag);
  json.at("local").get_to(dialog.local);
  json.at("remote").get_to(dialog.remote);
  json.at("remote_target").get_to(dialog.remote_target);
  json.at("route_set").get_to(dialog.route_set);
  json.at("local_cseq").get_to(dialog.local_cseq);
  if (json.contains("remote_cseq")) dialog.remote_cseq = json.at("remote_cseq").get<std::uint32_t>();
  return dialog;
}

SavedLeg leg_from_json(const Json& json) {
  SavedLeg leg;
  if (const auto id = parse_leg_id(json.at("leg").get<std::string>())) leg.leg = *id;
  json.at("we_called").get_to(leg.we_called);
  leg.dialog = dialog_from_json(json.at("dialog"));
  json.at("contact").get_to(leg.contact);
  json.at("transport").get_to(leg.local.transport);
  json.at("local_ip").get_to(leg.local.ip);
  json.at("local_port").get_to(leg.local.port);
  json.at("peer").get_to(leg.peer);
  json.at("sdp_session").get_to(leg.origin.session_id);
  json.at("sdp_version").get_to(leg.origin.version);
  json.at("local_sdp").get_to(leg.local_sdp);
  json.at("remote_sdp").get_to(leg.remote_sdp);
  json.at("held_by_us").get_to(leg.held_by_us);
  json.at("held_by_peer").get_to(leg.held_by_peer);
  return leg;
}

}  // namespace

std::string to_json(const SavedLeg& leg) {
  const Json json{{"leg", to_string(leg.leg)},
                  {"we_called", leg.we_called},
                  {"dialog", dialog_to_json(leg.dialog)},
                  {"contact", leg.contact},
                  {"transport", leg.local.transport},
                  {"local_ip", leg.local.ip},
                  {"local_port", leg.local.port},
                  {"peer", leg.peer},
                  {"sdp_session", leg.origin.session_id},
                  {"sdp_version", leg.origin.version},
                  {"local_sdp", leg.local_sdp},
                  {"remote_sdp", leg.remote_sdp},
                  {"held_by_us", leg.held_by_us},
                  {"held_by_peer", leg.held_by_peer}};
  // Peers may send bytes that are not UTF-8 in names; they must not cost us the leg.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<SavedLeg> saved_leg_from_json(std::string_view text) {
  try {
    auto leg = leg_from_json(Json::parse(text));
    if (!leg.leg) return Error{"bad-state", "the state of a SIP leg names no leg"};
    return leg;
  } catch (const Json::exception& problem) {
    return Error{"bad-state", std::string("the state of a SIP leg is not as written: ") + problem.what()};
  }
}

bool asks_for_hold(const SessionDescription& description) {
  for (const auto& stream : description.streams) {
    if (stream.address.port == 0) continue;
    return stream.direction == MediaDirection::send_only || stream.direction == MediaDirection::inactive;
  }
  return false;
}

}  // namespace tipring::sip
