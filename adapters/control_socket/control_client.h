#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/control_socket/file_descriptor.h"
#include "adapters/control_socket/line_reader.h"
#include "runtime/base/result.h"
#include "runtime/control/json_rpc.h"

namespace tipring::control_socket {

/// A program's end of the control protocol. Blocks; one thread. Every request takes a time-out and fails with
/// "timed-out" when it is over, with "unreachable" when the runtime cannot be reached or is gone, with
/// "bad-answer" when it says something that is no JSON-RPC, and with the runtime's own Error when that refuses.
class ControlClient {
 public:
  using Timeout = std::chrono::milliseconds;

  static Result<ControlClient> connect(const std::string& path, Timeout timeout);

  Result<Json> call(std::string_view method, const Json& params, Timeout timeout);

  /// Starts a stream; what follows comes from next(). One subscription at a time.
  Result<void> subscribe(std::string_view method, const Json& params, Timeout timeout);

  /// Waits for the subscription's next item, without a time-out where none is given. When the runtime ends the
  /// stream, its reason is the Error.
  Result<Json> next(std::optional<Timeout> timeout);

 private:
  using Deadline = std::optional<std::chrono::steady_clock::time_point>;
  ControlClient(FileDescriptor socket, std::string path);
  Result<void> wait_for(short events, Deadline deadline);
  Result<void> write(std::string_view bytes, Deadline deadline);
  Result<RpcMessage> read(Deadline deadline);
  Error lost() const;

  FileDescriptor socket_;
  std::string path_;
  LineReader input_;
  std::int64_t next_id_ = 1;
  std::uint64_t subscription_ = 0;
};

}  // namespace tipring::control_socket
