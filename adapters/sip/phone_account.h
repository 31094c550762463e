#pragma once

#include <cstddef>
#include <string>

#include "adapters/sip/digest.h"

namespace tipring::sip {

/// A phone that the site knows: who says to be it must prove it by digest, and may register.
struct PhoneAccount {
  std::string name{};  ///< User part of its address: "100".
  std::string password{};
  /// By what it proves itself, and by no other. One hash alone: many phones take no challenge beside which
  /// stands one that they do not know, whatever RFC 8760 (section 2.4) says.
  DigestAlgorithm algorithm = DigestAlgorithm::md5;
  std::size_t contacts = 5;  ///< In so many places it may be registered at once.
};

}  // namespace tipring::sip
