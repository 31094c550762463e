#include "adapters/control_socket/control_client.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <utility>

#include <poll.h>
#include <sys/socket.h>

#include "adapters/control_socket/unix_address.h"

namespace tipring::control_socket {
namespace {

constexpr std::size_t longest_answer_line = 64U << 20U;

std::chrono::steady_clock::time_point from_now(ControlClient::Timeout timeout) {
  return std::chrono::steady_clock::now() + timeout;
}

Error unreachable(const std::string& path, int number) {
  if (number == ENOENT || number == ECONNREFUSED) {
    return {"unreachable", "no runtime listens at '" + path + "'", true};
  }
  return {"unreachable", "cannot reach the runtime at '" + path + "': " + describe_errno(number),
          number == EAGAIN};
}

}  // namespace

ControlClient::ControlClient(FileDescriptor socket, std::string path)
    : socket_(std::move(socket)), path_(std::move(path)), input_(longest_answer_line) {}

Result<ControlClient> ControlClient::connect(const std::string& path, Timeout timeout) {
  const auto address = unix_address(path);
  if (!address) return Error{"unreachable", address.error().text, false};
  const auto deadline = from_now(timeout);
  for (;;) {
    FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket) return unreachable(path, errno);
    if (::connect(socket.get(), address->get(), address->size()) == 0)
      return ControlClient(std::move(socket), path);
    // A full backlog: a Unix socket does not go on connecting by itself (connect(2)).
    if (errno != EAGAIN && errno != EINTR) return unreachable(path, errno);
    if (std::chrono::steady_clock::now() >= deadline) return unreachable(path, EAGAIN);
    constexpr int pause_ms = 10;
    ::poll(nullptr, 0, pause_ms);
  }
}

Error ControlClient::lost() const {
  return {"unreachable", "the runtime at '" + path_ + "' is gone", true};
}

Result<void> ControlClient::wait_for(short events, Deadline deadline) {
  for (;;) {
    int left = -1;
    if (deadline) {
      const auto span =
          std::chrono::ceil<std::chrono::milliseconds>(*deadline - std::chrono::steady_clock::now());
      left = static_cast<int>(std::clamp<std::int64_t>(span.count(), 0, std::numeric_limits<int>::max()));
    }
    pollfd watched{socket_.get(), events, 0};
    const int count = ::poll(&watched, 1, left);
    if (count > 0) return {};
    if (count == 0) return Error{"timed-out", "the runtime at '" + path_ + "' did not answer in time", true};
    if (errno != EINTR)
      return Error{"unreachable", "cannot wait for the runtime: " + describe_errno(errno), false};
  }
}

Result<void> ControlClient::write(std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    const auto count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      if (auto ready = wait_for(POLLOUT, deadline); !ready) return ready;
    } else if (errno == EPIPE || errno == ECONNRESET) {
      // It may have said why before it closed.
      return {};
    } else if (errno != EINTR) {
      return lost();
    }
  }
  return {};
}

Result<RpcMessage> ControlClient::read(Deadline deadline) {
  for (;;) {
    if (const auto line = input_.next()) return decode_message(*line);
    if (input_.too_long())
      return Error{"bad-answer", "the runtime's answer is longer than any should be", false};
    std::array<char, 64U << 10U> bytes;  // NOLINT(cppcoreguidelines-pro-type-member-init): recv fills it
    const auto count = ::recv(socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (count > 0) {
      input_.append({bytes.data(), static_cast<std::size_t>(count)});
    } else if (count < 0 && errno == EAGAIN) {
      if (auto ready = wait_for(POLLIN, deadline); !ready) return ready.error();
    } else if (count == 0 || errno != EINTR) {
      return lost();
    }
  }
}

Result<Json> ControlClient::call(std::string_view method, const Json& params, Timeout timeout) {
  const Deadline deadline = from_now(timeout);
  const auto id = next_id_++;
  if (auto written = write(encode_request(id, method, params) + "\n", deadline); !written)
    return written.error();
  for (;;) {
    auto message = read(deadline);
    if (!message) return message.error();
    if (auto* answer = std::get_if<RpcAnswer>(&message.value()); answer != nullptr && answer->id == id) {
      return std::move(answer->result);
    }
    if (const auto* goodbye = std::get_if<RpcGoodbye>(&message.value())) return goodbye->error;
  }
}

Result<void> ControlClient::subscribe(std::string_view method, const Json& params, Timeout timeout) {
  const auto answer = call(method, params, timeout);
  if (!answer) return answer.error();
  const auto number = answer->find("subscription");
  if (number == answer->end() || !number->is_number_unsigned()) {
    return Error{"bad-answer", "the runtime answered '" + std::string(method) + "' without a subscription",
                 false};
  }
  subscription_ = number->get<std::uint64_t>();
  return {};
}

Result<Json> ControlClient::next(std::optional<Timeout> timeout) {
  const Deadline deadline = timeout ? Deadline(from_now(*timeout)) : std::nullopt;
  for (;;) {
    auto message = read(deadline);
    if (!message) return message.error();
    if (auto* item = std::get_if<RpcItem>(&message.value());
        item != nullptr && item->subscription == subscription_) {
      return std::move(item->item);
    }
    if (const auto* end = std::get_if<RpcEnd>(&message.value());
        end != nullptr && end->subscription == subscription_) {
      return end->error;
    }
    if (const auto* goodbye = std::get_if<RpcGoodbye>(&message.value())) return goodbye->error;
  }
}

}  // namespace tipring::control_socket
