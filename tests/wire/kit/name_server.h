#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/unit/cli/commands/program.h"
#include "tests/wire/kit/child_process.h"

namespace tipring::wire {

/// A name server that is not ours: dnsmasq, which knows these records and nothing else.
class NameServer {
 public:
  /// `records`: options of dnsmasq, such as "--srv-host=_sip._udp.pbx.example,a.example,5070,10". Returns once
  /// it answers. Throws std::runtime_error where that does not come.
  explicit NameServer(const std::vector<std::string>& records);

  /// "127.0.0.1:5353"
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  ::tipring::testing::TemporaryFolder folder_;
  std::uint16_t port_ = 0;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace tipring::wire
