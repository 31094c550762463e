#pragma once

#include <cstdint>
#include <string_view>

#include "runtime/base/result.h"

namespace tipring::cli {

/// The ports that the audio of calls may take, both included.
struct MediaPorts {
  std::uint16_t first = 16384;
  std::uint16_t last = 65535;
};

/// Reads "16384-32767". Fails with "bad-ports" for what holds no pair of an even port and the odd one above it.
Result<MediaPorts> parse_media_ports(std::string_view text);

}  // namespace tipring::cli
