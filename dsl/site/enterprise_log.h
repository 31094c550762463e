#pragma once

#include <string>
#include <string_view>

#include "runtime/ports/log.h"

namespace tipring::dsl {

/// The site's log as one of its enterprises has it: every line begins with its name. Of the site's own, as it
/// is.
class EnterpriseLog final : public Log {
 public:
  /// `log` outlives this.
  EnterpriseLog(Log& log, const std::string& enterprise)
      : log_(log), beginning_(enterprise.empty() ? std::string() : "enterprise " + enterprise + ": ") {}

  void write(LogLevel level, std::string_view text) override {
    if (beginning_.empty()) return log_.write(level, text);
    log_.write(level, beginning_ + std::string(text));
  }

 private:
  Log& log_;
  std::string beginning_;
};

}  // namespace tipring::dsl
