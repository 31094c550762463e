#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "adapters/rtp/packet.h"

// Whatever comes in: the payload lies inside the packet behind its header, and the header survives being
// written.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tipring::rtp;
  const auto packet = parse_packet({data, size});
  if (!packet) return 0;
  if (packet->payload_offset < rtp_header_size || packet->payload_offset + packet->payload_size > size)
    std::abort();
  std::array<std::uint8_t, rtp_header_size> written{};
  write_header(packet->header, written);
  const auto again = parse_packet(written);
  if (!again || !(again->header == packet->header)) std::abort();
  return 0;
}
