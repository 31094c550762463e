#pragma once

#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sip/call_session.h"
#include "adapters/sip/digest_client.h"
#include "adapters/sip/event_bodies.h"
#include "adapters/sip/offer_answer.h"
#include "adapters/sip/reliable_responses.h"
#include "adapters/sip/replaces.h"
#include "adapters/sip/saved_invite.h"
#include "adapters/sip/saved_leg.h"
#include "adapters/sip/sdp_writer.h"
#include "adapters/sip/session_timer.h"
#include "adapters/sip/sip_stack.h"
#include "adapters/sip/sofia_handles.h"
#include "adapters/sip/transferor.h"
#include "runtime/base/chance.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/log.h"
#include "runtime/ports/telephony.h"

namespace tipring::sip {

class Leg;

/// Who keeps the legs.
class LegKeeper {
 public:
  virtual ~LegKeeper() = default;
  /// The leg has nothing left to do. Destroys it: nothing may be done with it afterwards.
  virtual void forget(LegId leg) = 0;
  /// The leg rings, is answered or is over.
  virtual void progressed(const Leg& leg) = 0;
  /// A call of ours that nobody has answered failed with this status. True where it goes to another address
  /// instead: the leg is replaced, and may do nothing more.
  virtual bool try_elsewhere(LegId leg, int status, bool by_peer) = 0;
  /// The answered leg whose SIP dialog this is; empty where there is none.
  virtual LegId leg_of(const Replaces& replaces) const = 0;
};

/// How a call of ours leaves.
struct LegWay {
  std::string destination;         ///< URI with numeric host of the next hop.
  tport_t* connection = nullptr;   ///< An open connection to use instead.
  DigestAccount account{};         ///< For the peer's challenges.
  std::string trunk{};             ///< That it goes by; empty: none.
  std::string certificate_name{};  ///< Over TLS: whose certificate the peer must show.
  std::string own_host{};          ///< What the peer knows us by, with a port or without.
};

/// What a leg needs around it.
struct LegServices {
  SipStack& stack;
  RunLoop& loop;
  TelephonyEvents& events;
  Log& log;
  LegKeeper& keeper;
  Chance& chance;
  SessionTimerSettings session_timer;
  bool tells_sdp = false;  ///< See Settings::tells_sdp.

  /// See read_sdp().
  Result<SessionDescription> read_description(std::string_view sdp) const;
};

/// One leg on the wire: does what its CallSession decides by messages of the stack, and feeds it what comes
/// back. Internal to this room.
class Leg final : public ResponseHandler {
 public:
  /// `start` has the leg, the dialog as far as it is known, the addresses and the SDP session.
  Leg(LegServices& services, SavedLeg start, CallSession session);
  ~Leg() override;
  Leg(const Leg&) = delete;
  Leg& operator=(const Leg&) = delete;

  const Dialog& dialog() const { return saved_.dialog; }
  const std::string& transport() const { return saved_.local.transport; }
  /// The address of ours that its SIP dialog goes by.
  const Endpoint& local() const { return saved_.local; }
  /// Where the peer's INVITE came from; empty when ours was the first.
  const std::string& source_ip() const { return source_ip_; }
  /// True once the floor was told that the leg is over.
  bool released() const { return session_.released(); }
  bool established() const { return session_.state() == CallSession::State::established; }

  // A call from the peer.

  /// Takes the INVITE over. `offer` is nothing where it has no description.
  void take_invite(IncomingHandle invite, const sip_t& request, Arrival arrival,
                   const std::optional<SessionDescription>& offer);
  /// What outlives the runtime while nobody has answered.
  SavedInvite invite_with(const Headers& headers) const;
  /// Once the floor knows the leg.
  void tell_state(const SavedInvite& invite);
  void ring(const std::optional<SessionDescription>& early);
  void answer(const SessionDescription& description);
  void reject(int status, const std::string& reason, const Headers& headers);
  void redirect(const std::vector<std::string>& targets);

  // A call to the peer.

  /// Before place(). Of a leg that is resumed, only its connection, account, trunk and names count.
  void go_by(LegWay way);
  /// Its peer is reached by this connection from now on.
  void go_by(tport_t* connection) { connection_ = ConnectionRef(connection); }
  const std::string& trunk() const { return trunk_; }
  void set_trunk(std::string trunk) { trunk_ = std::move(trunk); }
  /// The phone of the site that the call is with; empty: none.
  const std::string& phone() const { return phone_; }
  void set_phone(std::string phone) { phone_ = std::move(phone); }
  /// What whoever watches its phone may know; nothing once it is over.
  std::optional<PhoneDialog> phone_dialog() const;
  void place(const OutgoingCall& call);
  void on_response(nta_outgoing_t* transaction, int status, const sip_t* response) override;

  // Inside the dialog.

  /// INVITE, UPDATE, BYE, REFER, NOTIFY or INFO of the peer.
  void on_request(IncomingHandle transaction, const sip_t& request);
  void on_prack(IncomingHandle transaction, const sip_t& request);
  void accept_offer(const SessionDescription& answer);
  void refuse_offer(int status);
  void offer(const SessionDescription& description);

  /// By INFO, one at a time, in order.
  void send_digit(OperationHandle operation, char digit);

  /// See Telephony::transfer_status().
  void transfer_status(int status);

  /// The URIs for Refer-To that mean `target`, and the party of this leg.
  std::string refer_to_target(const std::string& target) const;
  std::string refer_to_party() const;
  /// See Transferor::refer().
  void refer(std::string refer_to, Transferor::Progress told);

  void release(const Release& why);

 private:
  static int on_ack_or_cancel(nta_incoming_magic_t* magic, nta_incoming_t* transaction,
                              const sip_t* message) noexcept;

  void perform(const SessionActions& actions);
  void perform_one(const SessionAction& action);
  void watch_deadline();
  void tell_answered();
  void tell_acknowledged();
  void tell_released(const Release& why);
  void tell_state();

  // leg_caller.cpp
  void send_invite();
  /// True when the peer asks who we are, and the request is to be sent once more.
  bool answers_challenge(int status, const sip_t* response);
  /// True when the INVITE went out once more, with an interval that the peer's 422 allows.
  bool retry_with_longer_session(const sip_t& response);
  void on_provisional(const sip_t& response);
  /// False where it is not a new one.
  bool acknowledge_reliable(const sip_t& response);
  void on_success(nta_outgoing_t* transaction, const sip_t& response);
  void on_failure(int status, const sip_t* response);
  static void take_dialog(Dialog& dialog, const sip_t& response);
  void send_ack();

  // leg_callee.cpp
  void on_silence(nta_incoming_t* transaction);
  void on_ack(nta_incoming_t* transaction, const sip_t& ack);
  void on_cancel(nta_incoming_t* transaction, const sip_t& cancel);
  void send_refusal(IncomingHandle& transaction, const Release& why);
  void send_success(nta_incoming_t* transaction, const SessionDescription& description,
                    const std::string& headers);

  // leg_offers.cpp
  void on_reinvite(IncomingHandle transaction, const sip_t& request);
  void on_update(IncomingHandle transaction, const sip_t& request);
  bool refuse_brief_session(nta_incoming_t* transaction, const sip_t& request);
  bool refuse_offer_now(nta_incoming_t* transaction);
  std::optional<SessionDescription> read_offer(nta_incoming_t* transaction, const sip_t& request);
  void take_offer(IncomingHandle transaction, const sip_t& request, std::optional<SessionDescription> offer);
  void send_offer();
  bool send_change();
  bool send_reinvite();
  bool send_refresh();
  void on_offer_response(nta_outgoing_t* transaction, int status, const sip_t* response);
  bool take_success(const sip_t& response);
  SessionActions end_offer(Release::By by, int status, bool usable);
  void tell_offer_accepted();
  void tell_offer_refused(int status);
  std::string timer_request_lines() const;
  /// Starts the timer that a request asks for; the header lines that say so in its 2xx.
  std::string agree_on_timer(const SessionTimerHeaders& request);
  void start_timer(const std::optional<SessionInterval>& agreed);
  SessionActions expire_session(Instant now);

  // leg_transfers.cpp
  void on_refer(IncomingHandle transaction, const sip_t& request);
  void notify(int status);

  // leg_refers.cpp
  bool send_refer();
  void on_refer_response(int status, const sip_t* response);
  void on_notify(IncomingHandle transaction, const sip_t& request);
  void tell_refer(int status);
  void forget_refer();

  // leg_requests.cpp
  void on_bye(IncomingHandle transaction, const sip_t& request);
  void on_info(IncomingHandle transaction, const sip_t& request);
  void send_bye(const Release& why);
  Request request_inside(const std::string& method, std::uint32_t cseq) const {
    return request_inside(saved_.dialog, method, cseq);
  }
  Request request_inside(const Dialog& dialog, const std::string& method, std::uint32_t cseq) const;
  /// Says who we are, where the peer has asked.
  void authorise(Request& request);

  // leg_digits.cpp
  void send_next_digit();
  bool send_digit_info();
  void digit_answered(int status);
  void on_digit_response(int status, const sip_t* response);

  std::string contact_line() const { return "Contact: <" + saved_.contact + ">\r\n"; }
  bool read_answer(const sip_t& message);
  void take_remote_description(std::string_view sdp, const SessionDescription& description);
  void take_local_description(const SessionDescription& description);

  /// The responses to our BYE, apart from those to our INVITE.
  class ByeResponses final : public ResponseHandler {
   public:
    explicit ByeResponses(Leg& leg) : leg_(leg) {}
    void on_response(nta_outgoing_t* transaction, int status, const sip_t* response) override;

   private:
    Leg& leg_;
  };

  /// The responses to our re-INVITE.
  class OfferResponses final : public ResponseHandler {
   public:
    explicit OfferResponses(Leg& leg) : leg_(leg) {}
    void on_response(nta_outgoing_t* transaction, int status, const sip_t* response) override {
      leg_.on_offer_response(transaction, status, response);
    }

   private:
    Leg& leg_;
  };

  /// The responses to our INFOs.
  class DigitResponses final : public ResponseHandler {
   public:
    explicit DigitResponses(Leg& leg) : leg_(leg) {}
    void on_response(nta_outgoing_t* /*transaction*/, int status, const sip_t* response) override {
      leg_.on_digit_response(status, response);
    }

   private:
    Leg& leg_;
  };
  struct UnsentDigit {
    OperationHandle operation;
    char digit = 0;
  };

  /// The request that an offer of the peer's came in.
  enum class OfferedBy : std::uint8_t { invite, update, prack };

  // A transfer that the peer has asked for.
  struct Refer {
    IncomingHandle transaction;  // Until it is answered.
    std::string event;           // For NOTIFY's Event.
    bool notifies = true;
  };

  /// A transfer that we have asked the peer for, and the responses to its REFER.
  struct OurRefer final : ResponseHandler {
    OurRefer(Leg& of, std::string to, Transferor::Progress progress)
        : leg(of), refer_to(std::move(to)), told(std::move(progress)) {}
    void on_response(nta_outgoing_t* transaction, int status, const sip_t* response) override;

    Leg& leg;
    std::string refer_to;
    Transferor::Progress told;
    std::uint32_t cseq = 0;
    TimerHandle patience{};
    OutgoingHandle transaction{};
  };

  LegServices& services_;
  SavedLeg saved_;
  CallSession session_;
  OfferAnswer negotiation_;
  LocalDescription local_;
  ConnectionRef connection_;
  std::string source_ip_;
  std::string trunk_;
  std::string phone_;
  std::string certificate_name_;  ///< Of the peer, over TLS; empty: not known.
  DigestClient digest_{{}};
  std::string invite_authorisation_;  ///< Of our latest INVITE, for its ACK (RFC 3261, section 22.1).
  Release bye_reason_;

  IncomingHandle incoming_invite_;
  OutgoingHandle outgoing_invite_;
  IncomingHandle reinvite_;
  ByeResponses bye_responses_{*this};
  OutgoingHandle bye_;
  bool bye_failed_ = false;
  OfferResponses offer_responses_{*this};
  OutgoingHandle outgoing_offer_;
  std::uint32_t offer_cseq_ = 0;
  std::optional<SessionDescription> our_offer_;  ///< Wanted or sent.
  std::string offered_sdp_;                      ///< As sent; in force once it is accepted.
  bool offer_failed_ = false;
  bool refreshing_ = false;            ///< What is sent is a refresh of the session,
  bool refreshing_by_update_ = false;  ///< and that without a description.
  std::list<UnsentDigit> digits_;      ///< The first is being sent. A list, since most legs have none.
  DigitResponses digit_responses_{*this};
  OutgoingHandle outgoing_digit_;
  std::uint32_t invite_cseq_ = 0;
  std::string own_host_;         ///< In header fields of our INVITE.
  std::string destination_;      ///< Next hop of our INVITE.
  std::string invite_headers_;   ///< Additional header fields of our INVITE.
  std::string refusal_headers_;  ///< For the refusal of the first INVITE.
  // The peer's open re-INVITE: what takes force when it succeeds.
  std::string reinvite_contact_;
  std::string reinvite_sdp_;
  std::optional<SessionDescription> reinvite_offer_;
  SessionTimerHeaders reinvite_timer_;
  OfferedBy offered_by_ = OfferedBy::invite;
  ReliableResponses reliable_;
  std::optional<SessionDescription> early_;     ///< The latest description of a 18x.
  std::optional<SessionDescription> received_;  ///< Of the 2xx or ACK in hand.
  bool ringing_told_ = false;
  std::optional<Refer> refer_;
  std::unique_ptr<OurRefer> our_refer_;  ///< Apart, since most legs have none.
  unsigned refers_ = 0;                  ///< So many there were in this dialog.
  SessionTimerSettings timer_wish_;      ///< Raised where the peer wants longer intervals.
  SessionTimerHeaders invite_timer_;     ///< Of the peer's first INVITE.
  SessionTimer session_timer_;
  TimerHandle timer_;
};

/// To a request that asks for a session below the shortest (RFC 4028, section 4).
Reply refusal_of_brief_session(const SessionTimerSettings& settings);

/// The methods we take, for Allow.
constexpr std::string_view allow_line =
    "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, PRACK, REFER, NOTIFY, MESSAGE, SUBSCRIBE\r\n";

}  // namespace tipring::sip
