#include "cli/softphone/keyboard.h"

#include <array>
#include <cerrno>
#include <utility>

#include <unistd.h>

namespace tipring::cli {
namespace {

// Nobody types such a line.
constexpr std::size_t longest_line = 4096;

}  // namespace

Result<std::unique_ptr<Keyboard>> Keyboard::watch(Reactor& reactor, int descriptor, OnLine on_line) {
  std::unique_ptr<Keyboard> keyboard(new Keyboard(descriptor, std::move(on_line)));
  auto watch =
      reactor.watch(descriptor, Reactor::Interest::readable, [read = keyboard.get()] { read->read(); });
  if (!watch) return watch.error();
  keyboard->watch_ = std::move(watch).value();
  return keyboard;
}

void Keyboard::read() {
  std::array<char, 1024> buffer{};
  const ssize_t count = ::read(descriptor_, buffer.data(), buffer.size());
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (count <= 0) {
    watch_.reset();
    return;
  }
  typed_.append(buffer.data(), static_cast<std::size_t>(count));
  for (auto end = typed_.find('\n'); end != std::string::npos; end = typed_.find('\n')) {
    const std::string line = typed_.substr(0, end);
    typed_.erase(0, end + 1);
    on_line_(line);
  }
  if (typed_.size() > longest_line) typed_.clear();
}

}  // namespace tipring::cli
