#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "runtime/control/json.h"
#include "tests/unit/cli/commands/program.h"
#include "tests/wire/kit/child_process.h"

namespace tipring::wire {

/// A phone that is not ours: baresip without sound hardware or screen, led by its ctrl_tcp module. It speaks a
/// tone for a minute and records what it hears.
class Baresip {
 public:
  struct Setup {
    std::string user;                  ///< Its number.
    int speaks = 0;                    ///< The tone, in hertz; 0: silence.
    bool secures = false;              ///< Its media must be secured (SRTP, keys by SDP),
    bool may_secure = false;           ///< or may be (RFC 8643).
    bool is_browser = false;           ///< Its media are DTLS-SRTP over ICE, as a browser's.
    std::string codecs = "PCMU,PCMA";  ///< Those it has, as "PCMA" or "G722/16000/1".
    std::string registrar{};           ///< Where it registers, "127.0.0.1:5060"; empty: nowhere.
    std::string password{};            ///< There.
    std::string proxy{};               ///< By which all of its requests go, "127.0.0.2:5060"; empty: by none.
    /// Over TLS, checking the other side's certificate against these authorities; empty: over UDP.
    std::string trust{};
    std::string address = "127.0.0.1";  ///< Its own. ICE does not work by one of the loopback.
  };

  /// Returns once it takes commands. Throws std::runtime_error where that does not come.
  explicit Baresip(Setup setup);
  ~Baresip();
  Baresip(const Baresip&) = delete;
  Baresip& operator=(const Baresip&) = delete;

  /// Where it is called.
  std::string uri() const;

  /// These throw std::runtime_error where baresip does not obey.
  void dial(const std::string& uri) { command("dial", uri); }
  void accept() { command("accept"); }
  void hang_up() { command("hangup"); }
  void hold() { command("hold"); }
  void resume() { command("resume"); }
  /// Asks that whom it talks to be connected with `uri` (REFER).
  void transfer(const std::string& uri) { command("transfer", uri); }
  /// Keys of the telephone, by RFC 4733.
  void press(const std::string& digits);

  /// Waits for an event such as "CALL_ESTABLISHED", looking on from where the last one was found, and returns
  /// what it says, as a reason. Throws std::runtime_error where it does not come.
  std::string until(const std::string& event);

  /// Waits until it has recorded so much more than at the last such wait. Throws std::runtime_error where that
  /// does not come.
  void until_heard(std::chrono::milliseconds more);

  /// Once the call is over: the tones of all it has heard, see tones_in(). This baresip records nothing more
  /// once it has held a call, though it hears (https://github.com/baresip/baresip/issues/1496).
  std::vector<int> heard(const std::vector<int>& hertz) const;

  /// The port that it first heard RTP from; 0: none yet.
  int hears_from_port() const;

  /// All that it has said, for people.
  std::string log() const;

 private:
  class Control;
  bool start();
  void write_configuration(std::uint16_t control_port) const;
  void command(const std::string& name, const std::string& argument = "");
  std::vector<std::string> recordings() const;

  Setup setup_;
  ::tipring::testing::TemporaryFolder folder_;
  std::uint16_t port_ = 0;
  std::unique_ptr<ChildProcess> process_;
  std::unique_ptr<Control> control_;
  std::uintmax_t heard_bytes_ = 0;
};

}  // namespace tipring::wire
