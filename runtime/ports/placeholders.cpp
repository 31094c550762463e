#include "runtime/ports/placeholders.h"

#include <cctype>
#include <optional>
#include <utility>

namespace tipring {
namespace {

// Reads SQL no further than to know what is text of it and what is not.
class StatementReader {
 public:
  explicit StatementReader(std::string_view text) : text_(text) {}

  // The next `?` or `??` outside of everything, as its offset and length; nothing at the end.
  std::optional<std::pair<std::size_t, std::size_t>> next() {
    while (at_ < text_.size()) {
      const char letter = text_[at_];
      if (letter == '?') {
        const std::size_t length = peek(1) == '?' ? 2 : 1;
        at_ += length;
        return std::pair{at_ - length, length};
      }
      skip(letter);
    }
    return std::nullopt;
  }

 private:
  char peek(std::size_t further) const { return at_ + further < text_.size() ? text_[at_ + further] : '\0'; }

  void skip(char letter) {
    if (letter == '\'' || letter == '"' || letter == '`') return skip_quoted(letter);
    if (letter == '-' && peek(1) == '-') return skip_past("\n");
    if (letter == '/' && peek(1) == '*') return skip_past("*/");
    if (letter == '[' && is_name_in_brackets()) return skip_past("]");
    if (letter == '$' && skip_dollar_quoted()) return;
    ++at_;
  }

  // A doubled quote within is read as the end of one and the beginning of another, which comes to the same.
  void skip_quoted(char quote) {
    ++at_;
    while (at_ < text_.size() && text_[at_] != quote)
      ++at_;
    ++at_;
  }

  void skip_past(std::string_view end) {
    const std::size_t found = text_.find(end, at_ + 1);
    at_ = found == std::string_view::npos ? text_.size() : found + end.size();
  }

  // [order] is a name of SQLite's, where values[1] and ARRAY[?] are PostgreSQL's.
  bool is_name_in_brackets() const {
    if (at_ > 0 && is_of_name(text_[at_ - 1])) return false;
    const std::size_t end = text_.find(']', at_);
    return end != std::string_view::npos && text_.substr(at_, end - at_).find('?') == std::string_view::npos;
  }

  static bool is_of_name(char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' || letter == ']';
  }

  bool skip_dollar_quoted() {
    if (at_ > 0 && is_of_name(text_[at_ - 1])) return false;
    std::size_t end = at_ + 1;
    while (end < text_.size() && is_of_name(text_[end]) && text_[end] != ']')
      ++end;
    const bool is_tag = end < text_.size() && text_[end] == '$' &&
                        std::isdigit(static_cast<unsigned char>(text_[at_ + 1])) == 0;
    if (!is_tag) return false;
    const std::string_view tag = text_.substr(at_, end + 1 - at_);
    const std::size_t closing = text_.find(tag, end + 1);
    at_ = closing == std::string_view::npos ? text_.size() : closing + tag.size();
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<std::size_t> placeholders(std::string_view statement) {
  std::vector<std::size_t> offsets;
  StatementReader reader(statement);
  while (const auto found = reader.next()) {
    if (found->second == 1) offsets.push_back(found->first);
  }
  return offsets;
}

std::string with_placeholders(std::string_view statement,
                              const std::function<std::string(std::size_t number)>& name) {
  std::string text;
  StatementReader reader(statement);
  std::size_t copied = 0;
  std::size_t number = 0;
  while (const auto found = reader.next()) {
    text += statement.substr(copied, found->first - copied);
    text += found->second == 2 ? std::string("?") : name(++number);
    copied = found->first + found->second;
  }
  return text.append(statement.substr(copied));
}

}  // namespace tipring
