#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "adapters/sip/caller_identity.h"
#include "adapters/sip/complaints.h"
#include "adapters/sip/departure.h"
#include "adapters/sip/leg.h"
#include "adapters/sip/message_client.h"
#include "adapters/sip/registrar_server.h"
#include "adapters/sip/resolver.h"
#include "adapters/sip/sip_agent.h"
#include "adapters/sip/sip_stack.h"
#include "adapters/sip/subscription_server.h"
#include "adapters/sip/tarpit.h"
#include "adapters/sip/trace.h"
#include "adapters/sip/trunks.h"
#include "adapters/sip/wire_tap.h"

namespace tipring::sip {

/// The SipAgent: keeps the legs, finds the one a request or a command is for, and answers what is for none.
/// Internal to this room.
class UserAgent final : public SipAgent, public RequestHandler, public LegKeeper, public Departures {
 public:
  UserAgent(RunLoop& loop, Ids& ids, TelephonyEvents& events, Log& log);
  ~UserAgent() override;
  Result<void> open(su_root_s* root, const Settings& settings);

  const std::vector<Endpoint>& listening() const override { return stack_->endpoints(); }
  Result<void> check_listeners(const std::vector<ListenSettings>& listen) const override {
    return stack_->listeners().check(listen);
  }
  Result<void> set_listeners(const std::vector<ListenSettings>& listen) override;
  std::vector<LeavingListener> leaving() const override;
  void refuse_new(int status) override { refusal_ = status; }
  void accept_new() override { refusal_ = 0; }
  bool settled() const override { return legs_.empty() && messages_.empty() && trunks_->settled(); }
  Gatekeeper& gatekeeper() override { return *gatekeeper_; }
  void set_trusted_names(std::vector<std::string> names) override { trusted_names_ = std::move(names); }
  Result<void> set_name_servers(const std::string& servers) override;
  void set_tells_sdp(bool tells) override { services_->tells_sdp = tells; }
  std::vector<OwnCertificate> certificates() const override { return stack_->tls().certificates(); }
  Result<void> reload_certificates() override { return stack_->tls().reload(); }
  Trace& trace() override { return *trace_; }
  std::vector<std::string> call_ids_of(LegId leg) const override;
  std::string transport_of(LegId leg) const override;

  const Registrar& registrar() const override { return registrar_->registrar(); }
  void on_registration(std::function<void(const BindingChange&)> changed) override {
    registrar_->on_change(std::move(changed));
  }
  void restore(Binding binding) override;
  bool unregister(const std::string& phone, const std::string& uri) override {
    return registrar_->remove(phone, uri);
  }
  std::vector<PhonePlace> places_of(const std::string& name) const override;
  std::string trunk_at(const std::string& host) const override { return trunks_->at_host(host); }

  void set_phones(const std::vector<PhoneAccount>& phones) override;
  void set_trunks(const std::vector<TrunkSettings>& trunks) override { trunks_->change_to(trunks); }
  std::vector<TrunkStatus> trunks() const override { return trunks_->status(); }
  void on_trunk(std::function<void(const TrunkStatus&)> changed) override {
    trunks_->on_change(std::move(changed));
  }
  void leave_trunks() override { trunks_->leave(); }

  void ring(LegId leg, std::optional<SessionDescription> early) override;
  void answer(LegId leg, SessionDescription description) override;
  void reject(LegId leg, int status, std::string reason, Headers headers) override;
  void redirect(LegId leg, std::vector<std::string> targets) override;
  void place(OutgoingCall call) override;
  void accept_offer(LegId leg, SessionDescription answer) override;
  void refuse_offer(LegId leg, int status) override;
  void offer(LegId leg, SessionDescription offer) override;
  void send_digit(LegId leg, OperationHandle operation, char digit) override;
  void transfer_status(LegId leg, int status) override;
  void refer(LegId leg, TransferOrder order, Progress told) override;
  void release(LegId leg, Release why) override;
  Result<AgreedDescriptions> take_up(const LostLeg& lost) override;
  void abandon(const LostLeg& lost) override;
  TelephonyLive live() const override;

  void deliver_messages_to(MessagingEvents& events) override { message_events_ = &events; }
  void acknowledge(ReceivedMessage message, int status) override;
  void send(OutgoingMessage message) override;
  void show_waiting(const std::string& phone, MessagesWaiting waiting) override {
    subscriptions_->show_waiting(phone, waiting);
  }

  void on_request(IncomingHandle transaction, msg_t* message, const sip_t& request) override;
  void on_prack(IncomingHandle transaction, const sip_t& request) override;
  void on_discarded(std::uint64_t messages) override;
  bool has_calls_at(const Endpoint& local) const override { return calls_at(local) > 0; }
  void forget(LegId leg) override;
  void progressed(const Leg& leg) override { phone_changed(leg.phone()); }
  bool try_elsewhere(LegId leg, int status, bool by_peer) override;
  LegId leg_of(const Replaces& replaces) const override;

 private:
  struct Caller {
    std::string phone;           // Of the site, proved; empty for others.
    TrunkLine* trunk = nullptr;  // That it came by.
  };

  std::size_t calls_at(const Endpoint& local) const;
  Leg* find(LegId leg);
  Leg* find_dialog(const sip_t& request);
  Leg& keep(std::unique_ptr<Leg> leg, LegId id);

  /// True where the request was taken from a source that is not to be listened to, or not so often.
  bool refuse_stranger(IncomingHandle& transaction, msg_t* message, const sip_t& request);
  /// Whether the site trusts whoever shows this certificate.
  bool is_trusted_by_name(const Origin& origin) const;
  bool refuse_scanner(IncomingHandle& transaction, const std::string& ip, const sip_t& request);
  void note_failure(const std::string& ip, const std::string& what);
  void log_ban(const Ban& ban);
  bool refuse_unsupported(IncomingHandle& transaction, const sip_t& request);
  /// Where it came to an address that leaves, and is about no call that is there.
  bool refuse_where_we_leave(IncomingHandle& transaction, msg_t* message, const sip_t& request);
  bool refuse_malformed(IncomingHandle& transaction, msg_t* message, const sip_t& request);
  void inside_dialog(IncomingHandle transaction, const sip_t& request);
  void outside_dialog(IncomingHandle transaction, msg_t* message, const sip_t& request);
  void on_invite(IncomingHandle transaction, msg_t* message, const sip_t& request);
  bool refuse_unacceptable(IncomingHandle& transaction, msg_t* message, const sip_t& request);
  SavedLeg start_of_incoming(const Arrival& arrival, const sip_t& request);
  // A call of ours on its way to a leg: what its host stands for, as far as it was not tried.
  struct Journey {
    OutgoingCall call;
    std::vector<Endpoint> untried;
    Resolver::Request look_up = 0;  // Under way; else 0.
  };
  void set_out(LegId leg, const Endpoint* next);
  void give_up(LegId leg, const Error& error);
  std::string hop_uri_of(const Errand& errand) const override;
  Result<Departure> departure_of(const Errand& errand, const Endpoint* next) const override;
  Result<Departure> departure_of(const OutgoingCall& call, const Endpoint* next) const;
  Result<Departure> departure_to_place(const Errand& errand, const Endpoint* next) const;
  Result<Departure> departure_to_uri(const Errand& errand, const Endpoint* next) const;
  Result<Departure> departure_by_trunk(const Errand& errand, const Endpoint* next) const;
  Result<Departure> departure_to(const std::string& target, const std::string& hop_uri,
                                 const Endpoint* next) const;
  SavedLeg start_of_outgoing(const OutgoingCall& call, const Departure& departure);
  // A leg of an earlier run whose phone is reached by a connection of its own, which has not come back.
  struct AwaitedPhone {
    std::string phone;
    std::string transport;
    std::string peer_ip;
    std::string contact_user;
    std::optional<SessionDescription> offer;  // To be made then.
    TimerHandle patience;
  };
  /// Where it leaves from now, if not from where it did.
  Result<void> find_listener(SavedLeg& saved) const;
  void await_phone(const SavedLeg& saved, const LostLeg& lost);
  bool offers_later(LegId leg, const SessionDescription& offer);
  void phone_registered(const std::string& phone, const std::string& source);
  void forget_awaited(LegId leg);
  void answer_options(IncomingHandle transaction);
  void on_message(IncomingHandle transaction, msg_t* message, const sip_t& request);
  bool refuse_message(IncomingHandle& transaction, const sip_t& request);
  void on_subscribe(IncomingHandle transaction, msg_t* message, const sip_t& request);
  void phone_changed(const std::string& phone) {
    if (!phone.empty()) subscriptions_->dialogs_changed(phone);
  }
  std::vector<PhoneDialog> dialogs_of(const std::string& phone) const;
  void on_register(IncomingHandle transaction, msg_t* message, const sip_t& request);
  /// Who sends a request. Nothing where it was answered already, by a challenge or a refusal.
  std::optional<Caller> identify(IncomingHandle& transaction, msg_t* message, const sip_t& request);
  bool may_prove_itself(const sip_t& request) const;
  std::uint64_t next_sdp_session();

  RunLoop& loop_;
  Ids& ids_;
  TelephonyEvents& events_;
  Log& log_;
  Complaints complaints_;
  std::uint64_t last_sdp_session_ = 0;
  int refusal_ = 0;  ///< Status for new calls while draining; 0 takes them.
  std::unique_ptr<Trace> trace_;
  std::unique_ptr<WireTap> tap_;  ///< Null where what passes is not looked at.
  std::unique_ptr<SipStack> stack_;
  std::unique_ptr<Gatekeeper> gatekeeper_;
  std::unique_ptr<Tarpit> tarpit_;
  std::unique_ptr<Chance> chance_;
  std::unique_ptr<CallerIdentities> identities_;
  std::unique_ptr<RegistrarServer> registrar_;
  std::unique_ptr<SubscriptionServer> subscriptions_;
  std::unique_ptr<Resolver> resolver_;  ///< Null where names are not looked up.
  std::unique_ptr<Trunks> trunks_;
  std::vector<DigestAccount> accounts_;
  std::vector<std::string> trusted_names_;
  std::unique_ptr<LegServices> services_;
  std::map<LegId, std::unique_ptr<Leg>> legs_;
  std::map<LegId, AwaitedPhone> awaited_;
  std::map<LegId, Journey> journeys_;  ///< Of calls that no phone has answered yet.
  TimerHandle freeing_;
  std::vector<std::unique_ptr<Leg>> replaced_;      ///< Legs whose call goes elsewhere; freed between events.
  std::unordered_map<std::string, LegId> dialogs_;  ///< By Call-ID and local tag.
  MessagingEvents* message_events_ = nullptr;       ///< Null where messages are not taken.
  SlotMap<IncomingHandle, ReceivedMessageTag> unacknowledged_;
  std::map<std::uint64_t, std::unique_ptr<MessageClient>> messages_;  ///< Of ours, under way.
  std::uint64_t last_message_ = 0;
};

}  // namespace tipring::sip
