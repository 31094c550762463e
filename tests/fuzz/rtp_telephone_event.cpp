#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <span>
#include <string_view>

#include "adapters/rtp/telephone_event.h"

// A stream of packets, eight bytes each: timestamp and payload (a first byte of 255 begins a new stream).
// However they come, packets of one timestamp in a row give one digit at most, and every digit is one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tipring::rtp;
  constexpr std::string_view digits = "0123456789*#ABCD";
  DigitReceiver receiver;
  std::optional<std::uint32_t> last;
  bool told = false;
  for (std::span rest(data, size); rest.size() >= 8; rest = rest.subspan(8)) {
    const std::uint32_t timestamp = (std::uint32_t{rest[0]} << 24U) | (std::uint32_t{rest[1]} << 16U) |
                                    (std::uint32_t{rest[2]} << 8U) | rest[3];
    if (rest[0] == 255) receiver.reset();
    if (rest[0] == 255 || timestamp != last) told = false;
    last = timestamp;
    const auto digit = receiver.receive(timestamp, rest.subspan(4, telephone_event_size));
    if (!digit) continue;
    if (digits.find(*digit) == std::string_view::npos) std::abort();
    if (told) std::abort();
    told = true;
  }
  return 0;
}
