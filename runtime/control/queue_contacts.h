#pragma once

#include <functional>
#include <optional>
#include <string>

#include "runtime/base/clock.h"
#include "runtime/control/json.h"
#include "runtime/floor.h"

namespace tipring {

/// What the commands of queues and agents need of the contacts themselves.
struct QueueContacts {
  /// What people would call its customer; nothing where there is no such contact.
  std::function<std::optional<std::string>(ContactId)> caller_of;
  /// Ends it. Fails with "not-found" and "wrong-state".
  std::function<Result<void>(ContactId)> hang_up;
};

/// Those of the floor, which must outlive the functions.
QueueContacts contacts_of(Floor& floor);

/// As the control protocol has it: microseconds since 1970 UTC.
Json utc_json(const Clock& clock, Instant time);

}  // namespace tipring
