// Calls and messages of ours: where they go, by what, and as whom.

#include <utility>

#include "adapters/sip/header_text.h"
#include "adapters/sip/next_hop.h"
#include "adapters/sip/request_uri.h"
#include "adapters/sip/user_agent.h"
#include "runtime/ports/host_part.h"
#include "runtime/ports/release_cause.h"

namespace tipring::sip {
namespace {

// Q.850: no circuit available, subscriber absent; else what the status stands for.
Release release_of(const Error& error) {
  if (error.code == "no-channel") return {Release::By::system, 503, 34, error.text};
  // Q.850 cause 2: no route to the destination.
  if (error.code == "unresolved" && !error.retryable) return {Release::By::system, 404, 2, error.text};
  if (error.code == "avoided")
    return {.status = 403, .cause = cause_of_status(403), .reason = error.text, .avoided = true};
  if (error.code == "forbidden") return {Release::By::system, 403, cause_of_status(403), error.text};
  if (error.code == "not-registered") return {Release::By::system, 480, 20, error.text};
  return {Release::By::system, 503, cause_of_status(503), error.text};
}

Errand errand_of(const OutgoingCall& call) {
  return {.target = call.target,
          .phone = call.phone,
          .trunk = call.trunk,
          .from_user = call.from.user,
          .avoids_trunks = call.avoids_trunks};
}

}  // namespace

void UserAgent::place(OutgoingCall call) {
  const LegId leg = call.leg;
  const auto question = host_question_of(hop_uri_of(errand_of(call)));
  Journey& journey = journeys_[leg];
  journey.call = std::move(call);
  if (!question || question->is_numeric || resolver_ == nullptr) return set_out(leg, nullptr);
  journey.look_up = resolver_->look_up(question.value(), [this, leg](Result<std::vector<Endpoint>> endpoints) {
    const auto found = journeys_.find(leg);
    if (found == journeys_.end()) return;
    found->second.look_up = 0;
    if (!endpoints) return give_up(leg, endpoints.error());
    found->second.untried = std::move(endpoints).value();
    try_elsewhere(leg, 0, false);
  });
}

std::string UserAgent::hop_uri_of(const Errand& errand) const {
  if (const TrunkLine* trunk = trunks_->find(errand.trunk)) return trunk->settings().uri;
  if (errand.phone.empty()) return request_uri_of(one_line(errand.target));
  const Binding* binding = registrar_->registrar().find(errand.phone, errand.target);
  if (binding == nullptr) return {};
  const bool by_source = binding->path.empty() && (binding->behind_nat || !next_hop_of(binding->uri));
  if (by_source) return "sip:" + binding->source + ";transport=" + binding->transport;
  return binding->path.empty() ? binding->uri : binding->path.front();
}

void UserAgent::set_out(LegId id, const Endpoint* next) {
  const OutgoingCall& call = journeys_.at(id).call;
  auto departure = departure_of(call, next);
  if (!departure) {
    // The next address may be of a family that we can reach.
    if (try_elsewhere(id, 0, false)) return;
    return give_up(id, departure.error());
  }
  auto leg =
      std::make_unique<Leg>(*services_, start_of_outgoing(call, departure.value()), CallSession::calling());
  leg->set_phone(call.phone);
  leg->go_by({destination_uri(departure->hop.endpoint), departure->connection, departure->account, call.trunk,
              departure->certificate_name, departure->own_host});
  // What the host stands for matters no longer once there is no other address.
  const OutgoingCall placed = call;
  if (journeys_.at(id).untried.empty()) journeys_.erase(id);
  keep(std::move(leg), id).place(placed);
}

void UserAgent::give_up(LegId leg, const Error& error) {
  if (TrunkLine* trunk = trunks_->find(journeys_.at(leg).call.trunk)) trunk->give_back(leg);
  journeys_.erase(leg);
  loop_.post([&events = events_, leg, why = release_of(error)] { events.released(leg, why); });
}

// RFC 3263, section 4.3: the next address is tried where nobody answered, or 503 did.
bool UserAgent::try_elsewhere(LegId leg, int status, bool by_peer) {
  const auto found = journeys_.find(leg);
  if (found == journeys_.end()) return false;
  Journey& journey = found->second;
  if ((by_peer && status != 503) || journey.untried.empty()) {
    if (legs_.contains(leg)) journeys_.erase(found);
    return false;
  }
  if (const auto old = legs_.find(leg); old != legs_.end()) {
    dialogs_.erase(dialog_key(old->second->dialog()));
    replaced_.push_back(std::move(old->second));
    legs_.erase(old);
    loop_.cancel(freeing_);
    freeing_ = loop_.after(Duration::zero(), [this] { replaced_.clear(); });
  }
  const Endpoint next = journey.untried.front();
  journey.untried.erase(journey.untried.begin());
  set_out(leg, &next);
  return true;
}

Result<Departure> UserAgent::departure_of(const OutgoingCall& call, const Endpoint* next) const {
  if (TrunkLine* trunk = trunks_->find(call.trunk)) {
    if (auto taken = trunk->take_channel_out(call.leg); !taken) return taken.error();
  }
  return departure_of(errand_of(call), next);
}

Result<Departure> UserAgent::departure_of(const Errand& errand, const Endpoint* next) const {
  if (!errand.trunk.empty()) return departure_by_trunk(errand, next);
  return errand.phone.empty() ? departure_to_uri(errand, next) : departure_to_place(errand, next);
}

Result<Departure> UserAgent::departure_to_uri(const Errand& errand, const Endpoint* next) const {
  const std::string target = hop_uri_of(errand);
  auto departure = departure_to(target, target, next);
  if (!departure) return departure;
  if (const std::string trunk = trunks_->at_host(departure->hop.endpoint.ip);
      errand.avoids_trunks && !trunk.empty())
    return Error{"avoided", target + " leads to trunk " + trunk + ", by which the caller may not call it"};
  for (const DigestAccount& account : accounts_) {
    if (account.user == errand.from_user) departure->account = account;
  }
  return departure;
}

Result<Departure> UserAgent::departure_to(const std::string& target, const std::string& hop_uri,
                                          const Endpoint* next_endpoint) const {
  const auto question = host_question_of(hop_uri);
  auto hop = next_endpoint != nullptr ? Result<NextHop>(NextHop{*next_endpoint, true, false})
                                      : next_hop_of(question, hop_uri);
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
  Departure departure{.hop = hop.value(), .local = *local, .target = request_uri_of(target)};
  departure.own_host = uri_host(local->ip) + ":" + std::to_string(local->port);
  if (question) departure.certificate_name = question->host;
  return departure;
}

// A phone is reached by the proxies that its registration names (RFC 3327), by the connection that it keeps
// open, or where its registration came from, if it does not know its own address.
Result<Departure> UserAgent::departure_to_place(const Errand& errand, const Endpoint* next) const {
  const Binding* binding = registrar_->registrar().find(errand.phone, errand.target);
  if (binding == nullptr)
    return Error{"not-registered", "phone " + errand.phone + " is no longer registered at " + errand.target};
  const std::string hop_uri = hop_uri_of(errand);
  auto departure = departure_to(binding->uri, hop_uri, next);
  if (!departure) return departure;
  // Who has a phone's password could register a carrier as its place, with a number that the phone may not
  // call.
  const std::string& ip = departure->hop.endpoint.ip;
  if (const std::string trunk = trunks_->at_host(ip);
      !trunk.empty() && !same_host(host_part_of("sip:" + binding->source), ip))
    return Error{"forbidden", "phone " + errand.phone + " is registered at an address of trunk " + trunk +
                                  " that it has not registered from"};
  const bool direct = binding->path.empty();
  departure->routes = binding->path;
  departure->through_nat = direct && hop_uri != binding->uri;
  if (direct) departure->connection = registrar_->connection_to(*binding);
  return departure;
}

Result<Departure> UserAgent::departure_by_trunk(const Errand& errand, const Endpoint* next) const {
  const TrunkLine* trunk = trunks_->find(errand.trunk);
  if (trunk == nullptr) return Error{"no-trunk", "there is no trunk " + errand.trunk};
  const std::string uri = one_line(errand.target);
  const auto colon = uri.find(':');
  const auto at = uri.find('@');
  const std::string number = at == std::string::npos ? std::string() : uri.substr(colon + 1, at - colon - 1);
  auto departure = departure_to("sip:" + number + "@" + trunk->host(), trunk->settings().uri, next);
  if (!departure) return departure;
  departure->own_host = trunk->host();
  departure->account = trunk->settings().account;
  departure->certificate_name = trunk->certificate_name();
  return departure;
}

SavedLeg UserAgent::start_of_outgoing(const OutgoingCall& call, const Departure& departure) {
  SavedLeg start;
  start.leg = call.leg;
  start.we_called = true;
  start.local = departure.local;
  start.peer = uri_host(departure.hop.endpoint.ip) + ":" + std::to_string(departure.hop.endpoint.port);
  start.through_nat = departure.through_nat;
  start.contact = contact_uri(departure.local, "tipring", lower_case(departure.target).starts_with("sips:"));
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
