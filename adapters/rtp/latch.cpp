#include "adapters/rtp/latch.h"

namespace tipring::rtp {

void Latch::describe(const UdpAddress& described) {
  if (described == described_) return;
  described_ = described;
  destination_ = described;
  state_ = State::waiting;
  heard_ = 0;
}

bool Latch::accept(const UdpAddress& source) {
  if (described_.family() == 0) return false;
  if (source == described_ && state_ != State::settled) {
    destination_ = described_;
    state_ = State::settled;
    return true;
  }
  if (state_ == State::waiting) {
    destination_ = source;
    state_ = State::early;
  }
  if (!(source == destination_)) return false;
  if (state_ == State::early && ++heard_ >= early_packets) state_ = State::settled;
  return true;
}

}  // namespace tipring::rtp
