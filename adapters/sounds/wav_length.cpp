#include "adapters/sounds/wav_length.h"

#include <cerrno>
#include <cstdint>
#include <memory>
#include <system_error>

#include <fcntl.h>
#include <sndfile.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tipring::sounds {
namespace {

struct SndfileCloser {
  void operator()(SNDFILE* file) const { sf_close(file); }
};

Error bad_sound(const std::string& path, const std::string& why) {
  return {"bad-sound", "the sound " + path + " cannot be used: " + why, false};
}

}  // namespace

Result<std::chrono::milliseconds> wav_length(const std::string& path) {
  // Not blocking: a named pipe must not hold up the control thread.
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return bad_sound(path, std::generic_category().message(errno));
  struct stat status {};
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    close(descriptor);
    return bad_sound(path, "it is not a regular file");
  }
  SF_INFO info{};
  const std::unique_ptr<SNDFILE, SndfileCloser> file(sf_open_fd(descriptor, SFM_READ, &info, SF_TRUE));
  if (file == nullptr) return bad_sound(path, "it is not an audio file");
  if (info.samplerate < 1 || info.channels < 1) return bad_sound(path, "it has no audio");
  return std::chrono::milliseconds(static_cast<std::int64_t>(info.frames) * 1000 / info.samplerate);
}

}  // namespace tipring::sounds
