#include "adapters/control_socket/connection.h"

#include <array>
#include <cerrno>
#include <utility>

#include <sys/socket.h>

#include "adapters/control_socket/unix_address.h"

namespace tipring::control_socket {
namespace {

constexpr std::size_t read_size = 64U << 10U;

bool try_later(int number) {
  return number == EAGAIN || number == EWOULDBLOCK || number == EINTR;
}

}  // namespace

Connection::Connection(FileDescriptor socket, ConnectionHost host, ConnectionLimits limits, std::string peer,
                       std::function<void()> over)
    : socket_(std::move(socket)),
      host_(host),
      limits_(limits),
      peer_(std::move(peer)),
      over_(std::move(over)),
      session_(std::make_unique<ControlSession>(host.control, [this](const std::string& line) { send(line); })),
      input_(limits.longest_line) {}

Connection::~Connection() {
  host_.loop.cancel(farewell_);
}

Result<void> Connection::begin() {
  auto watch = host_.reactor.watch(socket_.get(), interest_, [this] { ready(); });
  if (!watch) return watch.error();
  watch_ = std::move(watch).value();
  return {};
}

void Connection::ready() {
  // What is called here may end the connection; its owner lets go of it later, as an event.
  if (!output_.empty()) flush();
  if (wants_to_read()) read();
  choose_interest();
}

bool Connection::wants_to_read() const {
  return !ended_ && !leaving_ && !overflowed_ && !input_ended_ && !requests_scheduled_ && !input_.has_line() &&
         output_.size() < limits_.eager_output;
}

void Connection::read() {
  std::array<char, read_size> bytes;  // NOLINT(cppcoreguidelines-pro-type-member-init): recv fills it
  const auto count = recv(socket_.get(), bytes.data(), bytes.size(), 0);
  if (count < 0) {
    if (!try_later(errno)) end();
    return;
  }
  if (count == 0) {
    input_ended_ = true;
    input_.finish();
  } else {
    input_.append({bytes.data(), static_cast<std::size_t>(count)});
  }
  schedule_requests();
}

void Connection::schedule_requests() {
  if (requests_scheduled_ || overflowed_ || leaving_ || ended_) return;
  if (!input_.has_line() && !input_.too_long() && !input_ended_) return;
  // They go on when the client has read what it was told before.
  if (output_.size() >= limits_.eager_output) return;
  requests_scheduled_ = true;
  host_.loop.post([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->take_requests();
  });
}

void Connection::take_requests() {
  requests_scheduled_ = false;
  if (leaving_ || ended_) return;
  for (int taken = 0; taken < limits_.requests_a_turn && output_.size() < limits_.eager_output; ++taken) {
    const auto line = input_.next();
    if (!line) break;
    session_->handle(*line);
    if (overflowed_) return;
  }
  if (input_.too_long()) {
    close({"invalid-request",
           "a request is one line of at most " + std::to_string(limits_.longest_line) + " bytes", false});
  } else if (input_ended_ && !input_.has_line()) {
    leave();
  }
  schedule_requests();
  choose_interest();
}

void Connection::send(std::string_view line) {
  if (overflowed_ || leaving_ || ended_) return;
  if (output_.size() + line.size() > limits_.most_output) {
    overflow();
    return;
  }
  output_.append(line);
  choose_interest();
}

void Connection::overflow() {
  // Whoever sends may be in the middle of serving all followers: subscriptions are not touched before that is
  // over.
  overflowed_ = true;
  host_.log.write(LogLevel::warning, "control: client (" + peer_ + ") dropped: it does not read, " +
                                         std::to_string(output_.size()) + " bytes wait for it");
  output_.drop_unbegun();
  host_.loop.post([weak = weak_from_this()] {
    const auto self = weak.lock();
    if (self) self->close({"overflow", "what the runtime had to say was not read in time", true});
  });
}

void Connection::close(const Error& reason) {
  if (leaving_ || ended_) return;
  output_.append(encode_goodbye(reason));
  leave();
}

void Connection::leave() {
  session_->cancel_all();
  leaving_ = true;
  if (output_.empty()) {
    end();
    return;
  }
  farewell_ = host_.loop.after(limits_.farewell, [this] { end(); });
  choose_interest();
}

void Connection::flush() {
  while (!output_.empty()) {
    const auto unsent = output_.unsent();
    const auto count = ::send(socket_.get(), unsent.data(), unsent.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0) {
      if (!try_later(errno)) end();
      break;
    }
    output_.sent(static_cast<std::size_t>(count));
  }
  if (leaving_ && output_.empty()) end();
  schedule_requests();
}

void Connection::end() {
  if (std::exchange(ended_, true)) return;
  watch_.reset();
  host_.loop.cancel(farewell_);
  // As an event, because what called this may still use the connection.
  host_.loop.post([weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    self->session_->cancel_all();
    self->over_();
  });
}

void Connection::choose_interest() {
  if (ended_) return;
  // There is always one of the two: without unsent output a connection reads, or has requests scheduled.
  auto wanted = Reactor::Interest::readable;
  if (!output_.empty()) wanted = wants_to_read() ? Reactor::Interest::both : Reactor::Interest::writable;
  if (wanted == interest_) return;
  interest_ = wanted;
  watch_->change(wanted);
}

}  // namespace tipring::control_socket
