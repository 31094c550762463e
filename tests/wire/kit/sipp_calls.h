#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/unit/cli/commands/program.h"
#include "tests/wire/kit/child_process.h"

namespace tipring::wire {

/// sipp with one of the scenarios of tests/wire/sip, over UDP on ports of its own.
class SippCalls {
 public:
  /// `arguments` beyond the scenario and its own addresses.
  SippCalls(const std::string& scenario, const std::vector<std::string>& arguments);

  /// Whether calls are still being made, or under way.
  bool go_on();
  /// Waits for its end: whether all calls went as written.
  bool succeed();
  /// What it complained of.
  std::string errors() const;
  /// Where it is called, once its port is bound.
  std::string uri();

 private:
  ::tipring::testing::TemporaryFolder folder_;
  std::uint16_t port_ = 0;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace tipring::wire
