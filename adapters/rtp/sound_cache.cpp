#include "adapters/rtp/sound_cache.h"

#include <utility>

namespace tipring::rtp {
namespace {

std::size_t bytes_of(const Samples& samples) {
  return samples->size() * sizeof(std::int16_t);
}

}  // namespace

Samples SoundCache::find(const std::string& path, const FileStamp& stamp) {
  const std::lock_guard lock(mutex_);
  const auto found = by_path_.find(path);
  if (found == by_path_.end() || !(found->second->stamp == stamp)) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->samples;
}

void SoundCache::drop(Entries::iterator entry) {
  bytes_ -= bytes_of(entry->samples);
  by_path_.erase(entry->path);
  entries_.erase(entry);
}

void SoundCache::keep(Entry entry) {
  const std::lock_guard lock(mutex_);
  if (const auto old = by_path_.find(entry.path); old != by_path_.end()) drop(old->second);
  const std::size_t bytes = bytes_of(entry.samples);
  if (bytes > limit_) return;
  while (bytes_ + bytes > limit_)
    drop(std::prev(entries_.end()));
  bytes_ += bytes;
  entries_.push_front(std::move(entry));
  by_path_.emplace(entries_.front().path, entries_.begin());
}

Result<Samples> SoundCache::get(const std::string& path) {
  // The stamp is taken before reading: a change in between makes the next get() read again.
  const auto stamp = stamp_of(path);
  if (!stamp) return stamp.error();
  if (Samples kept = find(path, stamp.value())) return kept;
  auto decoded = decode_sound(path);
  if (!decoded) return decoded.error();
  auto samples = std::make_shared<const std::vector<std::int16_t>>(std::move(decoded).value());
  keep({path, stamp.value(), samples});
  return Samples(std::move(samples));
}

Samples SoundCache::kept(const std::string& path) {
  const auto stamp = stamp_of(path);
  return stamp ? find(path, stamp.value()) : nullptr;
}

std::size_t SoundCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace tipring::rtp
