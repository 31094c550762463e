#include "adapters/sip/saved_leg.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "adapters/sip/object_text.h"

namespace tipring::sip {
namespace {

using Json = nlohmann::json;

bool is_key_line(std::string_view line) {
  static constexpr std::string_view name = "a=crypto:";
  return std::ranges::equal(line.substr(0, name.size()), name,
                            [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
}

// The ledger is read by many, and keys are nobody's business: who takes the call up again agrees on new ones.
std::string without_keys(std::string_view sdp) {
  std::string kept;
  kept.reserve(sdp.size());
  while (!sdp.empty()) {
    const std::string_view line = sdp.substr(0, std::min(sdp.find('\n'), sdp.size() - 1) + 1);
    if (!is_key_line(line)) kept += line;
    sdp.remove_prefix(line.size());
  }
  return kept;
}

std::string dialog_to_json(const Dialog& dialog) {
  ObjectText json(512);
  json.text("call_id", dialog.call_id);
  json.text("local_tag", dialog.local_tag);
  json.text("remote_tag", dialog.remote_tag);
  json.text("local", dialog.local);
  json.text("remote", dialog.remote);
  json.text("remote_target", dialog.remote_target);
  json.texts("route_set", dialog.route_set);
  json.number("local_cseq", dialog.local_cseq);
  if (dialog.remote_cseq) json.number("remote_cseq", *dialog.remote_cseq);
  return std::move(json).end();
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
  leg.through_nat = json.value("through_nat", false);
  leg.takes_update = json.value("takes_update", false);
  json.at("held_by_us").get_to(leg.held_by_us);
  json.at("held_by_peer").get_to(leg.held_by_peer);
  return leg;
}

}  // namespace

std::string to_json(const SavedLeg& leg) {
  // The ends of lines are written in six letters each.
  ObjectText json(1024 + 2 * (leg.local_sdp.size() + leg.remote_sdp.size()));
  json.text("leg", to_string(leg.leg));
  json.flag("we_called", leg.we_called);
  json.object("dialog", dialog_to_json(leg.dialog));
  json.text("contact", leg.contact);
  json.text("transport", leg.local.transport);
  json.text("local_ip", leg.local.ip);
  json.number("local_port", leg.local.port);
  json.text("peer", leg.peer);
  json.number("sdp_session", leg.origin.session_id);
  json.number("sdp_version", leg.origin.version);
  json.text("local_sdp", without_keys(leg.local_sdp));
  json.text("remote_sdp", without_keys(leg.remote_sdp));
  if (leg.through_nat) json.flag("through_nat", true);
  if (leg.takes_update) json.flag("takes_update", true);
  json.flag("held_by_us", leg.held_by_us);
  json.flag("held_by_peer", leg.held_by_peer);
  return std::move(json).end();
}

void jump_ahead(SavedLeg& leg) {
  // More than requests leave between two states: digits by INFO are the most.
  constexpr std::uint32_t requests = 10'000;
  constexpr std::uint64_t descriptions = 100;
  leg.dialog.local_cseq += requests;
  leg.origin.version += descriptions;
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
