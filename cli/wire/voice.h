#pragma once

#include <cstdint>
#include <filesystem>

#include "runtime/base/result.h"
#include "runtime/ports/media.h"

namespace tipring::cli {

/// Writes the voice of a party that has nothing to say: a murmur of `voice_length` that no other party has and
/// that is no tone. The same number gives the same samples. Fails with "io-error".
Result<SoundClip> write_voice(std::uint32_t number, const std::filesystem::path& file);

inline constexpr std::chrono::milliseconds voice_length{1200};

}  // namespace tipring::cli
