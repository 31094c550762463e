// Legs of an earlier run of the runtime, which was killed: their SIP dialogs go on with a re-INVITE of ours.

#include <algorithm>
#include <chrono>
#include <utility>

#include "adapters/sip/next_hop.h"
#include "adapters/sip/saved_invite.h"
#include "adapters/sip/saved_leg.h"
#include "adapters/sip/user_agent.h"
#include "runtime/ports/host_part.h"
#include "runtime/ports/user_part.h"

namespace tipring::sip {
namespace {

// A phone that notices the loss of its connection registers again within seconds.
constexpr Duration phone_patience = std::chrono::seconds(30);

std::string ip_of(const std::string& peer) {
  return host_part_of("sip:" + peer);
}

bool is_secure(const std::string& uri) {
  return uri.starts_with("sips:");
}

}  // namespace

Result<AgreedDescriptions> UserAgent::take_up(const LostLeg& lost) {
  auto read = saved_leg_from_json(lost.state);
  if (!read) return read.error();
  SavedLeg saved = std::move(read).value();
  if (saved.leg != lost.leg)
    return Error{"bad-state", "the state of leg " + to_string(saved.leg) + " is another's"};
  auto ours = services_->read_description(saved.local_sdp);
  if (!ours) return Error{"bad-state", "our description of media: " + ours.error().text};
  auto theirs = services_->read_description(saved.remote_sdp);
  if (!theirs) return Error{"bad-state", "the peer's description of media: " + theirs.error().text};
  if (auto found = find_listener(saved); !found) return found.error();
  jump_ahead(saved);
  last_sdp_session_ = std::max(last_sdp_session_, saved.origin.session_id);
  auto leg = std::make_unique<Leg>(*services_, saved, CallSession::resumed());
  leg->set_phone(lost.phone);
  leg->set_trunk(lost.trunk);
  LegWay way{.destination = {}, .trunk = lost.trunk};
  if (TrunkLine* trunk = trunks_->find(lost.trunk)) {
    trunk->take_channel(lost.leg);
    way.account = trunk->settings().account;
    way.certificate_name = trunk->certificate_name();
    way.own_host = trunk->host();
  }
  leg->go_by(std::move(way));
  keep(std::move(leg), lost.leg);
  await_phone(saved, lost);
  return AgreedDescriptions{std::move(ours).value(), std::move(theirs).value()};
}

Result<void> UserAgent::find_listener(SavedLeg& saved) const {
  const auto& endpoints = stack_->endpoints();
  if (std::ranges::find(endpoints, saved.local) != endpoints.end()) return {};
  const Endpoint* other = stack_->reachable_from(saved.local.transport, ip_of(saved.peer));
  if (other == nullptr)
    return Error{"no-listener", "no listening address for " + saved.local.transport + " leads to " +
                                    saved.peer + " any more, where the call left from " +
                                    to_string(saved.local)};
  saved.local = *other;
  saved.contact = contact_uri(saved.local, std::string(user_part_of(saved.contact)), is_secure(saved.contact));
  return {};
}

// Sofia ends a 2xx that crosses the CANCEL, for an INVITE that it does not know, by ACK and BYE.
void UserAgent::abandon(const LostLeg& lost) {
  const auto invite = saved_invite_from_json(lost.state);
  if (!invite) return;
  const bool by_datagrams = invite->local.transport == "udp";
  if (!invite->we_called) {
    if (by_datagrams) stack_->reply_without_transaction(503, invite->headers + "Retry-After: 10\r\n");
    return;
  }
  stack_->send({.method = "CANCEL",
                .uri = invite->uri,
                .destination = invite->destination,
                .headers = invite->headers,
                .body = {},
                .local = invite->local,
                .branch = invite->branch},
               nullptr);
}

void UserAgent::await_phone(const SavedLeg& saved, const LostLeg& lost) {
  if (saved.local.transport == "udp" || lost.phone.empty() || !saved.dialog.route_set.empty()) return;
  AwaitedPhone awaited{.phone = lost.phone,
                       .transport = saved.local.transport,
                       .peer_ip = ip_of(saved.peer),
                       .contact_user = std::string(user_part_of(saved.dialog.remote_target)),
                       .offer = {},
                       .patience = {}};
  // Q.850, cause 20: subscriber absent.
  awaited.patience = loop_.after(phone_patience, [this, id = lost.leg] {
    forget_awaited(id);
    if (Leg* leg = find(id))
      leg->release({Release::By::system, 480, 20, "its phone has not come back after a restart"});
  });
  awaited_.emplace(lost.leg, std::move(awaited));
}

bool UserAgent::offers_later(LegId leg, const SessionDescription& offer) {
  const auto awaited = awaited_.find(leg);
  if (awaited == awaited_.end()) return false;
  awaited->second.offer = offer;
  return true;
}

// Several devices may be one phone: of those, the one that returns from the same host with the same Contact is
// the one that has the call.
void UserAgent::phone_registered(const std::string& phone, const std::string& source) {
  const std::vector<Binding> places = registrar_->registrar().places(phone);
  const auto is_connected = [this](const Binding& place) {
    return registrar_->connection_to(place) != nullptr;
  };
  const bool is_only_one = std::ranges::count_if(places, is_connected) == 1;
  std::vector<std::pair<LegId, std::optional<SessionDescription>>> back;
  for (const Binding& place : places) {
    if (place.source != source || !is_connected(place)) continue;
    for (const auto& [id, awaited] : awaited_) {
      Leg* leg = find(id);
      if (leg == nullptr || awaited.phone != phone || awaited.transport != place.transport ||
          !same_host(awaited.peer_ip, ip_of(source)) ||
          (!is_only_one && awaited.contact_user != user_part_of(place.uri)))
        continue;
      leg->go_by(registrar_->connection_to(place));
      back.emplace_back(id, awaited.offer);
    }
  }
  for (const auto& [id, offer] : back) {
    forget_awaited(id);
    if (Leg* leg = offer ? find(id) : nullptr) leg->offer(*offer);
  }
}

void UserAgent::forget_awaited(LegId leg) {
  const auto awaited = awaited_.find(leg);
  if (awaited == awaited_.end()) return;
  loop_.cancel(awaited->second.patience);
  awaited_.erase(awaited);
}

}  // namespace tipring::sip
