#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/ports/sounds.h"

namespace tipring::cli {

/// A site's sounds. Those that were there when the site was loaded stay known by name: where the file of one is
/// gone since, playing it fails and the call goes on, as in the simulation; the name is no mistake of the
/// script. What comes or changes while running is seen.
class KnownSounds final : public Sounds {
 public:
  /// Takes stock of `sounds`, which outlive this.
  explicit KnownSounds(const Sounds& sounds) : sounds_(sounds) {
    for (std::string& name : sounds.names()) {
      if (auto clip = sounds.find(name)) known_.emplace(std::move(name), std::move(clip).value());
    }
  }

  Result<SoundClip> find(std::string_view name) const override {
    auto clip = sounds_.find(name);
    if (clip) return clip;
    const auto known = known_.find(name);
    return known == known_.end() ? clip : Result<SoundClip>(known->second);
  }
  std::vector<std::string> names() const override { return sounds_.names(); }

 private:
  const Sounds& sounds_;
  std::map<std::string, SoundClip, std::less<>> known_;
};

}  // namespace tipring::cli
