#include "runtime/contact/calls.h"

#include <utility>

#include "runtime/contact/failure_code.h"

namespace tipring {
namespace {

Error gone() {
  return {"gone", "the call is over"};
}

}  // namespace

Calls::Calls(FloorContext floor, Attendant& attendant)
    : floor_(floor),
      attendant_(attendant),
      legs_(
          floor_, [this](const Leg& leg) { take(leg); },
          [this](const Leg& leg) { direct_media_.changed(leg); }),
      operations_([this](LegId id) {
        if (const Leg* leg = legs_.find(id)) direct_media_.changed(*leg);
      }),
      direct_media_(floor_, legs_, operations_) {}

// A contact stays until its last leg has ended, those it has placed included. (The customer's own leg is older
// than the contact, which is born with it.)
void Calls::take(const Leg& leg) {
  const auto found = contacts_.find(leg.contact);
  if (found != contacts_.end()) found->second.legs.push_back(leg.id);
}

const Contact* Calls::find(ContactId contact) const {
  const auto found = contacts_.find(contact);
  return found == contacts_.end() ? nullptr : &found->second;
}

const Leg* Calls::customer_leg(ContactId id) const {
  const Contact* contact = find(id);
  return contact == nullptr ? nullptr : legs_.find(contact->customer);
}

Result<Leg*> Calls::live_customer(ContactId id) {
  const Contact* contact = find(id);
  Leg* leg = contact == nullptr ? nullptr : legs_.find(contact->customer);
  if (leg == nullptr || !leg->live()) return gone();
  return leg;
}

Result<Leg*> Calls::audible_customer(ContactId id) {
  auto leg = live_customer(id);
  if (!leg) return leg;
  // Who is transferred is served from now on.
  note_progress(id, 200);
  if (leg.value()->early_media) return leg;
  if (auto answered = legs_.answer(*leg.value()); !answered) return answered.error();
  return leg;
}

Result<void> Calls::ring(ContactId contact) {
  auto leg = live_customer(contact);
  if (!leg) return leg.error();
  legs_.ring(*leg.value());
  return {};
}

Result<void> Calls::answer(ContactId contact) {
  auto leg = live_customer(contact);
  if (!leg) return leg.error();
  return legs_.answer(*leg.value());
}

Result<void> Calls::send_early_media(ContactId contact) {
  auto leg = live_customer(contact);
  if (!leg) return leg.error();
  return legs_.send_early_media(*leg.value());
}

Result<void> Calls::reject(ContactId contact, int status, std::string reason) {
  auto leg = live_customer(contact);
  if (!leg) return leg.error();
  if (Contact& found = contacts_.find(contact)->second; found.transferor) {
    found.refusal = status;
    return {};
  }
  if (leg.value()->state() == LegState::answered)
    return Error{"answered", "an answered call cannot be rejected"};
  legs_.reject(*leg.value(), status, std::move(reason));
  return {};
}

Result<void> Calls::redirect(ContactId contact, std::vector<std::string> targets) {
  auto leg = live_customer(contact);
  if (!leg) return leg.error();
  if (leg.value()->state() == LegState::answered)
    return Error{"answered", "an answered call cannot be redirected"};
  legs_.redirect(*leg.value(), std::move(targets));
  return {};
}

Result<void> Calls::hang_up(ContactId contact, Release release) {
  auto leg = live_customer(contact);
  if (!leg) return leg.error();
  legs_.release(*leg.value(), std::move(release));
  return {};
}

Result<OperationHandle> Calls::play(ContactId contact, PlayRequest request, PlayOperation::Done done) {
  auto leg = audible_customer(contact);
  if (!leg) return leg.error();
  return operations_.start(
      std::make_unique<PlayOperation>(floor_, operations_, *leg.value(), std::move(request), std::move(done)));
}

Result<OperationHandle> Calls::gather(ContactId contact, GatherRequest request, GatherOperation::Done done) {
  auto leg = audible_customer(contact);
  if (!leg) return leg.error();
  return operations_.start(std::make_unique<GatherOperation>(floor_, operations_, *leg.value(),
                                                             std::move(request), std::move(done)));
}

Result<OperationHandle> Calls::record(ContactId contact, RecordingRequest request, RecordOperation::Done done) {
  auto leg = audible_customer(contact);
  if (!leg) return leg.error();
  return operations_.start(std::make_unique<RecordOperation>(floor_, operations_, *leg.value(),
                                                             std::move(request), std::move(done)));
}

Result<OperationHandle> Calls::send_digits(ContactId contact, std::string digits,
                                           SendDigitsOperation::Done done) {
  auto leg = audible_customer(contact);
  if (!leg) return leg.error();
  return operations_.start(std::make_unique<SendDigitsOperation>(floor_, operations_, *leg.value(),
                                                                 std::move(digits), std::move(done)));
}

Result<OperationHandle> Calls::wait_for_speech(ContactId contact, SpeechWaitRequest request,
                                               SpeechWaitOperation::Done done) {
  auto leg = audible_customer(contact);
  if (!leg) return leg.error();
  return operations_.start(
      std::make_unique<SpeechWaitOperation>(floor_, operations_, *leg.value(), request, std::move(done)));
}

Result<OperationHandle> Calls::hold(ContactId contact, bool on, HoldOperation::Done done) {
  auto leg = live_customer(contact);
  if (!leg) return leg.error();
  return operations_.start(
      std::make_unique<HoldOperation>(floor_, operations_, legs_, *leg.value(), on, std::move(done)));
}

Result<OperationHandle> Calls::connect(ContactId contact, ConnectRequest request, ConnectOperation::Done done) {
  auto leg = live_customer(contact);
  if (!leg) return leg.error();
  const Contact& caller = contacts_.find(contact)->second;
  request.caller = {caller.phone, caller.trunk};
  request.barred = [this, contact](const CallBar& bar) {
    const auto found = contacts_.find(contact);
    if (found == contacts_.end()) return;
    auto& barred = found->second.barred;
    if (barred.size() == most_barred_kept) barred.pop_front();
    barred.push_back(bar);
  };
  auto note = [this, contact, done = std::move(done)](const ConnectOutcome& outcome) {
    if (const auto found = contacts_.find(contact); found != contacts_.end())
      found->second.not_reached = outcome.answered || outcome.failed.empty()
                                      ? std::nullopt
                                      : std::optional(refusal_for_caller(outcome.failed.back().release));
    done(outcome);
  };
  return operations_.start(std::make_unique<ConnectOperation>(floor_, operations_, legs_, *leg.value(),
                                                              std::move(request), std::move(note)));
}

Result<OperationHandle> Calls::wait(ContactId contact, WaitRequest request) {
  auto leg = audible_customer(contact);
  if (!leg) return leg.error();
  return operations_.start(
      std::make_unique<WaitOperation>(floor_, operations_, *leg.value(), std::move(request)));
}

Result<OperationHandle> Calls::join(ContactId contact, ConferRequest request, ConferOperation::Done done) {
  // Whom there is no room for is not answered.
  auto leg = live_customer(contact);
  if (!leg) return leg.error();
  if (auto may = legs_.conferences().may_join(*leg.value(), request.name, request.most); !may)
    return may.error();
  leg = audible_customer(contact);
  if (!leg) return leg.error();
  return operations_.start(std::make_unique<ConferOperation>(floor_, operations_, legs_, *leg.value(),
                                                             std::move(request), std::move(done)));
}

Result<void> Calls::leave_conference(ContactId contact) {
  auto leg = live_customer(contact);
  if (!leg) return leg.error();
  if (leg.value()->conference.empty())
    return Error{"not-in-conference", "the caller is in no conference", false};
  legs_.conferences().take_out(*leg.value(), "left");
  return {};
}

Result<void> Calls::mute(ContactId contact, bool on) {
  auto leg = live_customer(contact);
  if (!leg) return leg.error();
  return legs_.conferences().mute(*leg.value(), on);
}

Result<void> Calls::start_recording(ContactId contact, RecordingRequest request) {
  auto leg = audible_customer(contact);
  if (!leg) return leg.error();
  OperationHandle& recorded_by = leg.value()->recorded_by;
  if (operations_.find(recorded_by) != nullptr)
    return Error{"recording", "the call is being recorded already", false};
  recorded_by = operations_.start(
      std::make_unique<RecordOperation>(floor_, operations_, *leg.value(), std::move(request), nullptr));
  return {};
}

Result<OperationHandle> Calls::stop_recording(ContactId contact, RecordOperation::Done done) {
  auto leg = live_customer(contact);
  if (!leg) return leg.error();
  const OperationHandle handle = std::exchange(leg.value()->recorded_by, {});
  auto* recording = static_cast<RecordOperation*>(operations_.find(handle));
  if (recording == nullptr) return Error{"not-recording", "the call is not being recorded", false};
  recording->ask(std::move(done));
  return handle;
}

Result<void> Calls::set_variable(ContactId id, std::string_view name, FieldValue value) {
  const auto found = contacts_.find(id);
  if (found == contacts_.end()) return gone();
  found->second.set_variable(floor_.ledger, name, std::move(value));
  return {};
}

void Calls::set_priority(ContactId id, int priority) {
  if (const auto found = contacts_.find(id); found != contacts_.end()) found->second.priority = priority;
}

Result<void> Calls::identify(ContactId id, const CustomerFacts& facts) {
  const auto found = contacts_.find(id);
  if (found == contacts_.end()) return gone();
  found->second.identify(floor_.ledger, facts);
  return {};
}

void Calls::note_entered(ContactId contact, std::string_view what, std::string_view name) {
  floor_.ledger.write({.kind = EntryKind::contact_entered,
                       .contact = contact,
                       .fields = {{"what", std::string(what)}, {"name", std::string(name)}}});
}

Result<void> Calls::note_decided(ContactId id, std::vector<std::pair<std::string, FieldValue>> record) {
  const auto found = contacts_.find(id);
  if (found == contacts_.end()) return gone();
  found->second.note_decided(floor_.ledger, std::move(record));
  return {};
}

void Calls::note_script_failed(ContactId contact, std::string_view error, std::string_view doing) {
  floor_.ledger.write({.kind = EntryKind::script_failed,
                       .contact = contact,
                       .fields = {{"error", std::string(error)}, {"doing", std::string(doing)}}});
}

void Calls::close(ContactId id, std::string cause) {
  const auto found = contacts_.find(id);
  if (found == contacts_.end() || found->second.attendant_done) return;
  Contact& contact = found->second;
  // A transfer that leads nowhere: the two who talked before go on.
  const Release refusal = contact.not_reached.value_or(Release{.status = 480, .cause = 16});
  if (contact.transferor) end_transfer(contact, contact.refusal != 0 ? contact.refusal : refusal.status);
  if (contact.state() == ContactState::joined) return;
  if (contact.cause.empty()) contact.cause = std::move(cause);
  if (contact.state() == ContactState::attended) contact.enter(ContactState::releasing);
  const bool in_order =
      contact.cause.empty() || contact.cause == transferred_cause || contact.cause == media_timeout_cause;
  for (const LegId id_of_leg : std::vector<LegId>(contact.legs)) {
    Leg* leg = legs_.find(id_of_leg);
    if (leg == nullptr || !leg->live()) continue;
    const bool unanswered = leg->direction == LegDirection::incoming && leg->state() != LegState::answered;
    legs_.release(*leg, {.by = in_order ? Release::By::local : Release::By::system,
                         .status = unanswered ? (in_order ? refusal.status : 500) : 0,
                         .cause = in_order ? (unanswered ? refusal.cause : 16) : 41,
                         .reason = {}});
  }
}

void Calls::finish(ContactId id, std::string cause) {
  const auto found = contacts_.find(id);
  if (found == contacts_.end() || found->second.attendant_done) return;
  close(id, std::move(cause));
  found->second.attendant_done = true;
  end_if_over(id);
}

void Calls::end_if_over(ContactId id) {
  const auto found = contacts_.find(id);
  if (found == contacts_.end() || !found->second.attendant_done || !found->second.legs.empty()) return;
  found->second.enter(ContactState::ended);
  floor_.ledger.write(
      {.kind = EntryKind::contact_ended, .contact = id, .fields = {{"cause", found->second.cause}}});
  contacts_.erase(found);
}

void Calls::refuse_new(int status, std::string reason) {
  refuse_status_ = status;
  refuse_reason_ = std::move(reason);
}

}  // namespace tipring
