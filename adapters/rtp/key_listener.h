#pragma once

#include <memory>
#include <string>

#include "adapters/rtp/frame.h"

struct dtmf_rx_state_s;

namespace tipring::rtp {

/// Hears keys by their tones (ITU-T Q.23, Q.24), for peers that do not send RFC 4733 events. Pure.
class KeyListener {
 public:
  KeyListener();

  /// The next 20 ms. The digits (0-9, *, #, A-D) whose tones have been recognised in it: each press once, some
  /// 40 ms after it began.
  std::string hear(const Frame& frame);

 private:
  struct Closer {
    void operator()(dtmf_rx_state_s* state) const;
  };
  std::unique_ptr<dtmf_rx_state_s, Closer> state_;
};

}  // namespace tipring::rtp
