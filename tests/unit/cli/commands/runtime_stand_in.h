#pragma once

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "runtime/control/control.h"
#include "tests/unit/cli/commands/program.h"

namespace tipring::testing {

/// A control socket with commands of a test's own behind it, served on a thread while this lives.
class RuntimeStandIn {
 public:
  explicit RuntimeStandIn(const Control& control);
  RuntimeStandIn(const RuntimeStandIn&) = delete;
  RuntimeStandIn& operator=(const RuntimeStandIn&) = delete;
  ~RuntimeStandIn();

  std::string socket() const { return folder_.file("control.sock"); }

  /// Runs tipring with this runtime's socket.
  Ended tipring(const std::vector<std::string>& arguments, HowToRun how = {}) const;

 private:
  class Served;
  TemporaryFolder folder_;
  std::unique_ptr<Served> served_;
  std::thread thread_;
};

}  // namespace tipring::testing
