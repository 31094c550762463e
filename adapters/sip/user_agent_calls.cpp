// Calls of ours: where they go, by what, and as whom.

#include <utility>

#include "adapters/sip/header_text.h"
#include "adapters/sip/next_hop.h"
#include "adapters/sip/user_agent.h"
#include "runtime/ports/release_cause.h"

namespace tipring::sip {
namespace {

// Q.850: no circuit available, subscriber absent; else what the status stands for.
Release release_of(const Error& error) {
  if (error.code == "no-channel") return {Release::By::system, 503, 34, error.text};
  if (error.code == "not-registered") return {Release::By::system, 480, 20, error.text};
  return {Release::By::system, 503, cause_of_status(503), error.text};
}

}  // namespace

void UserAgent::place(OutgoingCall call) {
  auto departure = departure_of(call);
  if (!departure) {
    const Release why = release_of(departure.error());
    loop_.post([&events = events_, leg = call.leg, why] { events.released(leg, why); });
    return;
  }
  auto leg =
      std::make_unique<Leg>(*services_, start_of_outgoing(call, departure.value()), CallSession::calling());
  leg->go_by({destination_uri(departure->hop.endpoint), departure->connection, departure->account, call.trunk});
  keep(std::move(leg), call.leg).place(call);
}

Result<UserAgent::Departure> UserAgent::departure_of(const OutgoingCall& call) const {
  if (!call.trunk.empty()) return departure_by_trunk(call);
  if (!call.phone.empty()) return departure_to_place(call);
  const std::string target = one_line(call.target).substr(0, call.target.find('?'));
  auto departure = departure_to(target, target);
  if (!departure) return departure;
  for (const DigestAccount& account : accounts_) {
    if (account.user == call.from.user) departure->account = account;
  }
  return departure;
}

Result<UserAgent::Departure> UserAgent::departure_to(const std::string& target,
                                                     const std::string& hop_uri) const {
  auto hop = next_hop_of(hop_uri);
  if (!hop) return hop.error();
  Endpoint& next = hop->endpoint;
  const Endpoint* local = stack_->reachable_from(next.transport, next.ip);
  if (local == nullptr && hop->any_family) {
    local = stack_->reachable_from(next.transport, "::1");
    if (local != nullptr) next.ip = "::1";
  }
  if (local == nullptr && !hop->transport_named) {
    next.transport = "tcp";
    local = stack_->reachable_from(next.transport, next.ip);
  }
  if (local == nullptr) {
    return Error{"no-listener", "cannot call " + target + ": no listening address for " + next.transport +
                                    " over " + (is_ipv6(next.ip) ? "IPv6" : "IPv4")};
  }
  Departure departure{.hop = hop.value(), .local = *local, .target = target};
  departure.own_host = uri_host(local->ip) + ":" + std::to_string(local->port);
  return departure;
}

// A phone is reached by the proxies that its registration names (RFC 3327), by the connection that it keeps
// open, or where its registration came from, if it does not know its own address.
Result<UserAgent::Departure> UserAgent::departure_to_place(const OutgoingCall& call) const {
  const Binding* binding = registrar_->registrar().find(call.phone, call.target);
  if (binding == nullptr)
    return Error{"not-registered", "phone " + call.phone + " is no longer registered at " + call.target};
  const bool direct = binding->path.empty();
  const bool through_nat = direct && binding->behind_nat;
  const std::string source = "sip:" + binding->source + ";transport=" + binding->transport;
  auto departure = departure_to(binding->uri, through_nat ? source
                                              : direct    ? binding->uri
                                                          : binding->path.front());
  if (!departure) return departure;
  departure->routes = binding->path;
  departure->through_nat = through_nat;
  if (direct) departure->connection = registrar_->connection_to(*binding);
  return departure;
}

Result<UserAgent::Departure> UserAgent::departure_by_trunk(const OutgoingCall& call) const {
  TrunkLine* trunk = trunks_->find(call.trunk);
  if (trunk == nullptr) return Error{"no-trunk", "there is no trunk " + call.trunk};
  if (auto taken = trunk->take_channel_out(call.leg); !taken) return taken.error();
  const std::string uri = one_line(call.target);
  const auto colon = uri.find(':');
  const auto at = uri.find('@');
  const std::string number = at == std::string::npos ? std::string() : uri.substr(colon + 1, at - colon - 1);
  auto departure = departure_to("sip:" + number + "@" + trunk->host(), trunk->settings().uri);
  if (!departure) {
    trunk->give_back(call.leg);
    return departure;
  }
  departure->own_host = trunk->host();
  departure->account = trunk->settings().account;
  return departure;
}

SavedLeg UserAgent::start_of_outgoing(const OutgoingCall& call, const Departure& departure) {
  SavedLeg start;
  start.leg = call.leg;
  start.we_called = true;
  start.local = departure.local;
  start.peer = uri_host(departure.hop.endpoint.ip) + ":" + std::to_string(departure.hop.endpoint.port);
  start.through_nat = departure.through_nat;
  start.contact = contact_uri(departure.local, "tipring");
  start.origin.session_id = next_sdp_session();
  start.dialog.call_id = stack_->new_token() + "@" + uri_host(departure.local.ip);
  start.dialog.local_tag = stack_->new_token();
  start.dialog.local = name_addr_of(call.from, departure.own_host);
  start.dialog.remote = "<" + departure.target + ">";
  start.dialog.remote_target = departure.target;
  start.dialog.route_set = departure.routes;
  return start;
}

}  // namespace tipring::sip
