#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

#include "runtime/base/result.h"

namespace tipring::speech {

/// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();

  int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

/// A program running beside us. No shell is involved; the program inherits nothing but what it is given, and
/// none of our signal settings. Its end is seen by a descriptor, so that no SIGCHLD handler is needed. Control
/// thread only.
class ChildProcess {
 public:
  /// Starts `program` (looked up in PATH) with `arguments`, reading `input`. Fails with "speech-failed".
  static Result<ChildProcess> start(const std::string& program, const std::vector<std::string>& arguments,
                                    const std::string& input);

  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) = delete;
  /// Kills it if it still runs, and waits for that.
  ~ChildProcess();

  /// Becomes readable when the program has ended.
  int descriptor() const { return pidfd_.get(); }

  void kill() const;

  /// Once the program has ended: nothing when it did well, else why not, with the beginning of what it
  /// complained about. To be called once.
  std::optional<std::string> reap();

 private:
  ChildProcess(pid_t pid, Descriptor pidfd, Descriptor complaints);

  pid_t pid_ = 0;
  Descriptor pidfd_;
  Descriptor complaints_;  // What it writes to stderr.
};

}  // namespace tipring::speech
