#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/contact/attendant.h"
#include "runtime/contact/confer.h"
#include "runtime/contact/connect.h"
#include "runtime/contact/contact.h"
#include "runtime/contact/direct_media.h"
#include "runtime/contact/floor_context.h"
#include "runtime/contact/gather.h"
#include "runtime/contact/hold.h"
#include "runtime/contact/legs.h"
#include "runtime/contact/operation.h"
#include "runtime/contact/play.h"
#include "runtime/contact/record.h"
#include "runtime/contact/send_digits.h"
#include "runtime/contact/speech_wait.h"
#include "runtime/contact/talk.h"
#include "runtime/contact/wait.h"

namespace tipring {

/// The contacts of the floor and what may be asked for them. Whatever waits gives back a handle, by which it
/// can be cancelled, and tells its end by `done`, as an event of its own, never before the request returns.
/// Words about a contact that is gone fail with "gone". Control thread only.
class Calls final : public TelephonyEvents, public MediaEvents {
 public:
  Calls(FloorContext floor, Attendant& attendant);

  /// Null when the contact is gone.
  const Contact* find(ContactId contact) const;
  /// The customer's leg; null when it is gone.
  const Leg* customer_leg(ContactId contact) const;
  const Leg* find_leg(LegId leg) const { return legs_.find(leg); }

  /// How many are in the conference that the leg is in.
  std::size_t parties_of(const Leg& leg) const { return legs_.conferences().parties(leg.conference); }

  /// In the order of their ids.
  template <typename Visit>
  void for_each(Visit visit) const {
    for (const auto& [id, contact] : contacts_)
      visit(contact);
  }

  // The customer's own leg.
  Result<void> ring(ContactId contact);
  Result<void> answer(ContactId contact);
  Result<void> send_early_media(ContactId contact);
  Result<void> reject(ContactId contact, int status, std::string reason);
  Result<void> redirect(ContactId contact, std::vector<std::string> targets);
  Result<void> hang_up(ContactId contact, Release release);
  /// Makes the customer a call of its own to `dialled`, which goes by on.call, in whatever it is now; who it
  /// talks to is released. `by` is who wants it, for call.transferred_by. Gives the new contact. Fails with
  /// "gone".
  Result<ContactId> transfer_customer(ContactId contact, PartyAddress dialled, const std::string& by);

  // What takes time. The first five answer the call where it is not answered and has no early media.
  Result<OperationHandle> play(ContactId contact, PlayRequest request, PlayOperation::Done done);
  Result<OperationHandle> gather(ContactId contact, GatherRequest request, GatherOperation::Done done);
  Result<OperationHandle> record(ContactId contact, RecordingRequest request, RecordOperation::Done done);
  Result<OperationHandle> send_digits(ContactId contact, std::string digits, SendDigitsOperation::Done done);
  Result<OperationHandle> wait_for_speech(ContactId contact, SpeechWaitRequest request,
                                          SpeechWaitOperation::Done done);
  /// Puts the customer on hold or takes them off.
  Result<OperationHandle> hold(ContactId contact, bool on, HoldOperation::Done done);
  Result<OperationHandle> connect(ContactId contact, ConnectRequest request, ConnectOperation::Done done);
  /// Has the customer wait, until this is cancelled. Answers the call where that has not happened yet.
  Result<OperationHandle> wait(ContactId contact, WaitRequest request);
  /// Takes part in a conference.
  Result<OperationHandle> join(ContactId contact, ConferRequest request, ConferOperation::Done done);
  /// Out of it, or muted there. Fail with "not-in-conference".
  Result<void> leave_conference(ContactId contact);
  Result<void> mute(ContactId contact, bool on);

  /// Records both sides of the customer's call from now on, until stop_recording() or its end. Fails with
  /// "recording" where that is done already.
  Result<void> start_recording(ContactId contact, RecordingRequest request);
  /// Fails with "not-recording".
  Result<OperationHandle> stop_recording(ContactId contact, RecordOperation::Done done);

  void cancel(OperationHandle operation) { operations_.cancel(operation); }

  /// Sets a variable of the contact.
  Result<void> set_variable(ContactId contact, std::string_view name, FieldValue value);

  /// Says who the customer is.
  Result<void> identify(ContactId contact, const CustomerFacts& facts);

  /// Where the contact goes next, for the ledger: `what` is "dialog", `name` the dialog's.
  void note_entered(ContactId contact, std::string_view what, std::string_view name);

  /// Rules have decided about a contact: see why_record.h.
  Result<void> note_decided(ContactId contact, std::vector<std::pair<std::string, FieldValue>> record);

  /// A script of the contact failed (of the site where `contact` is empty), for the ledger.
  void note_script_failed(ContactId contact, std::string_view error, std::string_view doing);

  /// The attendant lets go of a contact: what is left of its legs is cleared. It stays until finish(). `cause`
  /// is as there.
  void close(ContactId contact, std::string cause);

  /// The attendant is done with a contact: what is left of it is cleared, and it ends. `cause` is empty for a
  /// normal end, else why: "script-failed".
  void finish(ContactId contact, std::string cause);

  /// Takes up a contact that an earlier run has left open: its answered legs are offered media anew. Once its
  /// customer has taken that, whom it talked to is bridged with it again, and the attendant has it:
  /// Attendant::recovered(). What nobody had answered, and what is not there any more, ends in the ledger.
  void recover(const OpenContact& open);
  /// Whom the customer is bridged with, after recover(), is placed by this operation from now on, as if it had
  /// connected the two: it ends with the conversation. Fails with "gone".
  Result<OperationHandle> resume_talk(ContactId contact, ConnectOperation::Done done);

  /// From now on new calls are refused with this status and text; 0 lifts it.
  void refuse_new(int status, std::string reason);

  /// Every leg, in the order of their ids.
  template <typename Visit>
  void for_each_leg(Visit visit) const {
    legs_.for_each(visit);
  }

  std::size_t live_contacts() const { return contacts_.size(); }
  std::size_t live_legs() const { return legs_.live(); }
  std::size_t live_operations() const { return operations_.live(); }

  // TelephonyEvents and MediaEvents: called within a turn.
  void arrived(IncomingCall call) override;
  void ringing(LegId leg, std::optional<SessionDescription> early) override;
  void answered(LegId leg, SessionDescription description) override;
  void acknowledged(LegId leg, std::optional<SessionDescription> description) override;
  void offered(LegId leg, std::optional<SessionDescription> offer) override;
  void offer_accepted(LegId leg, SessionDescription answer) override;
  void offer_refused(LegId leg, int status) override;
  void media_lost(LegId leg) override;
  void digit_signalled(LegId leg, char digit) override;
  void transfer_asked(LegId leg, TransferRequest request) override;
  void digit_sent(LegId leg, OperationHandle operation, int status) override;
  void digit(LegId leg, char digit) override;
  void released(LegId leg, Release release) override;
  void state_changed(LegId leg, std::string state) override;
  void play_finished(LegId leg, OperationHandle operation, std::string problem) override;
  void record_finished(LegId leg, OperationHandle operation, RecordingResult result) override;
  void digits_sent(LegId leg, OperationHandle operation) override;
  void fell_silent(LegId leg, std::chrono::milliseconds silence) override;
  void speech_changed(LegId leg, SpeechChange change) override;

 private:
  Result<Leg*> live_customer(ContactId contact);
  /// The customer's leg, with media the customer can hear.
  Result<Leg*> audible_customer(ContactId contact);
  void take(const Leg& leg);
  void take_digit(Leg& leg, char digit);
  void refuse(const IncomingCall& call, int status, const std::string& reason);
  void end_if_over(ContactId contact);

  // calls_transfers.cpp
  /// Whom the party of a leg talks to; null where nobody has answered.
  Leg* talks_to(const Leg* leg) const;
  void refuse_transfer(const Leg& leg, int status, const std::string& why);
  void transfer(Leg& by, Leg& party, const TransferRequest& request);
  void join_consulted(Leg& by, Leg& party, Leg& consultation, Leg& third);
  void take_over(IncomingCall call);
  /// The two are no longer connected, nor held together by what has connected them.
  void part(Leg& one, Leg& other);
  /// A contact about a party that was transferred, without its leg yet.
  struct Transferor {
    std::string name;
    std::string phone{};  // What it may call holds for the contact.
    std::string trunk{};
  };
  static Transferor transferor_of(const Leg& leg);
  /// `attended`: by scripts, from its beginning.
  Contact& add_transferred(const Leg& customer, const Transferor& by, PartyAddress dialled, bool attended);
  void move(const std::vector<Leg*>& legs, Contact& to);
  void join(Contact& contact, Leg& one, Leg& other);
  /// Who asked for the contact's transfer is told how it went on, or ended.
  void note_progress(ContactId contact, int status);
  void end_transfer(Contact& contact, int status);

  // calls_recovery.cpp
  /// A contact of an earlier run whose legs have not all answered.
  struct Recovery {
    RecoveredPlace place{};
    std::vector<LegId> awaited{};
  };
  Contact& add_recovered(const OpenContact& open);
  Leg* take_up(const OpenContact& open, const OpenLeg& lost);
  /// True where it was one that is being recovered.
  bool offer_taken(Leg& leg);
  bool offer_refused_after_restart(Leg& leg, int status);
  void ended_in_recovery(Contact& contact, const Leg& leg);
  void go_on(ContactId contact);

  FloorContext floor_;
  Attendant& attendant_;
  Legs legs_;
  Operations operations_;
  DirectMedia direct_media_;
  std::map<ContactId, Contact> contacts_;
  std::map<ContactId, Recovery> recoveries_;
  int refuse_status_ = 0;
  std::string refuse_reason_;
};

}  // namespace tipring
