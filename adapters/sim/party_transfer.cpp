// A party that has whom it talks to connected elsewhere, as its phone's transfer key does.

#include <utility>

#include "adapters/sim/network.h"
#include "adapters/sim/party.h"

namespace tipring::sim {

Result<void> Party::transfer(const std::string& target, PartyId consultation) {
  if (state_ != PartyState::answered || transferring_) return wrong_state("transfer");
  transferring_ = true;
  transfer_status_ = 0;
  tell(PartyEvent::Kind::transfers, true, consultation != 0 ? network_.party(consultation).name() : target);
  Message refer;
  refer.kind = MessageKind::refer;
  refer.dialled = parse_address(target);
  refer.consultation = consultation;
  send(std::move(refer));
  return {};
}

void Party::end_transfer(int status) {
  if (status < 200 || !std::exchange(transferring_, false)) return;
  transfer_status_ = status;
  tell(PartyEvent::Kind::transferred, false, {}, status);
}

}  // namespace tipring::sim
