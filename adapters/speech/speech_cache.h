#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "runtime/base/result.h"

namespace tipring::speech {

/// Spoken texts in a folder. A sound is named by a hash of all that makes it sound as it does; beside it lies
/// that description itself, so that two descriptions with one hash are never taken for each other. A sound
/// appears whole or not at all, also after a crash. Beyond the limit, what was not used for the longest time
/// goes first. Control thread only; several processes may share a folder.
class SpeechCache {
 public:
  struct Sound {
    std::string path;
    std::chrono::milliseconds length{0};
  };

  /// `limit`: bytes of sound kept. The folder is made when it is first needed.
  SpeechCache(std::filesystem::path folder, std::uintmax_t limit);

  std::optional<Sound> find(const std::string& description) const;

  /// Where to write a new sound, to be given to keep(). Fails with "speech-failed" when there can be no folder.
  Result<std::filesystem::path> new_file(const std::string& description);

  /// Takes over what was written. Fails with "speech-failed" when it is no sound.
  Result<Sound> keep(const std::filesystem::path& written, const std::string& description);

 private:
  std::filesystem::path named(const std::string& description, const char* ending) const;
  void remove_leftovers() const;
  void make_room(const std::filesystem::path& newest) const;

  std::filesystem::path folder_;
  std::uintmax_t limit_;
  std::uint64_t files_ = 0;
};

}  // namespace tipring::speech
