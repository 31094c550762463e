#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tipring::control_socket {

/// Cuts a stream of bytes into lines, holding no more than one line of `longest` bytes and what came with it.
class LineReader {
 public:
  explicit LineReader(std::size_t longest) : longest_(longest) {}

  void append(std::string_view bytes);

  /// The next whole line without its end; valid until append(). Nothing when none is whole or it is too long.
  std::optional<std::string_view> next();

  /// The stream has ended: what stands there without the end of a line is the last one.
  void finish();

  /// The next line is longer than allowed, whether or not its end has come. No way on from there.
  bool too_long() const;

  /// next() has a line to give.
  bool has_line() const { return end_ != std::string::npos && !too_long(); }

 private:
  void find_end();

  std::size_t longest_;
  std::string bytes_;
  std::size_t begin_ = 0;                // Of the next line.
  std::size_t end_ = std::string::npos;  // Of the next line, where known.
  std::size_t searched_ = 0;             // No end of a line before here.
};

}  // namespace tipring::control_socket
