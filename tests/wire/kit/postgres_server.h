#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/kit/temporary_folder.h"
#include "tests/wire/kit/child_process.h"

namespace tipring::wire {

/// A PostgreSQL server of a test's own, of the newest version that is installed: on a loopback port, where it
/// wants a password, and a socket in its folder, where it does not.
class PostgresServer {
 public:
  struct Setup {
    std::vector<std::string> settings{};  ///< Of postgresql.conf: "max_connections=10".
    /// A file with its certificate and key: it speaks TLS as well.
    std::string certificate{};
  };

  /// Returns once it takes connections. Throws std::runtime_error where that does not come.
  explicit PostgresServer(const Setup& setup);
  PostgresServer() : PostgresServer(Setup{}) {}
  /// Ends it, and what it has written is gone.
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  /// How to reach its database "postgres" over TCP, as its superuser.
  std::string connection() const;
  static std::string password() { return "5ecret-of-ann"; }
  std::uint16_t port() const { return port_; }

  /// Runs statements, over a connection of its own; the first value of the last one's first row, empty where
  /// there is none. Throws std::runtime_error with the server's words where it fails.
  std::string query(const std::string& statements) const;
  /// The same until it says `expected`; false where that does not come.
  bool query_until(const std::string& statements, const std::string& expected) const;

  /// Ends it as a crash of the machine would, with all its processes.
  void kill();
  /// Once it has ended: runs it again on the same folder and port.
  void start();

  /// Stops all its processes where they are, and lets them go on.
  void freeze() const;
  void thaw() const;

  /// All that it has logged.
  std::string log() const;

 private:
  const std::string& folder() const { return folder_.path(); }
  void make_cluster() const;
  void take_certificate();
  void signal_all(int number) const;
  void run_to_end(const std::vector<std::string>& words) const;

  Setup setup_;
  std::string programs_;
  ::tipring::testing::TemporaryFolder folder_;
  std::uint16_t port_;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace tipring::wire
