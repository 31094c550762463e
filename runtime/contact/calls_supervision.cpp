// A supervisor is in the talk of an agent and a customer: hears both, is heard by the agent, or by both, or
// talks to the customer in the agent's place.

#include <utility>

#include "runtime/contact/calls.h"

namespace tipring {
namespace {

// A supervisor's phone rings no longer.
constexpr Duration usual_supervisor_ring = std::chrono::seconds(30);

}  // namespace

Result<Leg*> Calls::agent_of(ContactId id) const {
  const Contact* contact = find(id);
  Leg* customer = contact == nullptr ? nullptr : legs_.find(contact->customer);
  if (customer == nullptr || !customer->live()) return Error{"gone", "call " + to_string(id) + " is over"};
  Leg* other = talks_to(customer);
  if (other == nullptr) return Error{"not-talking", "call " + to_string(id) + " talks to nobody", true};
  const bool is_by_phone = !customer->phone.empty() && other->phone.empty();
  return is_by_phone ? customer : other;
}

ContactId Calls::talk_of_phone(std::string_view phone) const {
  ContactId found{};
  legs_.for_each([&](const Leg& leg) {
    if (leg.phone == phone && !leg.beside && talks_to(&leg) != nullptr) found = leg.contact;
  });
  return found;
}

OperationHandle Calls::start_supervise(Leg& supervisor, Leg& agent, SuperviseRequest request,
                                       SuperviseOperation::Done done) {
  if (request.name.empty()) request.name = name_of(supervisor);
  auto take_over = [this](LegId leg) { static_cast<void>(take_over_by(leg)); };
  return operations_.start(std::make_unique<SuperviseOperation>(floor_, operations_, legs_, supervisor, agent,
                                                                std::move(request), std::move(take_over),
                                                                std::move(done)));
}

Result<OperationHandle> Calls::supervise(ContactId id, ContactId of, SuperviseRequest request,
                                         SuperviseOperation::Done done) {
  auto agent = agent_of(of);
  if (!agent) return agent.error();
  auto supervisor = audible_customer(id);
  if (!supervisor) return supervisor.error();
  Leg& leg = *supervisor.value();
  if (leg.bridged_with || leg.supervises || !leg.conference.empty())
    return Error{"connected", "the caller talks to somebody already", false};
  return start_supervise(leg, *agent.value(), std::move(request), std::move(done));
}

Result<void> Calls::call_supervisor(ContactId of, ConnectTarget target, SupervisionMode mode) {
  auto agent = agent_of(of);
  if (!agent) return agent.error();
  Leg& customer = *legs_.find(contacts_.find(of)->second.customer);
  if (target.timeout == Duration::zero()) target.timeout = usual_supervisor_ring;
  ConnectRequest request;
  request.from.user = name_of(*agent.value());
  request.from.display = "supervise " + request.from.user;
  request.targets = {std::move(target)};
  request.order = ConnectOrder::together;
  request.carry.clear();
  request.quiet = true;
  request.takes = [this, of, mode](Leg& supervisor) {
    // The talk may have ended meanwhile.
    auto agent_now = agent_of(of);
    if (!agent_now) return legs_.release(supervisor, {.by = Release::By::local});
    start_supervision(supervisor, *agent_now.value(), mode);
  };
  operations_.start(std::make_unique<ConnectOperation>(floor_, operations_, legs_, customer, std::move(request),
                                                       [](const ConnectOutcome&) {}));
  return {};
}

void Calls::start_supervision(Leg& supervisor, Leg& agent, SupervisionMode mode) {
  start_supervise(supervisor, agent, {.mode = mode}, [this, id = supervisor.id](const SuperviseOutcome&) {
    Leg* leg = legs_.find(id);
    if (leg != nullptr && leg->beside) legs_.release(*leg, {.by = Release::By::local});
  });
}

void Calls::set_supervision(LegId supervisor, SupervisionMode mode) {
  if (Leg* leg = legs_.find(supervisor)) legs_.supervision().set_mode(*leg, mode);
}

const Leg* Calls::supervisor_of(ContactId of, const std::string& phone, const std::string& uri) const {
  auto agent = agent_of(of);
  if (!agent) return nullptr;
  const Leg* found = nullptr;
  legs_.for_each([&](const Leg& leg) {
    const bool is_who = phone.empty() ? leg.peer.uri == uri : leg.phone == phone;
    if (leg.supervises == agent.value()->id && is_who) found = &leg;
  });
  return found;
}

Result<ContactId> Calls::take_over_by(LegId id) {
  Leg* supervisor = legs_.find(id);
  Leg* agent = supervisor == nullptr ? nullptr : legs_.find(supervisor->supervises);
  Leg* customer = talks_to(agent);
  if (customer == nullptr) return Error{"gone", "nobody is supervised by leg " + to_string(id), false};
  legs_.supervision().end(*supervisor, SupervisionEnd::taken_over);
  operations_.cancel_all(id);
  part(*agent, *customer);
  if (Operation* owner = operations_.find(std::exchange(supervisor->placed_by, {})))
    owner->target_taken(*supervisor);
  supervisor->beside = false;
  PartyAddress dialled = supervisor->peer;
  if (dialled.user.empty()) dialled.user = name_of(*supervisor);
  Contact& contact = add_transferred(*customer, transferor_of(*supervisor), std::move(dialled), false);
  move({customer, supervisor}, contact);
  contact.attendant_done = true;
  join(contact, *customer, *supervisor);
  legs_.release(*agent, {.by = Release::By::local, .reason = "taken over by " + contact.transferred_by});
  return contact.id;
}

}  // namespace tipring
