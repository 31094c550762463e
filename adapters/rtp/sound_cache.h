#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <string>
#include <unordered_map>

#include "adapters/rtp/playback.h"
#include "adapters/rtp/sound_file.h"

namespace tipring::rtp {

/// Decoded sounds, shared by all legs. A sound is read again when its file has changed. When the limit is
/// passed, the sound not used for the longest time goes first; a leg that still plays it keeps it alive. Any
/// thread; reads from disk in the caller, so the media thread must not call it.
class SoundCache {
 public:
  /// `limit`: bytes of samples kept.
  explicit SoundCache(std::size_t limit) : limit_(limit) {}

  /// Fails like decode_sound().
  Result<Samples> get(const std::string& path);

  /// The sound if it is kept and its file unchanged, else null. Looks at the file but reads nothing of it.
  Samples kept(const std::string& path);

  std::size_t bytes() const;

 private:
  struct Entry {
    std::string path;
    FileStamp stamp;
    Samples samples;
  };
  using Entries = std::list<Entry>;

  Samples find(const std::string& path, const FileStamp& stamp);
  void keep(Entry entry);
  void drop(Entries::iterator entry);

  const std::size_t limit_;
  mutable std::mutex mutex_;
  Entries entries_;  // The one used last comes first.
  std::unordered_map<std::string, Entries::iterator> by_path_;
  std::size_t bytes_ = 0;
};

}  // namespace tipring::rtp
