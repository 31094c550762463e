#pragma once

#include <memory>
#include <optional>
#include <ostream>
#include <string_view>

#include "runtime/control/control.h"
#include "runtime/ports/log.h"

namespace spdlog {
class logger;
}

namespace tipring::cli {

/// The operator's log on the standard error: time in UTC, level, text. Control thread only.
class StderrLog final : public Log {
 public:
  /// Coloured where the standard error is a terminal and NO_COLOR is not set; without the time where systemd's
  /// journal adds its own (JOURNAL_STREAM is set).
  explicit StderrLog(LogLevel level);
  /// The same on another stream, plain. For tests.
  StderrLog(LogLevel level, std::ostream& stream);
  ~StderrLog() override;

  void write(LogLevel level, std::string_view text) override;

  /// Lines below this level are dropped from now on.
  void set_level(LogLevel level);
  LogLevel level() const { return level_; }

 private:
  std::shared_ptr<spdlog::logger> logger_;
  LogLevel level_;
};

/// "debug", "info", "warning", "error".
std::string_view to_string(LogLevel level);
std::optional<LogLevel> parse_log_level(std::string_view name);

/// Adds `log.level`, which shows and sets the level. `log` must outlive the sessions of `control`.
void add_log_methods(Control& control, StderrLog& log);

}  // namespace tipring::cli
