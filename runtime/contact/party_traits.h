#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "runtime/ports/media.h"

namespace tipring {

/// How the calls of a phone or by a trunk are carried, as the site defines it.
struct PartyTraits {
  DigitMethod digits = DigitMethod::rtp;
};

/// What the site defines of its phones and trunks, by their names.
struct PartyBook {
  std::map<std::string, PartyTraits, std::less<>> phones{};
  std::map<std::string, PartyTraits, std::less<>> trunks{};

  /// Of a call that is a phone's or comes or goes by a trunk; both names may be empty.
  PartyTraits traits_of(const std::string& phone, const std::string& trunk) const;
};

}  // namespace tipring
