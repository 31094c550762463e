#pragma once

#include <cstdint>
#include <string>

namespace tipring::wire {

/// A caller that is no user agent: a UDP socket and what a test writes into it.
class RawCaller {
 public:
  /// Calls the loopback port.
  explicit RawCaller(std::uint16_t port);
  ~RawCaller();
  RawCaller(const RawCaller&) = delete;
  RawCaller& operator=(const RawCaller&) = delete;

  /// Where it is.
  std::string address() const { return "127.0.0.1:" + std::to_string(own_port_); }

  /// An INVITE of a call of its own.
  std::string invite(const std::string& user, const std::string& sdp);
  /// A session description that can be accepted.
  static std::string sdp();

  void send(const std::string& message) const;
  /// Sends an INVITE and returns what it is answered with in the end, acknowledged; empty where that does not
  /// come.
  std::string answer_to(const std::string& invite) const;
  /// Ends the call that `invite` began and `answer` answered, and returns what the BYE is answered with.
  std::string hang_up(const std::string& invite, const std::string& answer) const;

 private:
  std::string final_answer(const std::string& call_id) const;

  int descriptor_;
  std::uint16_t port_;
  std::uint16_t own_port_ = 0;
  int number_;  // Among the callers of this program.
  int calls_ = 0;
};

}  // namespace tipring::wire
