#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/base/result.h"

namespace tipring::rtp {

/// Tells whether a file is still the one that was read: name, size and time of change.
struct FileStamp {
  std::int64_t size = 0;
  std::int64_t changed_ns = 0;

  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

/// Fails with "not-found".
Result<FileStamp> stamp_of(const std::string& path);

/// Reads a sound file of any rate and number of channels as 8 kHz mono. Fails with "not-found", "bad-sound"
/// (not audio) or "too-long" (over an hour, which as samples would fill the memory). Reads from disk: not for
/// the media thread.
Result<std::vector<std::int16_t>> decode_sound(const std::string& path);

}  // namespace tipring::rtp
