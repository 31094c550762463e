#pragma once

#include <cstdint>
#include <string>

#include "adapters/sip/dialog.h"
#include "adapters/sip/sip_stack.h"

namespace tipring::sip {

/// How requests of ours inside a SIP dialog reach the peer.
struct DialogWay {
  Endpoint local{};                ///< Where the peer has reached us.
  std::string peer{};              ///< Where its messages come from: "192.0.2.7:5060".
  bool through_nat = false;        ///< It does not know its own address: requests go to `peer`.
  tport_t* connection = nullptr;   ///< An open one of the peer's; null: none.
  std::string certificate_name{};  ///< Over TLS: whose certificate it shows; empty: not known.
};

/// A request inside the dialog, without Contact and body (RFC 3261, section 12.2.1.1).
Request request_in(const Dialog& dialog, const DialogWay& way, const std::string& method, std::uint32_t cseq);

}  // namespace tipring::sip
