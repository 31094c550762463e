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
#include "runtime/contact/park.h"
#include "runtime/contact/play.h"
#include "runtime/contact/record.h"
#include "runtime/contact/send_digits.h"
#include "runtime/contact/speech_wait.h"
#include "runtime/contact/supervise.h"
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

  // Parked parties. Places of enterprises have whole names. A request without music or time-out has those of
  // the settings; who has transferred the contact parks it, where nobody else is said to.
  /// Parks the customer, until the time is up, the customer hangs up, or somebody retrieves it. Fails with
  /// "taken" where somebody is at the place.
  Result<OperationHandle> park(ContactId contact, ParkRequest request, ParkOperation::Done done);
  /// Makes the customer a contact of its own that is parked, in whatever it is now; who it talks to is
  /// released. When the time is up it goes by on.call to `back_to`. Gives the new contact. Fails likewise, and
  /// with "wrong-state" where the customer is not answered.
  Result<ContactId> park_customer(ContactId contact, ParkRequest request, PartyAddress back_to);
  /// The customer and who is parked at the place talk to each other from now on, as a contact of their own,
  /// which this gives. Fails with "not-parked".
  Result<ContactId> retrieve(ContactId contact, const std::string& place);
  /// The same for whoever answers at the target.
  Result<void> retrieve_by(const std::string& place, ConnectTarget target);
  const ParkedParties& parked() const { return parked_; }
  Result<void> may_park_at(const std::string& place) const;
  /// The name of whom the customer talks to; empty: nobody.
  std::string talks_to_whom(ContactId contact) const;

  // Supervisors. The agent of a contact that talks is who is a phone of the site, where both or neither are
  // one, whom the customer talks to.
  /// The customer of `supervisor`, which is another contact, supervises `of`. Fails with "gone", "not-talking"
  /// where `of` talks to nobody, and "connected" where the supervisor talks to somebody.
  Result<OperationHandle> supervise(ContactId supervisor, ContactId of, SuperviseRequest request,
                                    SuperviseOperation::Done done);
  /// Calls a supervisor for the contact, as a leg of it; nothing tells of the end. Fails likewise.
  Result<void> call_supervisor(ContactId of, ConnectTarget target, SupervisionMode mode);
  /// A leg that supervises the contact: of this phone, or at this URI; null: there is none.
  const Leg* supervisor_of(ContactId of, const std::string& phone, const std::string& uri) const;
  /// Nothing where the leg supervises nobody.
  void set_supervision(LegId supervisor, SupervisionMode mode);
  std::optional<SupervisionMode> supervision_by(const Leg& leg) const {
    return legs_.supervision().mode_of(leg);
  }
  /// The supervisor talks to the customer in the agent's place, who is released; gives the new contact of the
  /// two. Fails with "gone" where the leg supervises nobody.
  Result<ContactId> take_over_by(LegId supervisor);
  /// Whether the customer talks to somebody, both of them answered.
  bool talks(ContactId contact) const { return talks_to(customer_leg(contact)) != nullptr; }
  /// The contact in which a phone of the site talks; empty: it does not.
  ContactId talk_of_phone(std::string_view phone) const;

  /// Records both sides of the customer's call from now on, until stop_recording() or its end. Fails with
  /// "recording" where that is done already.
  Result<void> start_recording(ContactId contact, RecordingRequest request);
  /// Fails with "not-recording".
  Result<OperationHandle> stop_recording(ContactId contact, RecordOperation::Done done);

  void cancel(OperationHandle operation) { operations_.cancel(operation); }

  /// Tells, as an event of its own, that the leg is over, whatever contact it is of then. Only for one that is
  /// there.
  void when_over(LegId leg, std::function<void()> told) { watched_[leg].push_back(std::move(told)); }

  /// As rules have said, for queues; see Contact::priority.
  void set_priority(ContactId contact, int priority);

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

  // calls_parking.cpp
  OperationHandle start_park(Leg& leg, ParkRequest request, ParkOperation::Done done);
  ContactId hand_parked_to(const std::string& place, Leg& by);

  // calls_supervision.cpp
  Result<Leg*> agent_of(ContactId contact) const;
  void start_supervision(Leg& supervisor, Leg& agent, SupervisionMode mode);
  OperationHandle start_supervise(Leg& supervisor, Leg& agent, SuperviseRequest request,
                                  SuperviseOperation::Done done);

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
  ParkedParties parked_;
  std::map<LegId, std::vector<std::function<void()>>> watched_;
  std::map<ContactId, Contact> contacts_;
  std::map<ContactId, Recovery> recoveries_;
  int refuse_status_ = 0;
  std::string refuse_reason_;
};

}  // namespace tipring
