#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "adapters/sip/invite_client.h"
#include "adapters/sip/invite_server.h"
#include "adapters/sip/offer_client.h"
#include "runtime/base/clock.h"
#include "runtime/ports/telephony.h"

namespace tipring::sip {

/// What a session wants done, in order.
struct SessionAction {
  enum class Kind : std::uint8_t {
    send_cancel,        ///< CANCEL our INVITE.
    send_ack,           ///< ACK the 2xx of our INVITE.
    send_bye,           ///< BYE; its final response goes to bye_done().
    refuse_invite,      ///< Final response release.status to the peer's first INVITE.
    refuse_reinvite,    ///< Final response release.status to the peer's re-INVITE.
    send_offer,         ///< re-INVITE with our offer.
    tell_answered,      ///< Our call was answered.
    tell_acknowledged,  ///< The ACK of our 2xx came.
    tell_accepted,      ///< Our offer was accepted.
    tell_refused,       ///< Our offer was refused with release.status.
    tell_released,      ///< The floor's leg is over; nothing about it may follow.
    finished,           ///< Nothing is left to wait for: the session may be forgotten.
  };
  Kind kind = Kind::finished;
  Release release;  ///< For send_cancel, send_bye, refuse_*, tell_refused and tell_released.
};
using SessionActions = std::vector<SessionAction>;

/// One call between us and one peer, from its first INVITE to the end of its BYE: a state machine without
/// messages, addresses or sockets. The owner feeds in what arrives, what the floor asks and the time, and does
/// what comes back. Each session tells exactly one tell_released and ends in exactly one `finished`, which may
/// come later: an answer can cross our CANCEL, and a BYE wants its response.
class CallSession {
 public:
  enum class State : std::uint8_t {
    inviting,     ///< We called; no final response yet.
    cancelling,   ///< We called and gave up: waiting for the INVITE's final response.
    invited,      ///< The peer called; not answered yet.
    unconfirmed,  ///< We answered; the ACK is missing.
    established,  ///< Both sides have the call.
    abandoned,    ///< Released while an ACK was missing: BYE must wait for it (RFC 3261, section 15).
    ending,       ///< BYE sent, its response is missing.
    ended,
  };

  static CallSession calling() { return CallSession(InviteClient{}, State::inviting); }
  static CallSession called() { return CallSession(InviteServer{}, State::invited); }
  /// A call that another process had established before.
  static CallSession resumed() { return CallSession(std::monostate{}, State::established); }

  State state() const { return state_; }
  bool ended() const { return state_ == State::ended; }
  /// True once tell_released was given out.
  bool released() const { return released_; }

  // What the peer does with our INVITE.

  /// 101 to 199. True when the floor is to hear of it.
  bool provisional();
  /// 2xx; `usable` is false where its description is missing or unreadable.
  SessionActions success(bool usable);
  /// 300 to 699, or the transaction's own 408 and 503.
  SessionActions failure(Release why);

  // What the floor does with the peer's INVITE.

  /// True while ring, answer, reject and redirect have a meaning.
  bool answerable() const { return state_ == State::invited; }
  /// 2xx goes out. Only when answerable().
  void answer(Instant now);
  /// A final response of `why.status` goes out. Only when answerable().
  SessionActions reject(Release why);

  // What the peer does with our 2xx.

  /// CANCEL; the transaction answers the INVITE by 487 itself.
  SessionActions cancelled(Release why);
  /// ACK; `usable` is false when it had to carry an answer and does not.
  SessionActions acknowledged(bool usable);
  /// The transaction gave up waiting for an ACK.
  SessionActions unacknowledged();

  // Changes inside an established call.

  /// 0 to offer it to the floor, else the status of its refusal: 491 while an ACK is missing or an offer of
  /// ours is open, 500 while an earlier one is open (RFC 3261, section 14.2), 481 when the call is ending. A
  /// call that waits may be changed once its early media is `settled` between both sides (RFC 6337,
  /// section 3.2).
  int reinvited(bool offer_of_ours_open, bool settled = false);
  /// True while accept and refuse have a meaning.
  bool reinvite_open() const { return reinvite_ && reinvite_->open(); }
  void accept_reinvite(Instant now);
  void refuse_reinvite();
  /// The 2xx to an UPDATE, which is taken like a re-INVITE but has no ACK (RFC 3311).
  void update_answered();
  void reinvite_cancelled();

  // Our own changes inside an established call.

  /// The floor has an offer to make. False when the call is not established, or one is open already.
  bool offer();
  /// Gives out send_offer when it is due and the call can take it. To be asked after everything else that
  /// happened.
  SessionActions proceed(Instant now);
  /// The final response to our re-INVITE; `usable` is false where a 2xx has no usable answer. `back_off`: after
  /// glare, by back_off_after_glare().
  SessionActions offer_responded(const Release& response, bool usable, Instant now, Duration back_off);

  // The end.

  /// BYE from the peer; answered by 200 whatever comes back.
  SessionActions bye(Release why);
  /// The final response to our BYE, or its time-out.
  SessionActions bye_done();
  /// The floor gives the leg up, in any state.
  SessionActions release(const Release& why, Instant now);

  /// When expire(), and after it proceed(), are to be called.
  std::optional<Instant> deadline() const;
  SessionActions expire(Instant now);

 private:
  using Setup = std::variant<std::monostate, InviteClient, InviteServer>;
  CallSession(Setup setup, State state) : setup_(setup), state_(state) {}

  InviteClient& client() { return std::get<InviteClient>(setup_); }
  InviteServer& server() { return std::get<InviteServer>(setup_); }
  bool ack_missing() const;
  std::optional<Instant> patience() const;
  void tell_released(SessionActions& actions, const Release& why);
  void finish(SessionActions& actions);
  void hang_up(SessionActions& actions, const Release& why);
  void close_reinvite(SessionActions& actions);

  Setup setup_;
  std::optional<InviteServer> reinvite_;  ///< The peer's latest re-INVITE.
  OfferClient offer_;                     ///< Ours.
  State state_;
  bool released_ = false;
  Release parting_;  ///< Why we released, for a BYE that has to wait.
};

}  // namespace tipring::sip
