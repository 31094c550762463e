#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "adapters/sip/digest_client.h"
#include "adapters/sip/registration_client.h"
#include "runtime/base/clock.h"

namespace tipring::sip {

/// A carrier or another switchboard that calls come from and go to.
struct TrunkSettings {
  std::string name;                ///< "carrier"
  std::string uri;                 ///< Where it is: "sip:gw.carrier.example;transport=tcp".
  std::string certificate_name{};  ///< Over TLS: whose certificate it shows; empty: the host of `uri`.
  DigestAccount account{};         ///< For its challenges; an empty user: none.
  bool registers = false;          ///< We register there.
  RegistrationClientSettings registration{};
  std::size_t channels = 0;  ///< Calls at once, of both directions; 0: any number.
  /// How often OPTIONS asks whether it is there; 0: never. Each waits that long for an answer, 4 s at most.
  Duration check{0};

  friend bool operator==(const TrunkSettings&, const TrunkSettings&) = default;
};

enum class RegistrationState : std::uint8_t { none, trying, registered, failed };
std::string_view to_string(RegistrationState state);

/// How a trunk stands.
struct TrunkStatus {
  std::string name{};
  std::string uri{};
  std::string address{};  ///< Where it is reached now: "udp://192.0.2.1:5060"; empty while that is not known.
  RegistrationState registration = RegistrationState::none;
  std::optional<bool> answers{};  ///< Of OPTIONS; nothing while it was not asked.
  std::size_t calls = 0;
  std::size_t channels = 0;  ///< 0: any number.
  std::string problem{};     ///< The last failure, while it lasts; else empty.
};

}  // namespace tipring::sip
