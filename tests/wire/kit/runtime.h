#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "adapters/control_socket/control_client.h"
#include "runtime/control/json.h"
#include "tests/unit/cli/commands/program.h"
#include "tests/wire/kit/child_process.h"

namespace tipring::wire {

/// `tipring run` with a copy of a site, on a loopback port and in a folder of its own.
class Runtime {
 public:
  struct Setup {
    std::string site;                                  ///< The folder to copy.
    std::map<std::string, double> sounds{};            ///< Sounds to add: 600 ms of a pure tone, by hertz.
    std::map<std::string, std::string> environment{};  ///< Beside TIPRING_LISTEN.
    std::vector<std::string> arguments{};              ///< More of tipring run's.
    std::function<void()> prepare{};                   ///< See ChildProcess::Setup.
  };

  /// Returns once commands are taken. Throws std::runtime_error where that does not come.
  explicit Runtime(Setup setup);

  std::uint16_t port() const { return port_; }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  std::string uri(const std::string& user) const { return "sip:" + user + "@" + address(); }
  /// Where it takes commands, and the program that gives them.
  std::string socket() const { return folder_.file("control"); }
  static std::string program();
  pid_t pid() const { return process_->pid(); }
  /// Its copy of the site.
  std::string site_folder() const { return folder_.file("site"); }
  std::string state_folder() const { return folder_.file("var"); }
  std::string ledger_folder() const { return folder_.file("var/ledger"); }
  std::string database() const { return folder_.file("var/tipring.db"); }

  /// Runs another tipring command on this runtime and returns what it prints with -o json.
  Json ask(std::vector<std::string> arguments) const;

  /// The next entry of the ledger of this kind, looking on from where the last one was found. Throws
  /// std::runtime_error where it does not come.
  Json until_entry(const std::string& kind);

  /// Waits until nothing is left of any call: every count of `tipring status` is zero, but the one named.
  ::testing::AssertionResult settles(const std::string& but = {}) const;

  /// A signal to end, and how that went: exit code 0 and no word of a sanitizer.
  ::testing::AssertionResult ends_in_order();

  /// Ends it as a crash would.
  void kill();
  /// Once it has ended: runs it again on the same folder and port.
  void start();

  /// All that it has logged.
  std::string log() const;
  /// Its lines that are warnings or errors. One may come after the answer that it is about.
  std::vector<std::string> complaints() const;
  /// The same, once there are so many, or after a long wait.
  std::vector<std::string> until_complaints(std::size_t count) const;

 private:
  void follow_entries();

  Setup setup_;
  ::tipring::testing::TemporaryFolder folder_;
  std::uint16_t port_ = 0;
  std::unique_ptr<ChildProcess> process_;
  std::optional<control_socket::ControlClient> entries_;
};

}  // namespace tipring::wire
