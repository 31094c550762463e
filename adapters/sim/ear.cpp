#include "adapters/sim/ear.h"

#include <algorithm>

namespace tipring::sim {

std::chrono::milliseconds speaking_time(const std::string& text) {
  using std::chrono::milliseconds;
  // Bytes that begin a UTF-8 character; the continuation bytes are 10xxxxxx.
  const auto characters = std::count_if(
      text.begin(), text.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; });
  return std::max(milliseconds(60) * characters, milliseconds(200));
}

}  // namespace tipring::sim
