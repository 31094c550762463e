#include "runtime/queue/call_desk.h"

#include <algorithm>
#include <string>
#include <utility>

#include "runtime/contact/contact_attributes.h"
#include "runtime/contact/failure_code.h"

namespace tipring {
namespace {

// The distributor keeps the time to ring until a phone answers; other phones of the agent that ring on while it
// is told of the contact do so no longer than this.
constexpr Duration after_ring_time = std::chrono::seconds(1);

OfferEnd end_of(const ConnectOutcome& outcome) {
  if (outcome.failed.empty()) return OfferEnd::unreachable;
  const std::string_view code = failure_code(outcome.failed.back().release);
  if (code == "busy" || code == "declined") return OfferEnd::refused;
  if (code == "no-answer") return OfferEnd::no_answer;
  return OfferEnd::unreachable;
}

std::string why(const ConnectOutcome& outcome) {
  if (outcome.failed.empty()) return {};
  const Release& release = outcome.failed.back().release;
  std::string text = release.status == 0 ? std::string() : std::to_string(release.status);
  if (!release.reason.empty()) text += (text.empty() ? "" : " ") + release.reason;
  return text;
}

}  // namespace

CallDesk::CallDesk(Calls& calls, Distributor& distributor) : calls_(calls), distributor_(distributor) {
  distributor_.present_by(Channel::call, *this);
}

Result<void> CallDesk::enter(QueueEntry entry, WaitingSound sound, Done done) {
  const ContactId contact = entry.contact;
  if (auto answered = calls_.answer(contact); !answered) return answered;
  callers_.insert_or_assign(contact, Caller{.sound = std::move(sound), .done = std::move(done)});
  if (auto entered = distributor_.enter(std::move(entry)); !entered) {
    callers_.erase(contact);
    return entered;
  }
  wait(contact);
  return {};
}

Result<void> CallDesk::resume(ContactId contact, WaitingSound sound, Done done) {
  Caller caller{.sound = std::move(sound), .done = std::move(done)};
  if (const OfferHandle offer = distributor_.serving(contact)) {
    auto talk = calls_.resume_talk(
        contact, [this, contact, offer](const ConnectOutcome& outcome) { ended(contact, offer, outcome); });
    if (!talk) {
      distributor_.served(offer);
      return talk.error();
    }
    caller.serving = true;
    caller.agent = calls_.customer_leg(contact)->bridged_with;
    caller.called.emplace_back(offer, talk.value());
    callers_.insert_or_assign(contact, std::move(caller));
    return {};
  }
  if (distributor_.find_waiting(contact) == nullptr)
    return Error{"gone", "contact " + to_string(contact) + " waits in no queue"};
  callers_.insert_or_assign(contact, std::move(caller));
  distributor_.returned(contact);
  wait(contact);
  return {};
}

void CallDesk::lost(ContactId contact) {
  distributor_.gone(contact);
  distributor_.served(distributor_.serving(contact));
}

void CallDesk::wait(ContactId contact) {
  const auto found = callers_.find(contact);
  const Waiting* waiting = distributor_.find_waiting(contact);
  if (found == callers_.end() || waiting == nullptr) return;
  const WaitingTreatment& treatment = waiting->queue->definition.waiting;
  WaitRequest request{.music = found->second.sound.music,
                      .pressed = [this, contact](char key) { distributor_.pressed(contact, key); }};
  if (found->second.sound.announce && (treatment.say_position || treatment.say_estimate)) {
    request.announcement = [this, contact] { return announcement(contact); };
    request.every = treatment.every;
  }
  // A caller that is gone already is told of by its leg.
  if (auto operation = calls_.wait(contact, std::move(request))) found->second.waiting = operation.value();
}

// Whom an agent is being called for is told nothing: the place has come.
std::vector<PlayItem> CallDesk::announcement(ContactId contact) {
  const auto found = callers_.find(contact);
  if (found == callers_.end()) return {};
  const auto place = distributor_.place_to_announce(contact);
  if (!place) return {};
  return found->second.sound.announce(place->position, place->estimate);
}

ConnectRequest CallDesk::request_for(ContactId contact, OfferHandle offer, const AgentDefinition& agent) {
  const ActionParty& party = agent.party;
  const Duration ring_time = distributor_.find_waiting(contact)->queue->definition.ring_time;
  ConnectRequest request;
  request.targets.push_back({.uri = party.uri,
                             .timeout = ring_time + after_ring_time,
                             .phone = party.phone,
                             .trunk = party.trunk,
                             .number = party.number});
  request.order = ConnectOrder::together;
  request.quiet = true;
  if (const Contact* caller = calls_.find(contact)) {
    request.from.user = caller->caller.user;
    request.from.display = caller->caller.display;
    request.arrived = caller->headers;
    request.caller_trusted = !caller->trunk.empty();
  }
  request.whisper = whisper_for(contact);
  request.picked_up = [this, offer, alone = request.whisper.accept_key == 0] {
    distributor_.answered(offer, alone);
  };
  request.answered = [this, contact, offer](LegId leg) { answered(contact, offer, leg); };
  return request;
}

WhisperRequest CallDesk::whisper_for(ContactId contact) const {
  const AgentWhisper& whisper = distributor_.find_waiting(contact)->queue->definition.whisper;
  WhisperRequest request{.accept_key = whisper.accept_key, .accept_within = whisper.accept_within};
  if (const auto caller = callers_.find(contact); caller != callers_.end())
    request.items = caller->second.sound.whisper;
  const Contact* found = calls_.find(contact);
  if (!whisper.say.empty() && found != nullptr)
    request.items.emplace_back(SpeechRequest{.text = filled_in(whisper.say, *found)});
  return request;
}

bool CallDesk::holds(const Agent& agent) const {
  return std::any_of(agent.in_hand.begin(), agent.in_hand.end(), [this](OfferHandle handle) {
    const Offer* offer = distributor_.find_offer(handle);
    if (offer == nullptr || offer->state() != OfferState::serving) return false;
    const Leg* customer = calls_.customer_leg(offer->contact);
    const Leg* theirs = customer == nullptr ? nullptr : calls_.find_leg(customer->bridged_with);
    return theirs != nullptr && theirs->held_by_peer;
  });
}

void CallDesk::present(OfferHandle offer, const Offer& what, const AgentDefinition& agent) {
  const ContactId contact = what.contact;
  const auto found = callers_.find(contact);
  auto called =
      calls_.connect(contact, request_for(contact, offer, agent),
                     [this, contact, offer](const ConnectOutcome& outcome) { ended(contact, offer, outcome); });
  if (found == callers_.end() || !called) {
    // The caller has just gone; whoever attends it will say so.
    return;
  }
  found->second.called.emplace_back(offer, called.value());
}

void CallDesk::withdraw(OfferHandle offer, const Offer& what) {
  const auto found = callers_.find(what.contact);
  if (found == callers_.end()) return;
  auto& called = found->second.called;
  const auto place =
      std::find_if(called.begin(), called.end(), [&](const auto& each) { return each.first == offer; });
  if (place == called.end()) return;
  const OperationHandle operation = place->second;
  called.erase(place);
  calls_.cancel(operation);
}

// The distributor takes back what else is held out of the contact.
void CallDesk::answered(ContactId contact, OfferHandle offer, LegId agent) {
  const auto found = callers_.find(contact);
  if (found == callers_.end()) return;
  calls_.cancel(std::exchange(found->second.waiting, {}));
  found->second.serving = distributor_.accepted(offer);
  found->second.agent = agent;
}

// Whoever transfers has the customer back where that fails, and whoever is consulted goes on with the customer.
void CallDesk::part(OfferHandle offer, LegId agent) {
  const Leg* leg = calls_.find_leg(agent);
  if (leg == nullptr || !leg->live()) return distributor_.served(offer);
  calls_.when_over(agent, [this, offer] { distributor_.served(offer); });
}

void CallDesk::ended(ContactId contact, OfferHandle offer, const ConnectOutcome& outcome) {
  const auto found = callers_.find(contact);
  if (found == callers_.end()) return;
  std::erase_if(found->second.called, [&](const auto& each) { return each.first == offer; });
  if (!found->second.serving) return distributor_.missed(offer, end_of(outcome), why(outcome));
  part(offer, found->second.agent);
  finish(contact, {.served = true});
}

void CallDesk::departed(ContactId contact, Departure why, const std::optional<Action>& go) {
  finish(contact, {.why = why, .go = go});
}

void CallDesk::finish(ContactId contact, const QueueOutcome& outcome) {
  const auto caller = callers_.extract(contact);
  if (caller.empty()) return;
  calls_.cancel(caller.mapped().waiting);
  caller.mapped().done(outcome);
}

void CallDesk::gone(ContactId contact) {
  distributor_.gone(contact);
  const auto caller = callers_.extract(contact);
  if (caller.empty()) return;
  calls_.cancel(caller.mapped().waiting);
  for (const auto& [offer, operation] : caller.mapped().called) {
    calls_.cancel(operation);
    part(offer, caller.mapped().agent);
  }
}

}  // namespace tipring
