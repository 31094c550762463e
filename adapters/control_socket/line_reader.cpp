#include "adapters/control_socket/line_reader.h"

namespace tipring::control_socket {

void LineReader::append(std::string_view bytes) {
  bytes_.erase(0, begin_);
  searched_ -= begin_;
  if (end_ != std::string::npos) end_ -= begin_;
  begin_ = 0;
  bytes_.append(bytes);
  find_end();
}

void LineReader::find_end() {
  if (end_ != std::string::npos) return;
  end_ = bytes_.find('\n', searched_);
  searched_ = end_ == std::string::npos ? bytes_.size() : end_;
}

bool LineReader::too_long() const {
  return (end_ == std::string::npos ? bytes_.size() : end_) - begin_ > longest_;
}

std::optional<std::string_view> LineReader::next() {
  if (!has_line()) return std::nullopt;
  const auto line = std::string_view(bytes_).substr(begin_, end_ - begin_);
  begin_ = end_ + 1;
  searched_ = begin_;
  end_ = std::string::npos;
  find_end();
  return line;
}

void LineReader::finish() {
  if (bytes_.size() > begin_ && bytes_.back() != '\n') append("\n");
}

}  // namespace tipring::control_socket
