#include "adapters/sip/invite_server.h"

#include <cassert>

namespace tipring::sip {

void InviteServer::accept(Instant now) {
  assert(open() && "one final response per INVITE");
  state_ = State::accepted;
  deadline_ = now + invite_patience;
}

void InviteServer::refuse() {
  assert(open() && "one final response per INVITE");
  state_ = State::refused;
}

bool InviteServer::acknowledge() {
  if (!awaits_ack()) return false;
  state_ = State::acknowledged;
  deadline_.reset();
  return true;
}

bool InviteServer::give_up() {
  if (!awaits_ack()) return false;
  state_ = State::unacknowledged;
  deadline_.reset();
  return true;
}

}  // namespace tipring::sip
