#include "cli/run/stderr_log.h"

#include <array>
#include <cstdlib>
#include <string>
#include <utility>

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/ansicolor_sink.h>
#include <spdlog/sinks/ostream_sink.h>

#include "cli/output/text.h"

namespace tipring::cli {
namespace {

constexpr std::array<std::pair<LogLevel, std::string_view>, 4> level_names{{
    {LogLevel::debug, "debug"},
    {LogLevel::info, "info"},
    {LogLevel::warning, "warning"},
    {LogLevel::error, "error"},
}};

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): nothing changes the environment
  return value != nullptr && *value != '\0';
}

std::shared_ptr<spdlog::logger> make_logger(spdlog::sink_ptr sink, LogLevel level, bool with_time) {
  auto logger = std::make_shared<spdlog::logger>("tipring", std::move(sink));
  logger->set_formatter(std::make_unique<spdlog::pattern_formatter>(
      with_time ? "%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v" : "%^%l%$ %v", spdlog::pattern_time_type::utc));
  logger->set_level(spdlog_level(level));
  logger->flush_on(spdlog::level::debug);
  return logger;
}

}  // namespace

StderrLog::StderrLog(LogLevel level) : level_(level) {
  // The sink itself looks whether it writes to a terminal.
  const auto colours = is_set("NO_COLOR") ? spdlog::color_mode::never : spdlog::color_mode::automatic;
  logger_ = make_logger(std::make_shared<spdlog::sinks::ansicolor_stderr_sink_st>(colours), level,
                        !is_set("JOURNAL_STREAM"));
}

StderrLog::StderrLog(LogLevel level, std::ostream& stream)
    : logger_(make_logger(std::make_shared<spdlog::sinks::ostream_sink_st>(stream), level, true)),
      level_(level) {}

StderrLog::~StderrLog() = default;

void StderrLog::write(LogLevel level, std::string_view text) {
  if (level < level_) return;
  logger_->log(spdlog_level(level), spdlog::string_view_t(safe_for_terminal(text)));
}

void StderrLog::set_level(LogLevel level) {
  level_ = level;
  logger_->set_level(spdlog_level(level));
}

std::string_view to_string(LogLevel level) {
  return level_names.at(static_cast<std::size_t>(level)).second;
}

std::optional<LogLevel> parse_log_level(std::string_view name) {
  for (const auto& [level, text] : level_names) {
    if (text == name) return level;
  }
  return std::nullopt;
}

void add_log_methods(Control& control, StderrLog& log) {
  std::vector<std::string> choices;
  for (const auto& [level, text] : level_names)
    choices.emplace_back(text);
  control.add(ControlMethod{"log.level",
                            "Shows from which level on the runtime logs; sets it where one is given.",
                            {{.name = "level",
                              .type = ControlType::text,
                              .doc = "Lines of this level or a graver one are logged from now on.",
                              .choices = std::move(choices)}},
                            [&log](const ControlArguments& arguments) {
                              if (const auto name = arguments.optional_text("level")) {
                                log.set_level(parse_log_level(*name).value_or(log.level()));
                              }
                              return Result<Json>(Json{{"level", to_string(log.level())}});
                            }});
}

}  // namespace tipring::cli
