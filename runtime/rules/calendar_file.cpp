#include "runtime/rules/calendar_file.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>

namespace tipring {
namespace {

using std::chrono::sys_days;

// A content line (RFC 5545, section 3.1), unfolded.
struct ContentLine {
  int number = 0;
  std::string name{};                     // In capital letters, as `parameters`.
  std::vector<std::string> parameters{};  // "VALUE=DATE"
  std::string value{};
};

std::string in_capitals(std::string_view text) {
  std::string capitals(text);
  for (char& letter : capitals)
    letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return capitals;
}

// Takes lines off a calendar's text.
class LineReader {
 public:
  explicit LineReader(std::string_view text) : rest_(text) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (rest_.starts_with(byte_order_mark)) rest_.remove_prefix(byte_order_mark.size());
  }

  // Nothing at the end. A line without a colon has all in its name.
  std::optional<ContentLine> next() {
    while (!rest_.empty()) {
      ContentLine line{.number = number_ + 1};
      std::string text(take());
      while (rest_.starts_with(' ') || rest_.starts_with('\t'))
        text += take().substr(1);
      if (text.empty()) continue;
      split(text, line);
      return line;
    }
    return std::nullopt;
  }

 private:
  std::string_view take() {
    const auto end = rest_.find('\n');
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++number_;
    return line;
  }

  // Semicolons and colons within quotation marks separate nothing.
  static void split(const std::string& text, ContentLine& line) {
    bool quoted = false;
    std::size_t begin = 0;
    bool named = false;
    for (std::size_t i = 0; i <= text.size(); ++i) {
      const char letter = i < text.size() ? text[i] : ':';
      if (letter == '"') quoted = !quoted;
      if ((quoted && i < text.size()) || (letter != ';' && letter != ':')) continue;
      std::string part = in_capitals(std::string_view(text).substr(begin, i - begin));
      if (named) {
        line.parameters.push_back(std::move(part));
      } else {
        line.name = std::move(part);
      }
      named = true;
      begin = i + 1;
      if (letter == ':') break;
    }
    if (begin <= text.size()) line.value = text.substr(begin);
  }

  std::string_view rest_;
  int number_ = 0;
};

// The backslashes of section 3.3.11.
std::string plain_text(std::string_view value) {
  std::string text;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\\' || i + 1 == value.size()) {
      text += value[i];
      continue;
    }
    ++i;
    text += value[i] == 'n' || value[i] == 'N' ? ' ' : value[i];
  }
  return text;
}

struct Event {
  int line = 0;
  std::string name{};
  std::optional<sys_days> begins{};
  std::optional<sys_days> ends{};  // The day after its last one.
  bool yearly = false;
  bool cancelled = false;
};

class CalendarReader {
 public:
  CalendarReader(std::string_view text, std::string_view file) : lines_(text), file_(file) {}

  Result<std::vector<Holiday>> read() {
    while (const auto line = lines_.next()) {
      if (auto taken = take(*line); !taken) return taken.error();
      last_line_ = line->number;
    }
    if (!within_.empty()) return wrong(last_line_, "the file ends within " + within_.back());
    if (last_line_ == 0) return wrong(1, "the file is empty: expected BEGIN:VCALENDAR");
    return std::move(holidays_);
  }

 private:
  Error wrong(int line, const std::string& text) const {
    return {"bad-calendar", file_ + ":" + std::to_string(std::max(line, 1)) + ": " + text};
  }

  Result<void> take(const ContentLine& line) {
    if (line.name == "BEGIN") return begin(line);
    if (line.name == "END") return end(line);
    if (within_.empty()) return wrong(line.number, "is no calendar: expected BEGIN:VCALENDAR");
    // What stands in components of other kinds, VTIMEZONE or the VALARM of an event, is not about days.
    return within_.size() == 2 && within_.back() == "VEVENT" ? property(line) : Result<void>();
  }

  Result<void> begin(const ContentLine& line) {
    const std::string component = in_capitals(line.value);
    if (within_.empty() && component != "VCALENDAR")
      return wrong(line.number, "is no calendar: expected BEGIN:VCALENDAR");
    // No calendar nests deeper than an alarm in an event.
    if (within_.size() == 4) return wrong(line.number, "has components too deep within others");
    within_.push_back(component);
    if (within_.size() == 2 && component == "VEVENT") event_ = {.line = line.number};
    return {};
  }

  Result<void> end(const ContentLine& line) {
    const std::string component = in_capitals(line.value);
    if (within_.empty() || within_.back() != component)
      return wrong(line.number, "END:" + component + " ends nothing that has begun there");
    const bool is_event = within_.size() == 2 && component == "VEVENT";
    within_.pop_back();
    return is_event ? add_event() : Result<void>();
  }

  Result<void> property(const ContentLine& line) {
    static constexpr std::array<std::string_view, 5> refused{"DURATION", "RDATE", "EXDATE", "EXRULE",
                                                             "RECURRENCE-ID"};
    if (std::ranges::find(refused, line.name) != refused.end())
      return wrong(line.number, line.name + " is not understood: DTSTART, DTEND and RRULE:FREQ=YEARLY are");
    if (line.name == "SUMMARY") event_.name = plain_text(line.value);
    if (line.name == "STATUS") event_.cancelled = in_capitals(line.value) == "CANCELLED";
    if (line.name == "DTSTART") return date(line, event_.begins);
    if (line.name == "DTEND") return date(line, event_.ends);
    if (line.name != "RRULE") return {};
    const std::string rule = in_capitals(line.value);
    if (rule != "FREQ=YEARLY" && rule != "FREQ=YEARLY;INTERVAL=1")
      return wrong(line.number, "RRULE:" + line.value + " is not understood: RRULE:FREQ=YEARLY is");
    event_.yearly = true;
    return {};
  }

  Result<void> date(const ContentLine& line, std::optional<sys_days>& into) const {
    const std::string& value = line.value;
    const bool is_date = std::ranges::find(line.parameters, "VALUE=DATE") != line.parameters.end();
    if (!is_date || value.size() != 8)
      return wrong(line.number, line.name + " must be a whole day, " + line.name +
                                    ";VALUE=DATE:20261225, not " + (value.empty() ? "nothing" : value));
    const auto parsed = parse_date(value.substr(0, 4) + "-" + value.substr(4, 2) + "-" + value.substr(6));
    if (!parsed) return wrong(line.number, line.name + ": there is no day " + value);
    into = parsed.value();
    return {};
  }

  Result<void> add_event() {
    if (event_.cancelled) return {};
    if (!event_.begins) return wrong(event_.line, "the event has no DTSTART;VALUE=DATE");
    const auto days = event_.ends ? (*event_.ends - *event_.begins).count() : 1;
    if (days < 1 || days > DayRule::most_days)
      return wrong(event_.line, "the event must end after it begins, and within a year");
    if (holidays_.size() == most_calendar_events)
      return wrong(event_.line, "has more than " + std::to_string(most_calendar_events) + " events");
    DayRule rule{.kind = event_.yearly ? DayRule::Kind::yearly : DayRule::Kind::once,
                 .first = *event_.begins,
                 .days = static_cast<int>(days)};
    holidays_.push_back({event_.name, rule});
    return {};
  }

  LineReader lines_;
  std::string file_;
  std::vector<std::string> within_;  // Components that have begun.
  int last_line_ = 0;
  Event event_{};
  std::vector<Holiday> holidays_;
};

}  // namespace

Result<std::vector<Holiday>> read_calendar(std::string_view text, std::string_view file) {
  if (text.size() > longest_calendar)
    return Error{"bad-calendar", std::string(file) + ":1: is longer than 1 MiB"};
  return CalendarReader(text, file).read();
}

}  // namespace tipring
