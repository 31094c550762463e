#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "runtime/base/result.h"
#include "runtime/ports/media.h"

namespace tipring {

/// Text to be spoken.
struct SpeechRequest {
  std::string text;             ///< UTF-8.
  std::string language = "en";  ///< BCP 47: "en", "en-US", "es".
};

/// Turns text into a clip. Control thread only; the work is done elsewhere.
class Speech {
 public:
  using Request = std::uint64_t;
  virtual ~Speech() = default;

  /// `done` is called once, from the run loop, never before this returns, unless cancel() comes first. Fails
  /// with "speech-failed" or "timed-out"; the time-out is the adapter's (10 s).
  virtual Request synthesise(SpeechRequest request, std::function<void(Result<SoundClip>)> done) = 0;
  virtual void cancel(Request request) = 0;
};

}  // namespace tipring
