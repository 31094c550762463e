#include "runtime/control/contact_json.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace tipring {
namespace {

Json time_of(UtcTime time) {
  return time.time_since_epoch().count();
}

// What a person would call the party: the number or name dialled, else the whole address.
std::string shown(const PartyAddress& party) {
  return party.user.empty() ? party.uri : party.user;
}

Json value_of(const FieldValue& value) {
  return std::visit([](const auto& held) { return Json(held); }, value);
}

// Nobody measures more finely.
double rounded(double figure) {
  return std::round(figure * 100) / 100;
}
std::uint64_t rounded(std::uint64_t figure) {
  return figure;
}

template <typename Figure>
void add_known(Json& json, const char* name, const std::optional<Figure>& figure) {
  if (figure) json[name] = rounded(*figure);
}

Json media_of(const MediaStatistics& statistics) {
  Json json{{"packets_sent", statistics.packets_sent},
            {"packets_received", statistics.packets_received},
            {"packets_lost", statistics.packets_lost},
            {"packets_dropped", statistics.packets_dropped},
            {"jitter_ms", rounded(statistics.jitter_ms)}};
  add_known(json, "peer_packets_lost", statistics.peer_packets_lost);
  add_known(json, "peer_jitter_ms", statistics.peer_jitter_ms);
  add_known(json, "round_trip_ms", statistics.round_trip_ms);
  add_known(json, "mos", statistics.mos);
  return json;
}

// Null for nothing.
Json named(const std::string& name) {
  return name.empty() ? Json() : Json(name);
}

Json barred_of(const Contact& contact) {
  Json list = Json::array();
  for (const CallBar& bar : contact.barred)
    list.push_back({{"number", bar.number}, {"destination", named(bar.destination)}, {"why", bar.text}});
  return list;
}

// Who holds, from the side of the site.
Json held_by(const Leg& leg) {
  if (!leg.live() || !leg.on_hold()) return nullptr;
  if (leg.held_by_us && leg.held_by_peer) return "both";
  return leg.held_by_us ? "us" : "peer";
}

Json leg_of(const Leg& leg, const Media& media, const Calls& calls, const std::string& transport) {
  Json json{{"id", to_string(leg.id)},
            {"direction", to_string(leg.direction)},
            {"state", to_string(leg.state())},
            {"peer", shown(leg.peer)},
            {"peer_uri", leg.peer.uri},
            {"phone", named(leg.phone)},
            {"trunk", named(leg.trunk)},
            {"transport", leg.transport.empty() ? transport : leg.transport},
            {"codec", nullptr},
            {"srtp", nullptr},
            {"path", nullptr},
            {"held_by", held_by(leg)},
            {"invited_at", time_of(leg.invited_at)}};
  // What is offered is no codec in force yet.
  if (leg.audio && leg.has_media() && !leg.our_offer) json["codec"] = leg.audio->encoding;
  if (leg.answered_at) json["answered_at"] = time_of(*leg.answered_at);
  if (leg.bridged_with) json["bridged_with"] = to_string(leg.bridged_with);
  if (leg.answered_at && !leg.security.suite.empty()) json["srtp"] = leg.security.suite;
  if (leg.agreed && leg.has_media()) json["path"] = path_of(leg);
  if (!leg.conference.empty()) {
    json["conference"] = leg.conference;
    json["parties"] = calls.parties_of(leg);
    json["muted"] = leg.muted;
  }
  if (!leg.parked_at.empty()) json["parked_at"] = leg.parked_at;
  if (leg.supervised) json["supervised"] = true;
  if (leg.supervises) {
    json["supervises"] = to_string(leg.supervises);
    json["mode"] = to_string(*calls.supervision_by(leg));
  }
  if (const auto statistics = media.statistics(leg.id)) json["media"] = media_of(*statistics);
  return json;
}

}  // namespace

Json summary_of(const Contact& contact, const Calls& calls) {
  const auto held = std::ranges::count_if(contact.legs, [&calls](LegId id) {
    const Leg* leg = calls.find_leg(id);
    return leg != nullptr && leg->live() && leg->on_hold();
  });
  Json json{{"id", to_string(contact.id)},
            {"state", to_string(contact.state())},
            {"caller", shown(contact.caller)},
            {"caller_name", contact.caller.display},
            {"dialled", shown(contact.dialled)},
            {"arrived_at", time_of(contact.arrived_at)},
            {"legs", contact.legs.size()},
            {"held", held},
            {"channel", contact.customer ? "call" : "message"}};
  if (!contact.enterprise.empty()) json["enterprise"] = contact.enterprise;
  return json;
}

Json details_of(const Contact& contact, const Floor& floor,
                const std::function<std::string(LegId)>& transport_of) {
  auto json = summary_of(contact, floor.calls());
  json.erase("legs");
  json.erase("held");
  json["caller_uri"] = contact.caller.uri;
  json["dialled_uri"] = contact.dialled.uri;
  json["source"] = contact.source;
  json["phone"] = named(contact.phone);
  json["trunk"] = named(contact.trunk);
  if (!contact.version.empty()) json["version"] = contact.version;
  if (!contact.cause.empty()) json["cause"] = contact.cause;
  if (contact.transferred_from) {
    json["transferred_from"] = to_string(contact.transferred_from);
    json["transferred_by"] = contact.transferred_by;
  }
  if (!contact.barred.empty()) json["barred"] = barred_of(contact);
  json["variables"] = Json::object();
  for (const auto& [name, value] : contact.variables)
    json["variables"][name] = value_of(value);
  json["legs"] = Json::array();
  for (const auto id : contact.legs) {
    if (const auto* leg = floor.calls().find_leg(id)) {
      json["legs"].push_back(leg_of(*leg, floor.ports().media, floor.calls(), transport_of(id)));
    }
  }
  return json;
}

}  // namespace tipring
