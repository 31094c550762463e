#include "adapters/sip/invite_client.h"

#include <cassert>

namespace tipring::sip {

void InviteClient::provisional() {
  if (state_ == State::calling) state_ = State::proceeding;
}

InviteClient::Success InviteClient::success() {
  if (done()) return Success::duplicate;
  const bool late = state_ == State::cancelling;
  state_ = State::succeeded;
  deadline_.reset();
  return late ? Success::too_late : Success::accepted;
}

bool InviteClient::failure() {
  if (done()) return false;
  state_ = State::failed;
  deadline_.reset();
  return true;
}

void InviteClient::cancel(Instant now) {
  assert(waiting() && "an INVITE is cancelled once, and only while it waits");
  state_ = State::cancelling;
  deadline_ = now + invite_patience;
}

}  // namespace tipring::sip
