#include "runtime/ledger/frame.h"

#include <cassert>

#include <zlib.h>

namespace tipring {
namespace {

std::uint32_t checksum(std::string_view payload) {
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(payload.data()), static_cast<uInt>(payload.size())));
}

void append_u32(std::uint32_t value, std::string& out) {
  for (unsigned shift = 0; shift < 32; shift += 8)
    out.push_back(static_cast<char>((value >> shift) & 0xffU));
}

std::uint32_t read_u32(std::string_view bytes) {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < 4; ++i)
    value |= std::uint32_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return value;
}

}  // namespace

void append_frame(std::string_view payload, std::string& out) {
  assert(!payload.empty() && payload.size() <= longest_frame);
  append_u32(static_cast<std::uint32_t>(payload.size()), out);
  append_u32(checksum(payload), out);
  out.append(payload);
}

std::size_t frame_size(std::string_view bytes) {
  if (bytes.size() < frame_header_size) return 0;
  const std::uint32_t length = read_u32(bytes);
  return length == 0 || length > longest_frame ? 0 : frame_header_size + length;
}

std::optional<std::string_view> read_frame(std::string_view bytes) {
  const std::size_t size = frame_size(bytes);
  if (size == 0 || size > bytes.size()) return std::nullopt;
  const std::string_view payload = bytes.substr(frame_header_size, size - frame_header_size);
  if (checksum(payload) != read_u32(bytes.substr(4))) return std::nullopt;
  return payload;
}

std::optional<std::size_t> count_frames(std::string_view bytes) {
  std::size_t count = 0;
  for (; !bytes.empty(); ++count) {
    const std::size_t size = frame_size(bytes);
    if (size == 0 || size > bytes.size()) return std::nullopt;
    bytes.remove_prefix(size);
  }
  return count;
}

}  // namespace tipring
