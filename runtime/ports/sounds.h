#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/ports/media.h"

namespace tipring {

/// The sounds of a site, by name. A name is the path below the site's `sounds` folder without the ending:
/// "menu/welcome". Control thread only.
class Sounds {
 public:
  virtual ~Sounds() = default;

  /// Fails with "not-found" (naming the nearest sound) or "bad-sound" (not an audio file).
  virtual Result<SoundClip> find(std::string_view name) const = 0;
  virtual std::vector<std::string> names() const = 0;
};

}  // namespace tipring
