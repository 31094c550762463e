#include "runtime/contact/leg.h"

#include <cassert>

#include "runtime/ports/user_part.h"

namespace tipring {

std::string_view to_string(LegDirection direction) {
  return direction == LegDirection::incoming ? "incoming" : "outgoing";
}

std::string_view to_string(LegState state) {
  switch (state) {
    case LegState::invited:
      return "invited";
    case LegState::ringing:
      return "ringing";
    case LegState::answered:
      return "answered";
    case LegState::releasing:
      return "releasing";
    case LegState::ended:
      return "ended";
  }
  return "";
}

bool may_follow(LegState from, LegState to) {
  switch (from) {
    case LegState::invited:
      return to != LegState::invited;
    case LegState::ringing:
      return to != LegState::invited;  // A second 180 or 183 is usual.
    case LegState::answered:
      return to == LegState::releasing || to == LegState::ended;
    case LegState::releasing:
      return to == LegState::ended;
    case LegState::ended:
      return false;
  }
  return false;
}

void Leg::enter(LegState next) {
  assert(may_follow(state_, next));
  state_ = next;
}

std::string_view path_of(const Leg& leg) {
  if (leg.elsewhere) return leg.traits.by_rtpengine() ? "straight" : "direct";
  return leg.traits.by_rtpengine() ? "rtpengine" : "relayed";
}

std::string name_of(const Leg& leg) {
  if (!leg.phone.empty()) return leg.phone;
  if (!leg.peer.user.empty()) return leg.peer.user;
  const std::string_view user = user_part_of(leg.peer.uri);
  return user.empty() ? leg.peer.uri : std::string(user);
}

}  // namespace tipring
