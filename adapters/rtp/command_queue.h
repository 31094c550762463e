#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <vector>

#include "adapters/rtp/udp_socket.h"

namespace tipring::rtp {

/// The way from the other threads to the media thread: commands in order, and a descriptor to wait on. Bounded:
/// when the media thread is so far behind, whoever posts waits for it; it never waits for anybody.
class CommandQueue {
 public:
  using Command = std::function<void()>;

  /// `wake`: an eventfd.
  explicit CommandQueue(Descriptor wake) : wake_(std::move(wake)) {}

  /// From any thread but the media thread.
  void post(Command command);

  /// The same, but leaves it to the caller to call wake(), and says whether it must: only for the first of the
  /// commands that wait.
  bool put(Command command);
  void wake() const;

  /// Becomes readable when there are commands. Media thread only, as is run().
  int descriptor() const { return wake_.get(); }
  void run();

 private:
  static constexpr std::size_t capacity = 65536;

  Descriptor wake_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::vector<Command> commands_;
  std::vector<Command> running_;
};

}  // namespace tipring::rtp
