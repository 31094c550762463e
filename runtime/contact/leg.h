#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "runtime/base/clock.h"
#include "runtime/base/ids.h"
#include "runtime/contact/negotiation.h"
#include "runtime/contact/party_traits.h"
#include "runtime/ports/media.h"
#include "runtime/ports/telephony.h"

namespace tipring {

enum class LegDirection : std::uint8_t { incoming, outgoing };

enum class LegState : std::uint8_t {
  invited,    ///< The INVITE came or was sent.
  ringing,    ///< 180, or 183 with early media.
  answered,   ///< 2xx.
  releasing,  ///< We asked for the end and wait for it to be confirmed.
  ended,
};

std::string_view to_string(LegDirection direction);
std::string_view to_string(LegState state);

/// Whether a leg may go from one state to another.
bool may_follow(LegState from, LegState to);

/// What we have offered to change in an answered call, while that is not answered.
struct OpenChange {
  SessionDescription offer{};
  std::optional<MediaAddress> elsewhere{};  ///< Where the party is to send its audio; nothing: to us.
  bool by_operation = false;                ///< That waits for its end.
};

/// One party's connection in a contact.
class Leg {
 public:
  Leg(LegId own_id, ContactId of_contact, LegDirection its_direction, PartyAddress its_peer,
      std::string its_transport, UtcTime at)
      : id(own_id),
        contact(of_contact),
        direction(its_direction),
        peer(std::move(its_peer)),
        transport(std::move(its_transport)),
        invited_at(at) {}

  const LegId id;
  ContactId contact;  ///< Another after a transfer.
  const LegDirection direction;
  PartyAddress peer;
  std::string transport;  ///< Of an incoming leg; what an outgoing one goes by is the adapter's choice.
  std::string phone{};    ///< The phone of the site that it leads to; empty for others.
  std::string trunk{};    ///< The trunk that it goes by; empty for others.
  UtcTime invited_at;
  std::optional<UtcTime> answered_at;

  LegState state() const { return state_; }
  /// Asserts that the transition is a valid one.
  void enter(LegState next);

  /// Can be talked to: neither ended nor about to.
  bool live() const { return state_ < LegState::releasing; }
  bool has_media() const { return local_media.has_value(); }
  bool on_hold() const { return held_by_us || held_by_peer; }
  /// Its party sends its audio to us, and is not being asked to send it elsewhere.
  bool media_is_ours() const { return !elsewhere && !(our_change && our_change->elsewhere); }

  PartyTraits traits{};                            ///< Of the phone it is, or the trunk it goes by.
  std::optional<LocalMedia> local_media;           ///< Set while media is open.
  std::optional<SessionDescription> remote_offer;  ///< The peer's offer that waits for our answer.
  std::optional<SessionDescription> our_offer;     ///< Ours that waits for the peer's, in 2xx or ACK.
  std::optional<OpenChange> our_change;            ///< Ours to change an answered call, not answered yet.
  std::optional<MediaDirection> awaited_change;    ///< To be offered once that is answered.
  std::optional<MediaPeer> agreed;                 ///< What offers and answers have come to.
  std::optional<MediaAddress> elsewhere;           ///< Where the party sends its audio; nothing: to us.
  std::optional<PayloadFormat> audio;              ///< The format in force, or to be offered first.
  OfferedSecurity security{};                      ///< In force, or to be offered.
  bool held_by_us = false;                         ///< The party is not heard until we take it off hold.
  bool held_by_peer = false;                       ///< The party does not listen until it goes on, and is not
                                                   ///< heard, but for what comes by a trunk.
  bool recovering = false;                         ///< Taken up after a restart; its party has not taken our
                                                   ///< offer yet.
  bool keeps_relayed = false;                      ///< Direct media came to nothing in this bridge.
  int redirected = 0;                              ///< How often it was asked in this bridge to send elsewhere.
  bool early_media = false;                        ///< Our answer went out in a 183 already.
  LegId bridged_with;                              ///< Empty: not bridged.
  std::string conference;                          ///< That it is in; empty: none.
  bool muted = false;                              ///< There.
  LegId supervises;                                ///< An agent's leg, in whose talk it is; empty: none.
  bool supervised = false;                         ///< What it and whom it talks to hear is mixed here.
  std::string parked_at;                           ///< The place where its party is parked; empty: none.
  bool beside = false;                             ///< The contact is not about it: a supervisor's.
  OperationHandle recorded_by;                     ///< That records both sides of the call.
  OperationHandle placed_by;                       ///< Outgoing legs: who wants to know what becomes of it.
  int speech_watches = 0;                          ///< How many want to know when the party speaks;
  bool speaks = false;                             ///< while there are any: it does.
  std::string pressed;                             ///< Digits nobody has asked for yet, oldest first.
  Release release;                                 ///< Once ended: why.

 private:
  LegState state_ = LegState::invited;
};

/// What a leg's party is called: a phone by its name, others by the user part of their address.
std::string name_of(const Leg& leg);

/// Which way a party's audio goes: "relayed" through here, "direct" to the other party, "rtpengine" through one
/// and through here, "straight" through rtpengines to the other party.
std::string_view path_of(const Leg& leg);

/// Digits kept for the next gather; more are dropped. A caller's longest type-ahead is a card number and a few
/// keys.
inline constexpr std::size_t longest_type_ahead = 64;

}  // namespace tipring
