#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/base/ids.h"
#include "runtime/base/result.h"
#include "runtime/ports/operation_handle.h"
#include "runtime/ports/session_description.h"

namespace tipring {

/// A party as signalling names it: From, To, P-Asserted-Identity.
struct PartyAddress {
  std::string user{};     ///< User part, decoded: "+12025550143", "100". Empty when there is none.
  std::string host{};     ///< Host part without port.
  std::string display{};  ///< Display name without quotes; may be empty.
  std::string uri{};      ///< The whole URI as received: "sip:100@127.0.0.1:5060".
};

/// Header fields in the order of the message. Names as received; compare without case.
using Headers = std::vector<std::pair<std::string, std::string>>;

/// Why a leg ended or was refused: a SIP status code, and a Q.850 cause where one was given (RFC 3326).
struct Release {
  /// Which side ended it. `system`: a time-out, an error, the runtime itself.
  enum class By { remote, local, system };
  By by = By::system;
  int status = 0;                      ///< SIP status, 100 to 699. 0 for a normal clearing by BYE.
  int cause = 16;                      ///< Q.850 cause, 1 to 127; 16 is normal clearing.
  std::string reason{};                ///< Text for people: "Busy Here".
  std::vector<std::string> targets{};  ///< Of a redirection (3xx): the URIs of its Contact, best first.
  bool avoided = false;                ///< Nothing was sent, since OutgoingCall::avoids_trunks forbids it.
};

/// An incoming call that waits for an answer.
struct IncomingCall {
  LegId leg;  ///< Taken from Ids by the adapter.
  PartyAddress caller;
  PartyAddress dialled;  ///< Of the request URI.
  Headers headers;       ///< All header fields of the INVITE.
  std::optional<SessionDescription>
      offer;              ///< Nothing: the peer expects our offer in the 2xx (RFC 3261, 13.2.1).
  std::string transport;  ///< "udp", "tcp", "tls", "sim".
  std::string source;     ///< Where the request came from, "192.0.2.1:5060".
  std::string phone{};    ///< The phone of the site that has proved to be the caller; empty for others.
  std::string trunk{};    ///< The trunk that the call came by; empty for others.
  LegId replaces{};       ///< The leg whose place the caller wants (Replaces, RFC 3891); empty: none.
};

/// What the party of an answered leg wants: that the one it talks to be connected elsewhere (REFER, RFC 3515).
struct TransferRequest {
  PartyAddress target{};   ///< Of Refer-To.
  bool consulted = false;  ///< Another call is to be joined with this one (Replaces in Refer-To).
  LegId consultation{};    ///< That call's leg with the same party; empty where it is none of ours.
};

/// An outgoing call to place.
struct OutgoingCall {
  LegId leg{};
  std::string target{};  ///< A SIP URI.
  PartyAddress from{};   ///< Empty host: the adapter fills in its own.
  SessionDescription offer{};
  Headers headers{};    ///< Additional header fields.
  Headers named{};      ///< Such as name parties: the adapter's own host takes the place of those in them.
  std::string phone{};  ///< `target` is a place of this phone, as the directory gives it; empty: any URI.
  std::string trunk{};  ///< The call goes by this trunk, to the user part of `target`; empty: straight there.
  /// Its caller may not call `target` by trunks: no address of one is a way there. Ends by 403, cause 21, then,
  /// with Release::avoided.
  bool avoids_trunks = false;
};

/// A leg of an earlier run of the runtime, which was killed.
struct LostLeg {
  LegId leg{};
  std::string state{};  ///< As TelephonyEvents::state_changed() told it last; empty: it never did.
  std::string phone{};  ///< The phone of the site that it leads to; empty for others.
  std::string trunk{};  ///< The trunk that it goes by; empty for others.
};

/// What both sides of a leg had agreed on, without keys and what only they could tell.
struct AgreedDescriptions {
  SessionDescription ours{};
  SessionDescription theirs{};
};

/// What telephony tells the floor. The adapter calls these outside any floor turn or posts them to the run
/// loop; the floor only queues them. Control thread only. Every leg ends with exactly one `released`; nothing
/// about the leg follows.
class TelephonyEvents {
 public:
  virtual ~TelephonyEvents() = default;

  virtual void arrived(IncomingCall call) = 0;

  /// An outgoing leg rings: 180, or 183 with `early`, the description for early media.
  virtual void ringing(LegId leg, std::optional<SessionDescription> early) = 0;

  /// An outgoing leg's 2xx; its ACK is the adapter's business. `description` answers our offer.
  virtual void answered(LegId leg, SessionDescription description) = 0;

  /// The ACK to the 2xx of an incoming leg. `description` answers our offer where the INVITE had none.
  virtual void acknowledged(LegId leg, std::optional<SessionDescription> description) = 0;

  /// The peer of an answered leg, or of one that has early media, offers a change (re-INVITE, UPDATE, PRACK).
  /// The floor answers by accept_offer or refuse_offer. Nothing in `offer`: the peer asks for ours.
  virtual void offered(LegId leg, std::optional<SessionDescription> offer) = 0;

  /// What became of our offer() in an answered leg: the peer's answer to it, or the status of its refusal (300
  /// to 699), after which the media goes on as it was.
  virtual void offer_accepted(LegId leg, SessionDescription answer) = 0;
  virtual void offer_refused(LegId leg, int status) = 0;

  /// What carries the audio of an answered leg has lost it, as a proxy of media that was restarted. It is
  /// carried again once the floor has made an offer() that is accepted.
  virtual void media_lost(LegId leg) = 0;

  /// A digit outside the media path (INFO).
  virtual void digit_signalled(LegId leg, char digit) = 0;

  /// The party of an answered leg asks for a transfer. The floor answers by transfer_status.
  virtual void transfer_asked(LegId leg, TransferRequest request) = 0;

  /// What became of send_digit(): 200, or the status of its refusal (300 to 699).
  virtual void digit_sent(LegId leg, OperationHandle operation, int status) = 0;

  /// The leg is over: BYE or CANCEL from the peer, a final refusal, a time-out, or the end of our release().
  virtual void released(LegId leg, Release release) = 0;

  /// The leg's state as the adapter keeps it, whenever it changes in a way a restart must know. `state` is one
  /// JSON object; the floor writes it to the ledger and gives it back unread.
  virtual void state_changed(LegId leg, std::string state) = 0;
};

/// Counts of what the adapter holds at this moment, for `tipring status` and for tests that look for leaks.
struct TelephonyLive {
  std::size_t legs = 0;
  std::size_t sockets = 0;  ///< Open beyond the listening ones.
};

/// What the floor asks of telephony. Effects: called after the ledger holds what led to them, at the end of a
/// turn. Nothing here blocks or calls back before it returns. A leg that is gone is ignored. Control thread
/// only.
class Telephony {
 public:
  virtual ~Telephony() = default;

  /// Incoming legs: 180 Ringing, or 183 with `early` for early media.
  virtual void ring(LegId leg, std::optional<SessionDescription> early) = 0;
  /// Incoming legs: 200 with the answer (or our offer, where the INVITE had none).
  virtual void answer(LegId leg, SessionDescription description) = 0;
  /// Incoming legs before their answer: a final response of `status` 400 to 699; `reason` empty for the
  /// standard phrase.
  virtual void reject(LegId leg, int status, std::string reason, Headers headers) = 0;
  /// Incoming legs before their answer: 302 with these URIs as Contact, best first.
  virtual void redirect(LegId leg, std::vector<std::string> targets) = 0;

  /// Places a call. Given up by release(); the adapter has no time-out of its own but the protocol's (timer B).
  virtual void place(OutgoingCall call) = 0;

  /// Answered legs: answers `offered`.
  virtual void accept_offer(LegId leg, SessionDescription answer) = 0;
  virtual void refuse_offer(LegId leg, int status) = 0;

  /// Answered legs: offers a change of media (re-INVITE). Waits until the call can take it; where offers of
  /// both sides meet, it is tried again (RFC 3261, section 14.1). Not before the end of an earlier one. Ends in
  /// offer_accepted, offer_refused or released, by the protocol's own time-out at the latest.
  virtual void offer(LegId leg, SessionDescription offer) = 0;

  /// Answered legs: how a transfer that was asked for stands. First 100 where the floor tries it, or its
  /// refusal (400 to 699); then any number of statuses from 101, the last of them from 200. Nothing where none
  /// is open.
  virtual void transfer_status(LegId leg, int status) = 0;

  /// Sends a digit outside the media path (INFO with application/dtmf-relay), behind those sent before. Ends in
  /// digit_sent or released, by the protocol's own time-out at the latest; `operation` is handed through, and
  /// where it is empty nothing is told.
  virtual void send_digit(LegId leg, OperationHandle operation, char digit) = 0;

  /// Ends a leg in any state: CANCEL, BYE, or a refusal with `release.status` (480 when 0). Ends in `released`.
  virtual void release(LegId leg, Release release) = 0;

  /// Takes up an answered leg of an earlier run, without a word to the peer: from here on it is an answered leg
  /// like any other, whose media the floor has to offer() anew. Nothing is sent before that, and what the peer
  /// is not there for ends in `released`. A peer that is reached by a connection of its own is waited for until
  /// it has come back, half a minute at most. Not an effect: to be called before any of the leg. Fails with
  /// "bad-state" where `state` is not as it was told, or with "no-listener" where no address of ours leads to
  /// the peer any more.
  virtual Result<AgreedDescriptions> take_up(const LostLeg& /*leg*/) {
    return Error{"bad-state", "these calls do not outlive the runtime"};
  }

  /// Tells the peer of a leg of an earlier run which nobody had answered that it is over: 503 with Retry-After,
  /// or CANCEL. Nothing is told of it. What cannot be told ends by the peer's own time-out.
  virtual void abandon(const LostLeg& /*leg*/) {}

  virtual TelephonyLive live() const = 0;
};

}  // namespace tipring
