#pragma once

#include <cstdint>
#include <string_view>

namespace tipring {

enum class LogLevel : std::uint8_t { debug, info, warning, error };

/// Lines for the operator. Control thread only; other threads post.
class Log {
 public:
  virtual ~Log() = default;
  /// `text` is one line without its end; control characters in it are escaped by the implementation.
  virtual void write(LogLevel level, std::string_view text) = 0;
};

}  // namespace tipring
