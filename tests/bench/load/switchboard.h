#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/load/sockets.h"

namespace tipring::bench {

/// What stands between callers and called parties, with calls through it.
class Switchboard {
 public:
  virtual ~Switchboard() = default;
  /// Sets up so many calls, whose audio on both sides is at these ports of ours. Throws std::runtime_error
  /// where one does not come about.
  virtual void set_up(int calls, std::uint16_t caller_media, std::uint16_t called_media) = 0;
  virtual void hang_up() = 0;

  /// Its ports for the callers' and for the called parties' audio.
  const std::vector<std::uint16_t>& towards_callers() const { return towards_callers_; }
  const std::vector<std::uint16_t>& towards_called() const { return towards_called_; }

 protected:
  std::vector<std::uint16_t> towards_callers_;
  std::vector<std::uint16_t> towards_called_;
};

/// By SIP: calls `user` at the port, and answers at `called_port`, where it is 0 nobody is called.
std::unique_ptr<Switchboard> by_sip(std::uint16_t port, const std::string& user, std::uint16_t called_port);

/// rtpengine, by its "ng" protocol.
std::unique_ptr<Switchboard> by_rtpengine(std::uint16_t port);

}  // namespace tipring::bench
