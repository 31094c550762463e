#include "adapters/journal/segment.h"

#include <algorithm>
#include <cerrno>
#include <charconv>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/ledger/entry.h"
#include "runtime/ledger/frame.h"

namespace tipring::journal {
namespace {

constexpr std::string_view extension = ".journal";
constexpr std::size_t digits = 20;
constexpr std::size_t read_size = std::size_t{256} << 10U;

std::optional<std::uint64_t> parse_name(std::string_view name) {
  if (name.size() != digits + extension.size() || !name.ends_with(extension)) return std::nullopt;
  std::uint64_t first = 0;
  const auto [end, problem] = std::from_chars(name.data(), name.data() + digits, first);
  if (problem != std::errc{} || end != name.data() + digits || first == 0) return std::nullopt;
  return first;
}

}  // namespace

std::string segment_name(std::uint64_t first) {
  const std::string number = std::to_string(first);
  return std::string(digits - number.size(), '0').append(number).append(extension);
}

Result<std::vector<SegmentPath>> list_segments(const std::filesystem::path& folder) {
  std::error_code problem;
  std::vector<SegmentPath> segments;
  auto entry = std::filesystem::directory_iterator(folder, problem);
  while (!problem && entry != std::filesystem::directory_iterator()) {
    if (const auto first = parse_name(entry->path().filename().string()))
      segments.push_back({*first, entry->path()});
    entry.increment(problem);
  }
  if (problem) return system_error("read", folder, problem.value());
  std::sort(segments.begin(), segments.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return segments;
}

std::optional<FoundFrame> find_frame(std::string_view bytes, std::size_t from) {
  constexpr std::string_view entry_start = R"({"seq":)";
  std::size_t at = bytes.find(entry_start, from + frame_header_size);
  for (; at != std::string_view::npos; at = bytes.find(entry_start, at + 1)) {
    const std::size_t offset = at - frame_header_size;
    const auto payload = read_frame(bytes.substr(offset));
    if (!payload) continue;
    if (const auto entry = parse_entry(*payload)) return FoundFrame{offset, entry->sequence, *payload};
  }
  return std::nullopt;
}

Result<FrameCursor> FrameCursor::open(const std::filesystem::path& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return system_error("open", path, errno);
  return FrameCursor(std::move(file), path);
}

Result<std::optional<std::string_view>> FrameCursor::next() {
  auto payload = read_frame(buffered());
  if (!payload) {
    // The buffer may end here, or may have been read before the writer came by.
    if (auto filled = fill(read_size); !filled) return filled.error();
    payload = read_frame(buffered());
  }
  if (!payload && frame_size(buffered()) > buffer_.size()) {
    if (auto filled = fill(frame_size(buffered())); !filled) return filled.error();
    payload = read_frame(buffered());
  }
  if (payload) offset_ += frame_header_size + payload->size();
  return payload;
}

void FrameCursor::move_to(std::uint64_t offset) {
  offset_ = offset;
  buffer_.clear();
  buffer_start_ = offset;
}

Result<void> FrameCursor::fill(std::size_t wanted) {
  auto bytes = read_at(offset_, wanted);
  if (!bytes) return bytes.error();
  buffer_ = std::move(bytes).value();
  buffer_start_ = offset_;
  return {};
}

Result<std::string> FrameCursor::read_at(std::uint64_t offset, std::size_t size) const {
  std::string bytes(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t got =
        ::pread(file_.number(), bytes.data() + filled, size - filled, static_cast<off_t>(offset + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error("read", path_, errno);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

Result<std::string> FrameCursor::rest() const {
  struct stat about {};
  if (::fstat(file_.number(), &about) != 0) return system_error("read", path_, errno);
  const auto size = static_cast<std::uint64_t>(about.st_size);
  return read_at(offset_, size > offset_ ? static_cast<std::size_t>(size - offset_) : 0);
}

}  // namespace tipring::journal
