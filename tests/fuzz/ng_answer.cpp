#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "adapters/rtpengine/ng_message.h"

// Whatever an rtpengine says: what is read stays within its bounds, and what is bencode can be written and read
// again as the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tipring::rtpengine;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto answer = read_ng_answer(text)) {
    if (answer.value().cookie.empty() || answer.value().result.empty()) std::abort();
    if (answer.value().sdp.size() > longest_ng_sdp) std::abort();
  }
  for (const std::string_view part : {text, text.substr(text.find(' ') + 1)}) {
    const auto value = read_bencode(part);
    if (!value) continue;
    const auto again = read_bencode(write_bencode(value.value()));
    if (!again || again.value() != value.value()) std::abort();
  }
  return 0;
}
