#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

#include "runtime/ports/reactor.h"

namespace tipring::sip {

/// One run of sipp with a scenario of this folder, as a process of its own.
class Sipp {
 public:
  /// `arguments` beyond the scenario and `ip`, where it is. Runs in a temporary folder of its own.
  Sipp(Reactor& reactor, const std::string& scenario, const std::vector<std::string>& arguments,
       const std::string& ip = "127.0.0.1");
  ~Sipp();
  Sipp(const Sipp&) = delete;
  Sipp& operator=(const Sipp&) = delete;

  bool ended() const { return ended_; }
  /// Only when ended(): 0 when the scenario went as written.
  int exit_code() const { return exit_code_; }
  /// What it printed.
  std::string output() const;

 private:
  void reap();

  std::string folder_;
  pid_t pid_ = -1;
  int descriptor_ = -1;
  bool ended_ = false;
  int exit_code_ = -1;
  std::unique_ptr<Reactor::Watch> watch_;
};

}  // namespace tipring::sip
