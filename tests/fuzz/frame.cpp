#include "runtime/ledger/frame.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace tipring;

// Any bytes may be on a disk. A frame that is read must be one that would be written, byte for byte.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::string_view left = bytes;
  std::size_t count = 0;
  while (const auto payload = read_frame(left)) {
    std::string frame;
    append_frame(*payload, frame);
    if (frame_size(left) != frame.size() || left.substr(0, frame.size()) != frame) std::abort();
    left.remove_prefix(frame.size());
    ++count;
  }
  if (count_frames(bytes.substr(0, bytes.size() - left.size())) != count) std::abort();
  const auto counted = count_frames(bytes);
  if (counted && *counted < count) std::abort();

  // Checksums are hard to guess: what is written must read back.
  if (bytes.empty() || bytes.size() > longest_frame) return 0;
  std::string written;
  append_frame(bytes, written);
  if (read_frame(written) != bytes) std::abort();
  return 0;
}
