#pragma once

#include <algorithm>

#include "runtime/base/handle.h"
#include "runtime/queue/offer.h"
#include "runtime/queue/queue.h"

namespace tipring {

/// Whether an agent has answered for a contact and is told of it, so that nobody else is called meanwhile: its
/// offer is open without a time to ring. Where a key is needed others ring on.
inline bool is_told_alone(const Waiting& waiting, SlotMap<Offer, OfferTag>& offers) {
  if (waiting.queue->definition.whisper.accept_key != 0) return false;
  return std::any_of(waiting.offers.begin(), waiting.offers.end(),
                     [&](OfferHandle handle) { return !offers.find(handle)->timer; });
}

}  // namespace tipring
