#pragma once

#include "adapters/sip/listen_url.h"
#include "runtime/base/result.h"

namespace tipring::sip {

/// Sockets that are listened at, beside Sofia, which shows its own to nobody. Internal to this room.

/// What is wrong with an address that cannot be listened at, by the system's `number` for it.
Error listening_error(const Endpoint& endpoint, int number);

/// Whether a socket could be bound there now. Fails with "address-in-use" or "address-unavailable".
Result<void> try_to_listen(const Endpoint& endpoint);

/// Closes the socket of this process that listens there, so that the address is free, and puts one to which
/// nothing comes in the place of its descriptor, which stays with whoever has it. False where there is none.
bool stop_listening(const Endpoint& endpoint);

}  // namespace tipring::sip
