#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tipring {

/// Frames of the journal: length (4 bytes, little endian), CRC-32 of the payload (4 bytes, little endian),
/// payload. A length of zero is preallocated room that was never written.
inline constexpr std::size_t frame_header_size = 8;
inline constexpr std::uint32_t longest_frame = 1U << 20U;

/// `payload` must be 1 to longest_frame bytes.
void append_frame(std::string_view payload, std::string& out);

/// The payload of the frame at the beginning of `bytes`; nothing when it is torn, damaged or unwritten.
std::optional<std::string_view> read_frame(std::string_view bytes);

/// The size of the frame at the beginning of `bytes`, header included, going by its length field: `bytes` may
/// hold less. 0 when there is no whole header, or one with a length that no frame has.
std::size_t frame_size(std::string_view bytes);

/// How many frames `bytes` holds end to end, going by their lengths; nothing when they do not end where `bytes`
/// does.
std::optional<std::size_t> count_frames(std::string_view bytes);

}  // namespace tipring
