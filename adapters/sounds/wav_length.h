#pragma once

#include <chrono>
#include <string>

#include "runtime/base/result.h"

namespace tipring::sounds {

/// How long a sound file plays, by its header. Fails with "bad-sound", saying what is wrong.
Result<std::chrono::milliseconds> wav_length(const std::string& path);

}  // namespace tipring::sounds
