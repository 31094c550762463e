#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "tests/unit/cli/commands/program.h"
#include "tests/wire/kit/child_process.h"

namespace tipring::wire {

/// Debian's rtpengine in user space, on loopback.
class Rtpengine {
 public:
  /// Returns once it takes commands. Throws std::runtime_error where that does not come.
  Rtpengine();

  /// Where it takes commands.
  std::string control() const { return "127.0.0.1:" + std::to_string(control_port_); }
  /// Whether packets from this port are its.
  bool has_port(int port) const { return port >= first_port_ && port < first_port_ + ports; }

  /// Ends it as a crash would.
  void kill() { process_.reset(); }
  /// Once it has ended: runs it again at the same address, without what it knew.
  void start();

  /// All that it has logged.
  std::string log() const;

 private:
  static constexpr int ports = 400;

  ::tipring::testing::TemporaryFolder folder_;
  std::uint16_t control_port_;
  int first_port_;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace tipring::wire
