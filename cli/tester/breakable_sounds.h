#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/ports/sounds.h"

namespace tipring::cli {

/// A site's sounds, some of which can lose their files: they are still known by name, as a sound is whose file
/// was deleted after the site was loaded.
class BreakableSounds final : public Sounds {
 public:
  explicit BreakableSounds(const Sounds& sounds) : sounds_(sounds) {}

  /// Fails with "not-found" where there is no such sound.
  Result<void> lose(const std::string& name) {
    const auto found = sounds_.find(name);
    if (!found) return found.error();
    lost_.insert(name);
    return {};
  }

  Result<SoundClip> find(std::string_view name) const override {
    auto clip = sounds_.find(name);
    if (clip && lost_.contains(name)) clip.value().path = lost_path;
    return clip;
  }
  std::vector<std::string> names() const override { return sounds_.names(); }

  /// Whether a clip's file can be read as far as losses go.
  static bool is_lost(const std::string& path) { return path == lost_path; }

 private:
  // No file's path ends in a slash.
  static constexpr const char* lost_path = "lost/";

  const Sounds& sounds_;
  std::set<std::string, std::less<>> lost_;
};

}  // namespace tipring::cli
