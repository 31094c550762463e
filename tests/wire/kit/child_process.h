#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace tipring::wire {

/// How long a peer may take for what it should do at once: far more than it needs.
inline constexpr std::chrono::seconds patience{20};

/// A process of a test's own, ended with it by its id.
class ChildProcess {
 public:
  struct Setup {
    std::vector<std::string> words;                    ///< The program, found by PATH, and its arguments.
    std::map<std::string, std::string> environment{};  ///< On top of the test's own.
    std::string folder{};                              ///< Where it runs; empty: where the test does.
    std::string out_file{};                            ///< Its standard output; empty: with the errors.
    std::string err_file;                              ///< Its standard error.
    std::function<void()> prepare{};  ///< Runs in the child before the program: limits, mounts.
  };

  /// Throws std::runtime_error where it cannot be started.
  explicit ChildProcess(const Setup& setup);
  /// Kills it where it still runs.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }
  bool running() { return !ended_within(std::chrono::milliseconds{0}); }
  /// Waits so long at most for its end.
  bool ended_within(std::chrono::milliseconds time);
  /// What it ended with, 128 and the signal's number where one ended it; -1 while it runs.
  int exit_code() const { return exit_code_; }
  void signal(int number);

 private:
  pid_t pid_ = -1;
  int descriptor_ = -1;
  int exit_code_ = -1;
};

}  // namespace tipring::wire
