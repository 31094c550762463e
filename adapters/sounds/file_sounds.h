#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sounds/file_stamp.h"
#include "runtime/ports/sounds.h"

namespace tipring::sounds {

/// The sounds in a folder: `NAME.wav` is the sound and `NAME.txt` beside it says in words what is heard,
/// exactly (but for line ends at its end, which editors add). A clip's length is the WAV's; whoever wants a
/// length that does not depend on how a prompt was synthesised estimates it from the text.
///
/// Names stay inside the folder: "../x", "/x", a name with a NUL or a link that leads out name no sound. Files
/// that come, go or change while running are seen; those that did not change are not read again.
class FileSounds final : public Sounds {
 public:
  /// What stands for a sound.
  enum class Needs {
    audio,          ///< The WAV file: for calls that people hear.
    audio_or_text,  ///< The text alone will do (`path` is then empty and `length` 0): for simulation, which
                    ///< must not depend on prompts having been synthesised.
  };

  /// `folder` need not exist: then there are no sounds.
  FileSounds(std::filesystem::path folder, Needs needs);

  Result<SoundClip> find(std::string_view name) const override;

  /// In byte order, so that listings do not depend on the file system.
  std::vector<std::string> names() const override;

 private:
  struct Read {
    FileStamp wav;
    FileStamp txt;
    SoundClip clip;
  };

  Result<SoundClip> read(std::string_view name, const std::filesystem::path& wav,
                         const std::filesystem::path& txt) const;
  bool inside(const std::filesystem::path& file) const;
  Error not_found(std::string_view name) const;

  std::filesystem::path folder_;
  Needs needs_;
  mutable std::map<std::string, Read, std::less<>> read_;  // By name: what find() gave last.
};

}  // namespace tipring::sounds
