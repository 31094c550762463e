#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/contact/conferences.h"
#include "runtime/contact/floor_context.h"
#include "runtime/contact/leg.h"
#include "runtime/contact/supervision.h"
#include "runtime/ledger/open_contacts.h"

namespace tipring {

/// All legs, and what may be done to one: each change is an entry in the ledger first and an effect after it.
class Legs {
 public:
  /// `added` is told of each leg as it comes to be, `changed` where it is answered, bridged, parted, or offers
  /// and answers have changed its media.
  Legs(FloorContext& floor, std::function<void(const Leg&)> added, std::function<void(const Leg&)> changed)
      : floor_(floor),
        added_(std::move(added)),
        changed_(std::move(changed)),
        conferences_(floor),
        supervision_(
            floor, conferences_, [this](LegId leg) { return find(leg); }, changed_) {}

  /// Null when the leg is gone.
  Leg* find(LegId leg) const;

  /// Takes up an answered leg of an earlier run, whose media is to be offered anew. Fails with what telephony
  /// or the media says.
  Result<Leg*> take_up(const OpenLeg& lost, ContactId contact);
  /// Its party has taken our offer.
  void recovered(Leg& leg);
  /// A leg of an earlier run is over, for the ledger.
  void note_lost(const OpenLeg& lost, ContactId contact, const Release& release);

  Leg& add_incoming(const IncomingCall& call, ContactId contact);

  /// Opens media and calls `call.target` for a caller of the same contact, whose codec is offered first.
  /// `call.leg` and `call.offer` are filled in here. Fails with what the media says when there is no room.
  /// `beside`: see Leg::beside.
  Result<LegId> place(const Leg& caller, OutgoingCall call, bool beside = false);

  /// Incoming legs: 180. Nothing where it rings or is answered already.
  void ring(Leg& leg);
  /// Incoming legs: early media by 183. Fails with "not-acceptable" or what the media says.
  Result<void> send_early_media(Leg& leg);
  /// Incoming legs: 200. Nothing where it is answered already. Fails like send_early_media(), or with "gone".
  Result<void> answer(Leg& leg);
  void reject(Leg& leg, int status, std::string reason);
  void redirect(Leg& leg, std::vector<std::string> targets);

  /// Ends a leg in whatever state it is. Nothing where its end is under way.
  void release(Leg& leg, Release release);

  /// Outgoing legs: what the adapter told. answered() fails, and releases the leg, when the peer's description
  /// cannot be used.
  void ringing(Leg& leg, const std::optional<SessionDescription>& early);
  Result<void> answered(Leg& leg, const SessionDescription& description);
  /// Incoming legs: the peer's answer in the ACK to our offer in the 2xx.
  void acknowledged(Leg& leg, const std::optional<SessionDescription>& description);
  /// A change of media the peer asks for.
  void offered(Leg& leg, const std::optional<SessionDescription>& offer);

  /// Offers an answered leg to let audio flow so, seen from us and through us. Fails with "wrong-state" when
  /// the leg is not answered, and with "busy" (retryable) while an earlier such offer is open.
  Result<void> offer(Leg& leg, MediaDirection direction);
  /// Offers an answered leg to send its audio straight to the party of another, or, with null, to us. Only
  /// while no offer is open.
  void offer_path(Leg& leg, const Leg* other);
  /// Offers an answered leg what is in force once more, by way of us, because it has been lost on its way.
  /// Nothing while a change is open, which does the same.
  void offer_anew(Leg& leg);
  /// What became of the one or the other: true when an operation waits for it. offer_accepted() fails like
  /// answered().
  Result<bool> offer_accepted(Leg& leg, const SessionDescription& answer);
  bool offer_refused(Leg& leg);

  Conferences& conferences() { return conferences_; }
  const Conferences& conferences() const { return conferences_; }
  Supervision& supervision() { return supervision_; }
  const Supervision& supervision() const { return supervision_; }
  /// See Conferences::join(). A leg that talks to another does so no longer.
  void join(Leg& leg, const std::string& conference, ConferencePart part, Conferences::TakenOut taken_out);

  /// Takes both out of the conferences that they are in, and of what they supervise.
  void bridge(Leg& first, Leg& second);
  /// A key of a leg's party goes to whom it is bridged with. What the media has heard it passes on itself,
  /// unless the other party takes keys by signalling.
  void pass_on(const Leg& from, char digit, bool heard_by_media);
  /// Nothing where the leg is not bridged.
  void unbridge(Leg& leg);

  /// Answered legs: how a transfer that the party asked for stands; see Telephony::transfer_status().
  void transfer_status(const Leg& leg, int status);
  /// The leg goes over to another contact, as part of what it is about.
  void move(Leg& leg, ContactId to);

  /// The adapter says that a leg is over: media closed, last entry written. The leg stays found until remove().
  void ended(Leg& leg, Release release);
  void remove(LegId leg) { legs_.erase(leg); }

  std::size_t live() const { return legs_.size(); }

  /// In the order of their ids.
  template <typename Visit>
  void for_each(Visit visit) const {
    for (const auto& [id, leg] : legs_)
      visit(*leg);
  }

 private:
  Result<void> open_media(Leg& leg);
  void close_media(Leg& leg);
  /// What the peer speaks, or will when it is answered; nothing where that is not known yet.
  std::optional<PayloadFormat> spoken_by(const Leg& leg) const;
  /// Offers what is in force first, in the security that is in force.
  SessionDescription offer_again(const Leg& leg, MediaDirection direction = MediaDirection::send_receive) const;
  /// Our description for a leg: the answer to its offer, or an offer where it made none.
  Result<SessionDescription> describe(Leg& leg);
  void set_peer(Leg& leg, MediaPeer peer);
  /// Writes an entry where the hold changes.
  void note_hold(Leg& leg, bool& held, bool on, std::string by);
  Result<void> take_answer(Leg& leg, const SessionDescription& offer, const SessionDescription& answer);
  /// The answer to an offer within a call, with what it means for our media.
  Result<Negotiated> answer_change(Leg& leg, const SessionDescription& offer);
  std::optional<Negotiated> answer_directly(const Leg& leg, const SessionDescription& offer) const;
  void send_offer(Leg& leg, OpenChange change);
  void send_awaited_offer(Leg& leg);
  void set_elsewhere(Leg& leg, std::optional<MediaAddress> elsewhere);
  void write(EntryKind kind, const Leg& leg, std::vector<std::pair<std::string, FieldValue>> fields = {});
  Leg& add(std::unique_ptr<Leg> leg);

  FloorContext& floor_;
  std::function<void(const Leg&)> added_;
  std::function<void(const Leg&)> changed_;
  std::map<LegId, std::unique_ptr<Leg>> legs_;
  Conferences conferences_;
  Supervision supervision_;
};

}  // namespace tipring
