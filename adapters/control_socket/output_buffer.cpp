#include "adapters/control_socket/output_buffer.h"

namespace tipring::control_socket {

void OutputBuffer::append(std::string_view line) {
  bytes_.append(line);
  bytes_.push_back('\n');
}

void OutputBuffer::sent(std::size_t count) {
  sent_ += count;
  // The byte before what is unsent stays: it tells whether a line has been begun. Moving the rest forward only
  // when it is the smaller half keeps the cost of a byte constant.
  if (sent_ == bytes_.size()) {
    bytes_.clear();
    sent_ = 0;
  } else if (sent_ > bytes_.size() / 2 + 1) {
    bytes_.erase(0, sent_ - 1);
    sent_ = 1;
  }
}

void OutputBuffer::drop_unbegun() {
  const bool at_beginning = sent_ == 0 || bytes_[sent_ - 1] == '\n';
  if (at_beginning) {
    bytes_.resize(sent_);
  } else {
    bytes_.resize(bytes_.find('\n', sent_) + 1);
  }
}

}  // namespace tipring::control_socket
