#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tipring::control_socket {

/// Lines that wait to be sent.
class OutputBuffer {
 public:
  /// `line` without its end.
  void append(std::string_view line);

  /// What is to be sent next.
  std::string_view unsent() const { return std::string_view(bytes_).substr(sent_); }
  std::size_t size() const { return bytes_.size() - sent_; }
  bool empty() const { return size() == 0; }

  /// `count` bytes of unsent() are on their way.
  void sent(std::size_t count);

  /// Forgets the lines of which nothing is on its way yet.
  void drop_unbegun();

 private:
  std::string bytes_;
  std::size_t sent_ = 0;
};

}  // namespace tipring::control_socket
