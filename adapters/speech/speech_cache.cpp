#include "adapters/speech/speech_cache.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <fstream>
#include <iterator>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sndfile.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tipring::speech {
namespace {

namespace fs = std::filesystem;

// FNV-1a with 64 bits (Fowler, Noll and Vo; RFC 9923).
std::uint64_t fnv_1a(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char letter : text) {
    hash ^= static_cast<unsigned char>(letter);
    hash *= 0x100000001b3U;
  }
  return hash;
}

std::string hexadecimal(std::uint64_t number) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4)
    text += digits[(number >> static_cast<unsigned>(shift)) & 0xfU];
  return text;
}

struct SndfileCloser {
  void operator()(SNDFILE* file) const { sf_close(file); }
};

std::optional<std::chrono::milliseconds> length_of(const fs::path& path) {
  SF_INFO info{};
  const std::unique_ptr<SNDFILE, SndfileCloser> file(sf_open(path.c_str(), SFM_READ, &info));
  if (file == nullptr || info.samplerate < 1 || info.frames < 1) return std::nullopt;
  return std::chrono::milliseconds(static_cast<std::int64_t>(info.frames) * 1000 / info.samplerate);
}

std::optional<std::string> read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>(in), {}};
}

// The time of access says when it was last used. The time of change must stay: who holds the sound decoded goes
// by it.
void mark_as_used(const fs::path& path) {
  const std::array<timespec, 2> times{timespec{0, UTIME_NOW}, timespec{0, UTIME_OMIT}};
  utimensat(AT_FDCWD, path.c_str(), times.data(), 0);
}

Error failed(const fs::path& path, const std::string& why) {
  return {"speech-failed", "cannot keep speech in " + path.string() + ": " + why, true};
}

}  // namespace

SpeechCache::SpeechCache(fs::path folder, std::uintmax_t limit) : folder_(std::move(folder)), limit_(limit) {
  std::error_code ignored;
  if (auto whole = fs::absolute(folder_, ignored); !ignored) folder_ = std::move(whole);
  remove_leftovers();
}

// What a crash left half written. Not what another process may be writing at this moment.
void SpeechCache::remove_leftovers() const {
  std::error_code error;
  for (auto entry = fs::directory_iterator(folder_, error); !error && entry != fs::end(entry);
       entry.increment(error)) {
    if (entry->path().filename().string().find(".tmp") == std::string::npos) continue;
    std::error_code gone;
    const auto age = fs::file_time_type::clock::now() - entry->last_write_time(gone);
    if (!gone && age > std::chrono::hours(1)) fs::remove(entry->path(), gone);
  }
}

fs::path SpeechCache::named(const std::string& description, const char* ending) const {
  return folder_ / (hexadecimal(fnv_1a(description)) + ending);
}

std::optional<SpeechCache::Sound> SpeechCache::find(const std::string& description) const {
  if (read_file(named(description, ".txt")) != description) return std::nullopt;
  const fs::path path = named(description, ".wav");
  const auto length = length_of(path);
  if (!length) return std::nullopt;
  mark_as_used(path);
  return Sound{path.string(), *length};
}

Result<fs::path> SpeechCache::new_file(const std::string& description) {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) return failed(folder_, error.message());
  const std::string ending = "." + std::to_string(getpid()) + "-" + std::to_string(++files_) + ".tmp";
  return named(description, ending.c_str());
}

Result<SpeechCache::Sound> SpeechCache::keep(const fs::path& written, const std::string& description) {
  const auto length = length_of(written);
  std::error_code error;
  if (!length) {
    fs::remove(written, error);
    return Error{"speech-failed", "nothing was spoken", false};
  }
  const fs::path sound = named(description, ".wav");
  const fs::path text = named(description, ".txt");
  fs::path new_text = written;
  new_text += ".txt";
  std::ofstream out(new_text, std::ios::binary);
  out << description;
  out.close();
  // In this order no sound ever stands beside another one's description.
  if (out && read_file(text) != description) fs::remove(sound, error);
  if (out && !error) fs::rename(new_text, text, error);
  if (out && !error) fs::rename(written, sound, error);
  if (!out || error) {
    const std::string why = out ? error.message() : "the description was not written";
    fs::remove(written, error);
    fs::remove(new_text, error);
    return failed(sound, why);
  }
  mark_as_used(sound);
  make_room(sound);
  return Sound{sound.string(), *length};
}

void SpeechCache::make_room(const fs::path& newest) const {
  struct Kept {
    fs::path path;
    std::uintmax_t size;
    std::pair<std::time_t, long> used;
  };
  std::vector<Kept> sounds;
  std::uintmax_t total = 0;
  std::error_code error;
  for (auto entry = fs::directory_iterator(folder_, error); !error && entry != fs::end(entry);
       entry.increment(error)) {
    struct stat status {};
    if (entry->path().extension() != ".wav" || stat(entry->path().c_str(), &status) != 0) continue;
    total += static_cast<std::uintmax_t>(status.st_size);
    sounds.push_back({entry->path(),
                      static_cast<std::uintmax_t>(status.st_size),
                      {status.st_atim.tv_sec, status.st_atim.tv_nsec}});
  }
  std::ranges::sort(sounds, [](const Kept& a, const Kept& b) {
    return std::pair(a.used, a.path) < std::pair(b.used, b.path);
  });
  for (const Kept& sound : sounds) {
    if (total <= limit_) return;
    if (sound.path == newest) continue;
    fs::remove(sound.path, error);
    fs::path text = sound.path;
    fs::remove(text.replace_extension(".txt"), error);
    total -= sound.size;
  }
}

}  // namespace tipring::speech
