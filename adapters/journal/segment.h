#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/journal/posix_storage.h"

namespace tipring::journal {

/// A segment is one file of the journal. Its name is the number of its first frame, in 20 digits, and
/// ".journal": the names in order are the journal in order, and the end of a segment is known from the name of
/// the next.
std::string segment_name(std::uint64_t first);

struct SegmentPath {
  std::uint64_t first = 0;  ///< The number of its first frame.
  std::filesystem::path path;
};

/// The segments in `folder`, oldest first. Other files are ignored.
Result<std::vector<SegmentPath>> list_segments(const std::filesystem::path& folder);

/// A frame found by looking for it.
struct FoundFrame {
  std::uint64_t offset = 0;
  std::uint64_t number = 0;  ///< The sequence of its entry.
  std::string_view payload;  ///< In the bytes that were searched.
};

/// The first whole frame in `bytes` that holds an entry and begins at `from` or later: what is left beyond a
/// damaged place, where lengths lead nowhere.
std::optional<FoundFrame> find_frame(std::string_view bytes, std::size_t from);

/// Reads the frames of one segment from an offset on, also while they are being appended.
class FrameCursor {
 public:
  static Result<FrameCursor> open(const std::filesystem::path& path);

  /// The payload of the next frame, valid until the next call; nothing where the next frame is torn, damaged or
  /// not written yet. Asking again looks again.
  Result<std::optional<std::string_view>> next();

  /// Where the next frame begins.
  std::uint64_t offset() const { return offset_; }
  void move_to(std::uint64_t offset);

  /// Everything from offset() to the end of the file.
  Result<std::string> rest() const;

 private:
  FrameCursor(Descriptor file, std::filesystem::path path) : file_(std::move(file)), path_(std::move(path)) {}
  std::string_view buffered() const { return std::string_view(buffer_).substr(offset_ - buffer_start_); }
  Result<void> fill(std::size_t wanted);
  Result<std::string> read_at(std::uint64_t offset, std::size_t size) const;

  Descriptor file_;
  std::filesystem::path path_;
  std::uint64_t offset_ = 0;  ///< Of the next frame in the file.
  std::string buffer_;        ///< The file from buffer_start_ on.
  std::uint64_t buffer_start_ = 0;
};

}  // namespace tipring::journal
