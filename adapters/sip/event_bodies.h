#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/base/ids.h"
#include "runtime/ports/messaging.h"

namespace tipring::sip {

/// One call of a phone, as whoever watches the phone may know it.
struct PhoneDialog {
  enum class State : std::uint8_t { trying, early, confirmed };
  LegId leg{};
  bool phone_called = false;  ///< It called us; else it was called.
  State state = State::trying;

  friend bool operator==(const PhoneDialog&, const PhoneDialog&) = default;
};

/// application/dialog-info+xml (RFC 4235), whole: no word of whom the phone talks to, nor of the SIP dialog.
std::string dialog_info(const std::string& entity, std::uint32_t version,
                        const std::vector<PhoneDialog>& dialogs);

/// application/simple-message-summary (RFC 3842).
std::string message_summary(const std::string& account, const MessagesWaiting& waiting);

}  // namespace tipring::sip
