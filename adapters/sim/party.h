#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/sim/ear.h"
#include "adapters/sim/message.h"
#include "adapters/sim/party_event.h"
#include "runtime/base/result.h"
#include "runtime/base/run_loop.h"

namespace tipring::sim {

class Network;

/// Where a party's call stands, as its phone sees it.
enum class PartyState : std::uint8_t {
  waiting,   ///< Expects a call that has not come.
  calling,   ///< Sent its INVITE; 100 at most came back.
  invited,   ///< Was called and has not responded but for 100.
  ringing,   ///< 180 or 183 was received or sent.
  answered,  ///< 2xx was received or sent.
  leaving,   ///< Sent CANCEL or BYE; not yet confirmed.
  over,
};
std::string_view to_string(PartyState state);

/// How a party's call ended.
struct Ending {
  enum class How : std::uint8_t { refused, redirected, cancelled, hung_up, unanswered };
  How how = How::hung_up;
  bool by_party = false;  ///< The party ended it; else the runtime did.
  int status = 0;         ///< Of a refusal or redirection.
  std::string reason;
  std::vector<std::string> targets;  ///< Of a redirection.
  int cause = 16;
};

/// What a phone can do: settled before its call.
struct PhoneTraits {
  std::vector<PayloadFormat> formats;  ///< Empty: PCMU, PCMA and telephone-event 101.
  bool offerless = false;              ///< Its INVITE carries no offer.
  bool keys_by_info = false;           ///< Sends digits by INFO instead of RFC 4733.
  bool secures = false;                ///< Offers and takes SRTP; others know nothing of it.
  bool no_info = false;                ///< Refuses INFO by 501.
  int refuses_changes = 0;             ///< It refuses every re-INVITE with this status.
};

/// A call that a party makes.
struct CallPlan {
  std::string name;  ///< For the play; empty: the caller's number.
  std::string from;
  std::string to;
  std::string display;  ///< Display name of the caller.
  Headers headers;
  PhoneTraits phone;
  std::string trunk{};  ///< The trunk that the call comes by; empty: none.
};

/// One simulated phone in one call. It decides nothing by itself but what a phone does: it confirms what it
/// receives, rings when it has been called for `ring_delay` and nobody said otherwise, and clears a call whose
/// 2xx crossed its CANCEL (RFC 3261, section 9.1). Control thread only.
class Party {
 public:
  /// A called phone that was told nothing rings after this time.
  static constexpr Duration ring_delay = std::chrono::milliseconds(200);
  /// Keys are held for 100 ms with 60 ms between them, as Media::send_digits does.
  static constexpr Duration key_time = std::chrono::milliseconds(100);
  static constexpr Duration key_step = std::chrono::milliseconds(160);

  Party(Network& network, PartyId id, std::string name, PhoneTraits phone);
  Party(const Party&) = delete;
  Party& operator=(const Party&) = delete;

  PartyId id() const { return id_; }
  const std::string& name() const { return name_; }
  void rename(std::string name) { name_ = std::move(name); }
  PartyState state() const { return state_; }
  /// Set once the call is over, and from the BYE on.
  const std::optional<Ending>& ending() const { return ending_; }
  /// Whether the call has come so far, whatever became of it since.
  bool has_rung() const { return has_rung_; }
  bool was_answered() const { return was_answered_; }
  /// Whether it was called, as opposed to calling or waiting for its call.
  bool was_called() const { return called_; }

  /// The number or URI this party stands for: what it calls from, or what is expected to be dialled.
  const std::string& address() const { return address_; }
  void set_address(std::string address) { address_ = std::move(address); }

  /// The INVITE that reached it; nothing for a party that calls, or was not called yet.
  const std::optional<Message>& invitation() const { return invitation_; }

  /// Sends the INVITE of `plan`. Only once, by a party in state waiting.
  void call(const CallPlan& plan);

  /// What a called phone does. Said before the call comes, it holds for the moment it does.
  /// Fails with "wrong-state" when the call is past that.
  Result<void> ring();
  Result<void> ring_early();  ///< 183 with a description: the party may be heard before it answers.
  Result<void> answer();
  Result<void> refuse(int status, std::string reason = {});
  Result<void> redirect(std::vector<std::string> targets);  ///< 302, best first.
  Result<void> ignore();  ///< Never responds, not even by 100; the caller's timer B ends it.

  /// Ends the call in any state: CANCEL, BYE, or 603 from a phone that rings. Fails with "wrong-state" when
  /// there is no call.
  Result<void> hang_up();

  /// Offers to hold (sendonly) or to go on (sendrecv) by re-INVITE (RFC 3264, section 8.4), after glare once
  /// more. Fails with "wrong-state", also while its last offer has no answer.
  Result<void> hold();
  Result<void> resume();
  /// Whether such an offer has no answer yet, and the status that refused the last one; 0: none did.
  bool is_changing() const { return offered_direction_.has_value(); }
  int offer_refusal() const { return offer_refusal_; }

  /// Asks that the other side be connected with `target`, or, where that is not 0, with whom `consultation`
  /// talks to, another call of the same person (REFER). Fails with "wrong-state".
  Result<void> transfer(const std::string& target, PartyId consultation = 0);
  /// What its last transfer came to: 0 while that is not known.
  int transfer_status() const { return transfer_status_; }

  /// From here on nothing leaves or reaches the phone: a cut cable.
  void vanish();

  /// Presses keys one after the other, behind those still to be pressed. Returns how long until the last is
  /// released. Fails with "bad-digit" or "wrong-state" (over).
  Result<Duration> press(const std::string& keys);

  /// Speaks for a time; `text` is what other parties hear. Replaces what it was saying. Fails with
  /// "wrong-state".
  Result<void> speak(Duration length, std::string text = {});
  bool speaking() const { return speaking_; }
  /// Which way its audio goes: "direct" to another phone, else "relayed"; empty while it has none.
  std::string path() const { return !has_media_ ? "" : listener_ ? "direct" : "relayed"; }

  /// What it hears now; null when nothing.
  const Sound* hearing() const;
  const std::vector<Heard>& heard() const { return heard_; }

  // From the network.
  void receive(const Message& message);
  void hear(const std::optional<Sound>& sound);
  void hear_digit(char digit);
  /// Straight from another phone.
  void hear_from(PartyId phone, const std::optional<Sound>& sound);

 private:
  enum class Decision : std::uint8_t { none, ring, ring_early, answer, refuse, ignore };

  void receive_invite(const Message& message);
  void receive_response(const Message& message);
  void receive_invite_response(const Message& message);
  void receive_reinvite_response(const Message& message);
  void receive_cancel();
  void receive_bye(const Message& message);
  void receive_reinvite(const Message& message);
  void end_transfer(int status);
  Result<void> decide(Decision decision);
  void carry_out_decision();
  Error wrong_state(std::string_view what) const;
  std::optional<SessionDescription> answer_to(const SessionDescription& offer) const;
  Result<void> offer_direction(MediaDirection direction);
  void send_offer();
  /// `peer` says where its audio is to go.
  void begin_media(const SessionDescription& peer);
  void end_media();
  void update_voice();
  void press_key(char key);
  void finish(Ending ending);
  void move_to(PartyState next);
  void send(Message message);
  void tell(PartyEvent::Kind kind, bool by_party, std::string text = {}, int status = 0);
  void update_hearing();
  void stop_speaking();

  Network& network_;
  PartyId id_;
  std::string name_;
  std::string address_;
  PhoneTraits phone_;
  PartyState state_ = PartyState::waiting;
  std::optional<Ending> ending_;
  std::optional<Message> invitation_;
  Decision decision_ = Decision::none;
  Message refusal_;
  bool called_ = false;      // It was called, as opposed to calling.
  bool cancelling_ = false;  // Its CANCEL is out; a 2xx may still cross it.
  bool vanished_ = false;
  bool has_rung_ = false;
  bool was_answered_ = false;
  bool has_media_ = false;  // Descriptions were exchanged: what arrives is heard, keys go out.
  MediaAddress destination_;
  std::optional<PartyId> listener_;  // Another phone, to which its audio goes; nothing: to the runtime.
  MediaDirection direction_ = MediaDirection::send_receive;
  std::optional<MediaDirection> offered_direction_;  // Wanted and not answered yet.
  bool offer_sent_ = false;                          // No response to it has come; else it waits after glare.
  int offer_tries_ = 0;
  int offer_refusal_ = 0;
  bool transferring_ = false;
  int transfer_status_ = 0;
  TimerHandle ring_timer_;
  TimerHandle offer_timer_;
  TimerHandle speech_timer_;
  Instant next_key_{};
  bool speaking_ = false;
  std::string words_;                        // That it speaks.
  std::optional<std::string> told_runtime_;  // Of them; nothing: it is silent there.
  std::optional<Sound> arriving_;            // What the network brings, heard or not.
  std::map<PartyId, Sound> direct_;          // What comes straight from other phones.
  std::optional<std::size_t> hearing_;       // Index in heard_.
  std::vector<Heard> heard_;
};

}  // namespace tipring::sim
