#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tipring::rtp {

/// A thread of the adapter: named for `top -H`, and with all signals blocked, since they belong to the control
/// thread.
std::thread start_thread(const std::string& name, std::function<void()> body);

/// Threads for what may block (reading and writing files), so that the media thread need not. With one thread,
/// tasks run in the order in which they were posted.
class Worker {
 public:
  Worker(const std::string& name, std::size_t threads);
  /// Runs what is queued, then ends.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// From any thread.
  void post(std::function<void()> task);

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace tipring::rtp
