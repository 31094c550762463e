#include "runtime/base/csv.h"

#include "runtime/base/utf8.h"

namespace tipring {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

bool is_blank(char letter) {
  return letter == ' ' || letter == '\t';
}

Error bad_row(std::string why) {
  return {"bad-row", std::move(why)};
}

}  // namespace

CsvReader::CsvReader(std::string_view text) : text_(text) {
  if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
}

bool CsvReader::at_line_end() const {
  return at_ >= text_.size() || text_[at_] == '\n' ||
         (text_[at_] == '\r' && text_.substr(at_).starts_with("\r\n"));
}

bool CsvReader::at_comment() const {
  if (at_ >= text_.size() || text_[at_] != '#') return false;
  return at_ == 0 || text_[at_ - 1] == '\n' || is_blank(text_[at_ - 1]);
}

void CsvReader::skip_blanks() {
  while (at_ < text_.size() && is_blank(text_[at_]))
    ++at_;
}

void CsvReader::skip_to_next_line() {
  const auto end = text_.find('\n', at_);
  if (end != std::string_view::npos) ++line_;
  at_ = end == std::string_view::npos ? text_.size() : end + 1;
}

Result<std::string> CsvReader::quoted_field(std::size_t line) {
  std::string value;
  for (++at_; at_ < text_.size(); ++at_) {
    const char letter = text_[at_];
    if (letter == '\n') ++line_;
    if (letter != '"') {
      value += letter;
      continue;
    }
    ++at_;
    if (at_ < text_.size() && text_[at_] == '"') {
      value += letter;
      continue;
    }
    skip_blanks();
    if (at_line_end() || at_comment() || text_[at_] == ',') return value;
    return bad_row("after a closing quotation mark comes neither a comma nor the end of the line");
  }
  return bad_row("the quotation mark of line " + std::to_string(line) + " is never closed");
}

Result<std::string> CsvReader::plain_field() {
  std::string value;
  for (; !at_line_end() && !at_comment() && text_[at_] != ','; ++at_) {
    if (text_[at_] == '"')
      return bad_row("a quotation mark stands amid a field; fields that have one stand in quotation marks");
    value += text_[at_];
  }
  while (!value.empty() && is_blank(value.back()))
    value.pop_back();
  return value;
}

Result<std::string> CsvReader::field(std::size_t line) {
  skip_blanks();
  auto value = at_ < text_.size() && text_[at_] == '"' ? quoted_field(line) : plain_field();
  if (value && !is_utf8(value.value())) return bad_row("it is no text in UTF-8");
  if (value && value->find('\0') != std::string::npos)
    return bad_row("it has a character in it that is no text");
  return value;
}

Result<bool> CsvReader::next(CsvRow& row) {
  while (at_ < text_.size()) {
    row.line = line_;
    row.fields.clear();
    skip_blanks();
    if (at_line_end() || at_comment()) {
      skip_to_next_line();
      continue;
    }
    for (;; ++at_) {
      auto value = field(row.line);
      if (!value) {
        skip_to_next_line();
        return value.error();
      }
      row.fields.push_back(std::move(value).value());
      if (at_line_end() || at_comment()) break;
    }
    skip_to_next_line();
    return true;
  }
  return false;
}

}  // namespace tipring
