#include "runtime/control/queue_contacts.h"

namespace tipring {
namespace {

const Contact* find_contact(const Floor& floor, ContactId id) {
  const Contact* call = floor.calls().find(id);
  return call != nullptr ? call : floor.chats().find(id);
}

Result<void> end_contact(Floor& floor, ContactId id) {
  const Contact* contact = find_contact(floor, id);
  if (contact == nullptr) return Error{"not-found", "there is no contact " + to_string(id)};
  if (!contact->customer) return floor.chats().end(id, "ended by an operator");
  return floor.calls().hang_up(id, {.by = Release::By::local, .reason = "ended by an operator"});
}

}  // namespace

QueueContacts contacts_of(Floor& floor) {
  return {.caller_of = [&floor](ContactId id) -> std::optional<std::string> {
            const Contact* contact = find_contact(floor, id);
            if (contact == nullptr) return std::nullopt;
            return contact->caller.user.empty() ? contact->caller.uri : contact->caller.user;
          },
          .hang_up = [&floor](ContactId id) { return end_contact(floor, id); }};
}

Json utc_json(const Clock& clock, Instant time) {
  return (clock.utc() - (clock.now() - time)).time_since_epoch().count();
}

}  // namespace tipring
