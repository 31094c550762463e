#pragma once

#include <string>

#include "adapters/rtp/codec.h"

namespace tipring::rtp {

/// For the names of tests.
inline std::string name_of(Codec codec) {
  switch (codec) {
    case Codec::pcmu:
      return "PCMU";
    case Codec::pcma:
      return "PCMA";
    case Codec::g722:
      return "G722";
    case Codec::opus:
      return "Opus";
  }
  return {};
}

}  // namespace tipring::rtp
