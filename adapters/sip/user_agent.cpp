#include "adapters/sip/user_agent.h"

#include <algorithm>
#include <utility>

#include "adapters/sip/header_text.h"

namespace tipring::sip {
Result<std::unique_ptr<SipAgent>> SipAgent::create(su_root_s* root, const Settings& settings, RunLoop& loop,
                                                   Ids& ids, TelephonyEvents& events, Log& log) {
  auto agent = std::make_unique<UserAgent>(loop, ids, events, log);
  if (auto opened = agent->open(root, settings); !opened) return opened.error();
  return std::unique_ptr<SipAgent>(std::move(agent));
}

UserAgent::UserAgent(RunLoop& loop, Ids& ids, TelephonyEvents& events, Log& log)
    : loop_(loop), ids_(ids), events_(events), log_(log), complaints_(log, loop.clock()) {}

// The legs' transactions must go before the stack that made them.
UserAgent::~UserAgent() {
  loop_.cancel(freeing_);
  while (!awaited_.empty())
    forget_awaited(awaited_.begin()->first);
  messages_.clear();
  legs_.clear();
  replaced_.clear();
}

Result<void> UserAgent::open(su_root_s* root, const Settings& settings) {
  trace_ = std::make_unique<Trace>(loop_, settings.trace.value_or(0));
  if (settings.trace)
    tap_ = std::make_unique<WireTap>([this](WireMessage message) { trace_->take(std::move(message)); });
  auto stack =
      SipStack::open({root, loop_, *this, [this](const std::string& line) { complaints_.write(line); },
                      [this](const std::string& line) { log_.write(LogLevel::info, line); }, tap_.get()},
                     settings.listen, settings.user_agent);
  if (!stack) return stack.error();
  stack_ = std::move(stack).value();
  gatekeeper_ = std::make_unique<Gatekeeper>(settings.gatekeeper);
  tarpit_ = std::make_unique<Tarpit>(*stack_, loop_);
  chance_ = std::make_unique<Chance>(stack_->new_number());
  identities_ = std::make_unique<CallerIdentities>(
      settings.phones, Authenticator({.realm = settings.realm}, stack_->new_token()));
  registrar_ = std::make_unique<RegistrarServer>(*stack_, loop_, settings.registrar);
  subscriptions_ = std::make_unique<SubscriptionServer>(
      *stack_, loop_,
      SubscriptionServer::Sources{[this](const std::string& phone) { return dialogs_of(phone); }});
  accounts_ = settings.accounts;
  trusted_names_ = settings.trusted_names;
  services_ = std::make_unique<LegServices>(
      LegServices{*stack_, loop_, events_, log_, *this, *chance_, settings.session_timer, settings.tells_sdp});
  if (settings.names.reactor != nullptr) {
    auto resolver = Resolver::open(*settings.names.reactor, loop_, *chance_, settings.names.servers);
    if (!resolver) return resolver.error();
    resolver_ = std::move(resolver).value();
  }
  trunks_ = std::make_unique<Trunks>(*stack_, loop_, *chance_, log_, resolver_.get());
  trunks_->open(settings.trunks);
  return {};
}

Result<void> UserAgent::set_listeners(const std::vector<ListenSettings>& listen) {
  const std::vector<Endpoint> before = stack_->endpoints();
  if (auto changed = stack_->listeners().change_to(listen); !changed) return changed;
  for (const Endpoint& endpoint : stack_->endpoints()) {
    if (std::ranges::find(before, endpoint) == before.end())
      log_.write(LogLevel::info, "listening on " + to_string(endpoint));
  }
  trunks_->listeners_changed();
  subscriptions_->listeners_changed();
  return {};
}

std::vector<LeavingListener> UserAgent::leaving() const {
  std::vector<LeavingListener> all;
  for (Endpoint& endpoint : stack_->listeners().leaving()) {
    const std::size_t calls = calls_at(endpoint);
    all.push_back({std::move(endpoint), calls});
  }
  return all;
}

std::size_t UserAgent::calls_at(const Endpoint& local) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(legs_, [&](const auto& entry) { return entry.second->local() == local; }));
}

Result<void> UserAgent::set_name_servers(const std::string& servers) {
  return resolver_ == nullptr ? Result<void>() : resolver_->change_to(servers);
}

Leg* UserAgent::find(LegId leg) {
  const auto found = legs_.find(leg);
  // What the floor was told is over is gone for its commands.
  return found != legs_.end() && !found->second->released() ? found->second.get() : nullptr;
}

Leg& UserAgent::keep(std::unique_ptr<Leg> leg, LegId id) {
  dialogs_.emplace(dialog_key(leg->dialog()), id);
  if (tap_) trace_->note(id, leg->dialog().call_id, leg->trunk(), leg->phone());
  phone_changed(leg->phone());
  return *(legs_[id] = std::move(leg));
}

void UserAgent::forget(LegId leg) {
  const auto found = legs_.find(leg);
  if (found == legs_.end()) return;
  dialogs_.erase(dialog_key(found->second->dialog()));
  if (TrunkLine* trunk = trunks_->find(found->second->trunk())) trunk->give_back(leg);
  phone_changed(found->second->phone());
  legs_.erase(found);
  journeys_.erase(leg);
  forget_awaited(leg);
}

void UserAgent::restore(Binding binding) {
  if (identities_->find(binding.phone) != nullptr) registrar_->restore(std::move(binding));
}

void UserAgent::set_phones(const std::vector<PhoneAccount>& phones) {
  identities_->set_phones(phones);
  registrar_->keep_phones([this](const std::string& phone) { return identities_->find(phone) != nullptr; });
}

std::vector<PhonePlace> UserAgent::places_of(const std::string& name) const {
  std::vector<PhonePlace> places;
  for (Binding& binding : registrar_->registrar().places(name))
    places.push_back({std::move(binding.uri), binding.preference});
  return places;
}

std::vector<std::string> UserAgent::call_ids_of(LegId leg) const {
  auto call_ids = trace_->call_ids_of(leg);
  const auto found = legs_.find(leg);
  // One that lasts longer than the trace remembers.
  if (call_ids.empty() && found != legs_.end()) call_ids.push_back(found->second->dialog().call_id);
  return call_ids;
}

std::string UserAgent::transport_of(LegId leg) const {
  const auto found = legs_.find(leg);
  return found == legs_.end() ? std::string() : found->second->transport();
}

TelephonyLive UserAgent::live() const {
  const auto unreleased =
      std::count_if(legs_.begin(), legs_.end(), [](const auto& entry) { return !entry.second->released(); });
  return {static_cast<std::size_t>(unreleased), stack_->connections()};
}

void UserAgent::ring(LegId leg, std::optional<SessionDescription> early) {
  if (auto* found = find(leg)) found->ring(early);
}

void UserAgent::answer(LegId leg, SessionDescription description) {
  auto* found = find(leg);
  if (found == nullptr) return;
  found->answer(description);
  phone_changed(found->phone());
}

void UserAgent::reject(LegId leg, int status, std::string reason, Headers headers) {
  auto* found = find(leg);
  if (found == nullptr) return;
  // Numbers that do not exist are what scanners try.
  if (status == 404) note_failure(found->source_ip(), "a call to a number that does not exist");
  found->reject(status, reason, headers);
}

void UserAgent::redirect(LegId leg, std::vector<std::string> targets) {
  if (auto* found = find(leg)) found->redirect(targets);
}

void UserAgent::accept_offer(LegId leg, SessionDescription answer) {
  if (auto* found = find(leg)) found->accept_offer(answer);
}

void UserAgent::refuse_offer(LegId leg, int status) {
  if (auto* found = find(leg)) found->refuse_offer(status);
}

void UserAgent::offer(LegId leg, SessionDescription offer) {
  if (offers_later(leg, offer)) return;
  if (auto* found = find(leg)) found->offer(offer);
}

void UserAgent::send_digit(LegId leg, OperationHandle operation, char digit) {
  if (Leg* found = find(leg)) found->send_digit(operation, digit);
}

void UserAgent::transfer_status(LegId leg, int status) {
  if (auto* found = find(leg)) found->transfer_status(status);
}

void UserAgent::refer(LegId leg, TransferOrder order, Progress told) {
  Leg* found = find(leg);
  const Leg* consultation = order.consultation ? find(order.consultation) : nullptr;
  if (found == nullptr || (order.consultation && consultation == nullptr)) {
    loop_.post([told = std::move(told)] { told(481); });
    return;
  }
  found->refer(consultation != nullptr ? consultation->refer_to_party() : found->refer_to_target(order.target),
               std::move(told));
}

LegId UserAgent::leg_of(const Replaces& replaces) const {
  // Telephones do not agree on whose tag is which in a Refer-To of theirs.
  for (const auto& [local, remote] :
       {std::pair(replaces.to_tag, replaces.from_tag), std::pair(replaces.from_tag, replaces.to_tag)}) {
    const auto found = dialogs_.find(replaces.call_id + "\n" + local);
    if (found == dialogs_.end()) continue;
    const Leg& leg = *legs_.at(found->second);
    if (leg.established() && !leg.released() && leg.dialog().remote_tag == remote) return found->second;
  }
  return {};
}

void UserAgent::release(LegId leg, Release why) {
  if (auto* found = find(leg)) {
    journeys_.erase(leg);
    return found->release(why);
  }
  // Its host is still being looked up.
  const auto journey = journeys_.find(leg);
  if (journey == journeys_.end()) return;
  resolver_->cancel(journey->second.look_up);
  journeys_.erase(journey);
  loop_.post([&events = events_, leg, why] { events.released(leg, why); });
}

// The time, as RFC 8866 recommends (section 5.2), and unlike any given before.
std::uint64_t UserAgent::next_sdp_session() {
  const auto now = static_cast<std::uint64_t>(loop_.clock().utc().time_since_epoch().count());
  last_sdp_session_ = std::max(now, last_sdp_session_ + 1);
  return last_sdp_session_;
}

}  // namespace tipring::sip
