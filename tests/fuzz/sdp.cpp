// Any bytes as SDP: reading never fails but by a Result, and what is read can be written and read again.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "adapters/sip/sdp_reader.h"
#include "adapters/sip/sdp_writer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tipring::sip;
  const auto read = read_sdp({reinterpret_cast<const char*>(data), size});
  if (!read) return 0;
  const auto text = write_sdp(read.value(), {1, 1}, "192.0.2.1");
  const auto again = read_sdp(text);
  if (!again || again.value().streams.size() != read.value().streams.size()) std::abort();
  return 0;
}
