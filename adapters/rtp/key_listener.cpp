#include "adapters/rtp/key_listener.h"

#include <array>
#include <new>

#include <spandsp.h>

namespace tipring::rtp {

void KeyListener::Closer::operator()(dtmf_rx_state_s* state) const {
  dtmf_rx_free(state);
}

KeyListener::KeyListener() : state_(dtmf_rx_init(nullptr, nullptr, nullptr)) {
  // It fails only for want of memory.
  if (state_ == nullptr) throw std::bad_alloc();
}

std::string KeyListener::hear(const Frame& frame) {
  dtmf_rx(state_.get(), frame.data(), static_cast<int>(frame.size()));
  std::array<char, 16> digits{};
  const std::size_t count = dtmf_rx_get(state_.get(), digits.data(), static_cast<int>(digits.size()) - 1);
  return {digits.data(), count};
}

}  // namespace tipring::rtp
