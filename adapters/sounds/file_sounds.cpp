#include "adapters/sounds/file_sounds.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "adapters/sounds/wav_length.h"
#include "runtime/base/nearest.h"

namespace tipring::sounds {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t longest_text = 64 * 1024;

// Every part of the path must be a plain name: nothing that climbs, starts elsewhere or is hidden.
bool is_plain(std::string_view name) {
  if (name.empty() || name.find('\0') != std::string_view::npos || name.find('\\') != std::string_view::npos)
    return false;
  while (true) {
    const auto slash = name.find('/');
    const auto part = name.substr(0, slash);
    if (part.empty() || part.front() == '.') return false;
    if (slash == std::string_view::npos) return true;
    name.remove_prefix(slash + 1);
  }
}

// Printable, for messages.
std::string quoted(std::string_view name) {
  std::string text = "\"";
  for (const char letter : name.substr(0, 100))
    text += static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f ? '?' : letter;
  return text + "\"";
}

std::optional<std::string> read_text(const fs::path& file) {
  std::error_code failed;
  const auto size = fs::file_size(file, failed);
  if (failed || size > longest_text) return std::nullopt;
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in.good() && !in.eof()) return std::nullopt;
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
    text.pop_back();
  return text;
}

bool is_file(const fs::path& file) {
  std::error_code failed;
  return fs::is_regular_file(file, failed);
}

}  // namespace

FileSounds::FileSounds(fs::path folder, Needs needs) : folder_(std::move(folder)), needs_(needs) {
  std::error_code failed;
  // An absolute path, so that clips can be played whatever the working folder becomes.
  if (auto whole = fs::absolute(folder_, failed); !failed) folder_ = std::move(whole);
}

bool FileSounds::inside(const fs::path& file) const {
  std::error_code failed;
  const auto root = fs::canonical(folder_, failed);
  if (failed) return false;
  const auto real = fs::canonical(file, failed);
  if (failed) return false;
  return std::mismatch(root.begin(), root.end(), real.begin(), real.end()).first == root.end();
}

Error FileSounds::not_found(std::string_view name) const {
  if (!is_plain(name)) {
    return {"not-found",
            quoted(name) +
                " cannot name a sound; expected a path below the site's sounds folder such as \"menu/welcome\"",
            false};
  }
  return {"not-found", "no sound " + quoted(name) + did_you_mean(nearest(name, names())), false};
}

Result<SoundClip> FileSounds::find(std::string_view name) const {
  if (!is_plain(name)) return not_found(name);
  fs::path wav = folder_ / name;
  wav += ".wav";
  fs::path txt = folder_ / name;
  txt += ".txt";
  // Before reading: a change in between makes the next find() read again.
  const FileStamp wav_stamp = stamp_of(wav);
  const FileStamp txt_stamp = stamp_of(txt);
  const auto kept = read_.find(name);
  if (kept != read_.end() && kept->second.wav == wav_stamp && kept->second.txt == txt_stamp)
    return kept->second.clip;
  auto clip = read(name, wav, txt);
  if (clip) {
    read_.insert_or_assign(std::string(name), Read{wav_stamp, txt_stamp, clip.value()});
  } else if (kept != read_.end()) {
    read_.erase(kept);
  }
  return clip;
}

Result<SoundClip> FileSounds::read(std::string_view name, const fs::path& wav, const fs::path& txt) const {
  SoundClip clip;
  clip.name = name;
  std::optional<std::string> text;
  if (inside(txt)) text = read_text(txt);
  if (text) clip.text = *text;

  std::error_code failed;
  if (!fs::exists(fs::symlink_status(wav, failed))) {
    if (text && needs_ == Needs::audio_or_text) return clip;
    return not_found(name);
  }
  if (!inside(wav)) {
    return Error{"bad-sound",
                 "the sound " + quoted(name) + " is a link that leads nowhere or out of the sounds folder",
                 false};
  }
  const auto length = wav_length(wav.string());
  if (!length) return length.error();
  clip.path = wav.string();
  clip.length = length.value();
  return clip;
}

std::vector<std::string> FileSounds::names() const {
  std::set<std::string> found;
  std::error_code failed;
  auto entry = fs::recursive_directory_iterator(folder_, fs::directory_options::skip_permission_denied, failed);
  for (; !failed && entry != fs::end(entry); entry.increment(failed)) {
    const fs::path& file = entry->path();
    const bool counts =
        file.extension() == ".wav" || (needs_ == Needs::audio_or_text && file.extension() == ".txt");
    if (!counts || !is_file(file) || !inside(file)) continue;
    fs::path name = file.lexically_relative(folder_);
    name.replace_extension();
    if (is_plain(name.generic_string())) found.insert(name.generic_string());
  }
  return {found.begin(), found.end()};
}

}  // namespace tipring::sounds
