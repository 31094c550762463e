#include "cli/tester/site_watch.h"

#include <algorithm>
#include <utility>

#include "cli/tester/hearing.h"
#include "dsl/binding/word_call.h"

namespace tipring::cli {
namespace {

constexpr std::size_t shown_at_most = 8;

std::string_view level_name(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      return "error";
  }
  return "";
}

std::string listed(const std::vector<std::string>& lines, std::string_view none) {
  if (lines.empty()) return "\n" + std::string(none);
  std::string out;
  const std::size_t first = lines.size() - std::min(lines.size(), shown_at_most);
  for (std::size_t index = first; index < lines.size(); ++index)
    out += "\n  " + lines[index];
  return out;
}

}  // namespace

void SiteWatch::write(LogLevel level, std::string_view text) {
  if (level == LogLevel::debug) return;
  lines_.emplace_back(text);
  play_.add("site", "logs " + std::string(level_name(level)) + ": " + std::string(text));
}

void SiteWatch::entry(const Entry& entry) {
  if (entry.kind != EntryKind::script_failed) return;
  const auto* error = entry.field<std::string>("error");
  errors_.push_back({error == nullptr ? std::string("a script failed") : *error, false});
}

Expectation SiteWatch::logs(std::string text, Duration within) const {
  Expectation expectation;
  expectation.within = within;
  expectation.judge = [this, text] {
    const bool found = std::any_of(lines_.begin(), lines_.end(), [&](const std::string& line) {
      return find_without_case(line, text, 0).has_value();
    });
    return found ? Judgement::holds() : Judgement::open();
  };
  expectation.too_late = [this, text, within] {
    return "the site did not log \"" + text + "\" within " + dsl::format_duration(within) +
           "; it logged:" + listed(lines_, "  nothing");
  };
  return expectation;
}

Expectation SiteWatch::fails_with(std::string text, Duration within) {
  Expectation expectation;
  expectation.within = within;
  expectation.judge = [this, text] {
    const auto found = std::find_if(errors_.begin(), errors_.end(), [&](const ScriptError& error) {
      return find_without_case(error.text, text, 0).has_value();
    });
    if (found == errors_.end()) return Judgement::open();
    found->expected = true;
    return Judgement::holds();
  };
  expectation.too_late = [this, text, within] {
    std::vector<std::string> texts;
    for (const ScriptError& error : errors_)
      texts.push_back(error.text);
    return "no script of the site failed with \"" + text + "\" within " + dsl::format_duration(within) +
           "; script errors so far:" + listed(texts, "  none");
  };
  return expectation;
}

std::vector<std::string> SiteWatch::unexpected_errors() const {
  std::vector<std::string> texts;
  for (const ScriptError& error : errors_) {
    if (!error.expected) texts.push_back(error.text);
  }
  return texts;
}

}  // namespace tipring::cli
