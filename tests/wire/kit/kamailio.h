#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "tests/unit/cli/commands/program.h"
#include "tests/wire/kit/child_process.h"

namespace tipring::wire {

/// A SIP server that is not ours and does not stand on Sofia: Kamailio, as a carrier or a proxy. It is at an
/// address of its own, so that a trunk is not taken for everybody on this machine.
class Kamailio {
 public:
  struct Setup {
    std::string configuration;  ///< Its file, which listens at LISTEN.
    std::map<std::string, std::string>
        words{};  ///< More words that stand there for something, as it is written.
    std::string ip = "127.0.0.2";
  };

  /// Returns once it listens. Throws std::runtime_error where that does not come.
  explicit Kamailio(const Setup& setup);

  /// "127.0.0.2:5060"
  std::string address() const { return ip_ + ":" + std::to_string(port_); }
  std::string uri(const std::string& user) const { return "sip:" + user + "@" + address(); }
  /// All that it has logged.
  std::string log() const;

 private:
  ::tipring::testing::TemporaryFolder folder_;
  std::string ip_;
  std::uint16_t port_ = 0;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace tipring::wire
