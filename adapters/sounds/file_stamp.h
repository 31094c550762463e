#pragma once

#include <cstdint>
#include <string>

#include <sys/stat.h>

namespace tipring::sounds {

/// Tells whether a path still leads to the file that was read, unchanged. All are 0 where there is none.
struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t number = 0;
  std::int64_t size = 0;
  std::int64_t changed_ns = 0;

  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

inline FileStamp stamp_of(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) return {};
  constexpr std::int64_t ns_a_second = 1'000'000'000;
  // Of the file, not of what is in it: that one can be set back.
  return {about.st_dev, about.st_ino, about.st_size,
          about.st_ctim.tv_sec * ns_a_second + about.st_ctim.tv_nsec};
}

}  // namespace tipring::sounds
