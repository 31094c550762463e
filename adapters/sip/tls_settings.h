#pragma once

#include <cstdint>
#include <string>

#include "runtime/base/result.h"

namespace tipring::sip {

/// How a listening address takes part in TLS (1.2 and 1.3; RFC 5246, RFC 8446). Files are PEM.
struct TlsSettings {
  /// What is asked of whoever connects. Where we connect, the certificate of the other side is always checked.
  enum class Clients : std::uint8_t {
    any,       ///< Nobody is asked for a certificate.
    asked,     ///< One that is shown is checked; the peer is let in either way.
    certified  ///< Only peers with a certificate that the trusted authorities signed.
  };

  std::string certificate{};  ///< Ours, then those between it and its authority.
  std::string key{};          ///< Its private key; empty: it stands in `certificate` too.
  std::string trust{};        ///< The authorities whose word we take; empty: those of the system.
  Clients clients = Clients::any;

  friend bool operator==(const TlsSettings&, const TlsSettings&) = default;
};

/// An address to listen at.
struct ListenSettings {
  // NOLINTBEGIN(google-explicit-constructor): most addresses need nothing but their URL.
  ListenSettings(const char* address) : url(address) {}
  ListenSettings(std::string address, TlsSettings its_tls = {})
      : url(std::move(address)), tls(std::move(its_tls)) {}
  // NOLINTEND(google-explicit-constructor)

  std::string url;  ///< "udp://0.0.0.0:5060", "tls://[::1]:5061".
  TlsSettings tls;  ///< For a `tls://` one.

  friend bool operator==(const ListenSettings&, const ListenSettings&) = default;
};

/// Whether these files can be used together. Fails with "bad-certificate", naming the file and what is wrong
/// with it.
Result<void> check_files(const TlsSettings& settings);

}  // namespace tipring::sip
