// A party is parked at a place, and anybody who knows the place retrieves it. Who is retrieved and who
// retrieves become a call of their own, like two that are joined by a transfer.

#include <utility>

#include "runtime/contact/calls.h"

namespace tipring {
namespace {

constexpr Duration usual_ring = std::chrono::seconds(30);

Error nobody_at(const std::string& place) {
  return {"not-parked", "nobody is parked at \"" + place + "\"", false};
}

}  // namespace

std::string Calls::talks_to_whom(ContactId id) const {
  const Leg* other = talks_to(customer_leg(id));
  return other == nullptr ? std::string() : name_of(*other);
}

Result<void> Calls::may_park_at(const std::string& place) const {
  if (parked_.at(place) == nullptr) return {};
  return Error{"taken", "somebody is parked at \"" + place + "\" already", true};
}

Result<OperationHandle> Calls::park(ContactId id, ParkRequest request, ParkOperation::Done done) {
  if (auto may = may_park_at(request.place); !may) return may.error();
  auto leg = audible_customer(id);
  if (!leg) return leg.error();
  return start_park(*leg.value(), std::move(request), std::move(done));
}

OperationHandle Calls::start_park(Leg& leg, ParkRequest request, ParkOperation::Done done) {
  const ParkingSettings& usual = floor_.settings.parking;
  if (request.music.empty() && usual.music) request.music = {*usual.music};
  if (request.timeout == Duration::zero()) request.timeout = usual.timeout;
  if (request.by.empty()) request.by = contacts_.find(leg.contact)->second.transferred_by;
  return operations_.start(
      std::make_unique<ParkOperation>(floor_, operations_, parked_, leg, std::move(request), std::move(done)));
}

Result<ContactId> Calls::park_customer(ContactId id, ParkRequest request, PartyAddress back_to) {
  if (auto may = may_park_at(request.place); !may) return may.error();
  auto customer = live_customer(id);
  if (!customer) return customer.error();
  Leg& leg = *customer.value();
  if (leg.state() != LegState::answered)
    return Error{"wrong-state", "call " + to_string(id) + " is not answered"};
  const Contact& from = contacts_.find(id)->second;
  Leg* other = legs_.find(leg.bridged_with);
  if (request.by.empty() && other != nullptr) request.by = name_of(*other);
  if (!leg.conference.empty()) legs_.conferences().take_out(leg, "parked");
  if (other != nullptr) part(leg, *other);
  PartyAddress dialled = from.dialled;
  dialled.user = request.place;
  Transferor by{request.by, from.phone, from.trunk};
  if (other != nullptr) by = {request.by, other->phone, other->trunk};
  Contact& contact = add_transferred(leg, by, std::move(dialled), false);
  const ContactId fresh = contact.id;
  move({&leg}, contact);
  contact.attendant_done = true;
  if (other != nullptr && other->live()) legs_.release(*other, {.by = Release::By::local, .reason = "parked"});
  const std::string parked_by = request.by;
  start_park(leg, std::move(request), [this, fresh, back_to = std::move(back_to), by = parked_by](ParkEnd end) {
    if (end == ParkEnd::timeout) static_cast<void>(transfer_customer(fresh, back_to, by));
  });
  return fresh;
}

Result<ContactId> Calls::retrieve(ContactId id, const std::string& place) {
  const auto* party = parked_.at(place);
  if (party == nullptr) return nobody_at(place);
  auto leg = live_customer(id);
  if (!leg) return leg.error();
  if (leg.value()->id == party->leg) return Error{"wrong-state", "who is parked cannot retrieve itself", false};
  if (auto answered = legs_.answer(*leg.value()); !answered) return answered.error();
  return hand_parked_to(place, *leg.value());
}

Result<void> Calls::retrieve_by(const std::string& place, ConnectTarget target) {
  const auto* party = parked_.at(place);
  if (party == nullptr) return nobody_at(place);
  Leg& parked = *legs_.find(party->leg);
  if (target.timeout == Duration::zero()) target.timeout = usual_ring;
  ConnectRequest request;
  request.from.user = name_of(parked);
  request.targets = {std::move(target)};
  request.order = ConnectOrder::together;
  request.carry.clear();
  request.quiet = true;
  request.takes = [this, place, id = parked.id](Leg& by) {
    // Somebody else may have been faster.
    const auto* there = parked_.at(place);
    if (there == nullptr || there->leg != id) return legs_.release(by, {.by = Release::By::local});
    hand_parked_to(place, by);
  };
  const OperationHandle caller = operations_.start(std::make_unique<ConnectOperation>(
      floor_, operations_, legs_, parked, std::move(request), [](const ConnectOutcome&) {}));
  parked_.add_caller(place, caller);
  return {};
}

ContactId Calls::hand_parked_to(const std::string& place, Leg& by) {
  const ParkedParties::Party party = *parked_.at(place);
  Leg& parked = *legs_.find(party.leg);
  static_cast<ParkOperation*>(operations_.find(party.operation))->retrieved(name_of(by));
  if (!by.conference.empty()) legs_.conferences().take_out(by, "connected");
  if (Leg* other = legs_.find(by.bridged_with)) part(by, *other);
  const OperationHandle caller = std::exchange(by.placed_by, {});
  for (const OperationHandle other : party.callers)
    if (other != caller) operations_.cancel(other);
  if (Operation* owner = operations_.find(caller)) owner->target_taken(by);
  by.beside = false;
  PartyAddress dialled = by.peer;
  if (dialled.user.empty()) dialled.user = name_of(by);
  const Contact& from = contacts_.find(parked.contact)->second;
  Contact& contact = add_transferred(parked, {party.by, from.phone, from.trunk}, std::move(dialled), false);
  move({&parked, &by}, contact);
  contact.attendant_done = true;
  join(contact, parked, by);
  return contact.id;
}

}  // namespace tipring
