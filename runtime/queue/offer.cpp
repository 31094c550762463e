#include "runtime/queue/offer.h"

#include <cassert>

namespace tipring {

std::string_view to_string(OfferEnd end) {
  switch (end) {
    case OfferEnd::accepted:
      return "accepted";
    case OfferEnd::refused:
      return "refused";
    case OfferEnd::no_answer:
      return "no-answer";
    case OfferEnd::unreachable:
      return "unreachable";
    case OfferEnd::withdrawn:
      return "withdrawn";
  }
  return "";
}

bool may_follow(OfferState from, OfferState to) {
  switch (from) {
    case OfferState::open:
      return to == OfferState::serving || to == OfferState::ended;
    case OfferState::serving:
      return to == OfferState::ended;
    case OfferState::ended:
      break;
  }
  return false;
}

void Offer::enter(OfferState next) {
  assert(may_follow(state_, next));
  state_ = next;
}

}  // namespace tipring
