#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/sip/certificate.h"
#include "adapters/sip/tls_settings.h"
#include "runtime/base/run_loop.h"

namespace tipring::sip {

/// A certificate of ours in force.
struct OwnCertificate {
  std::string address;  ///< "tls://192.0.2.1:5061"
  std::string file;
  std::vector<std::string> names;
  std::string issuer;
  UtcTime until;
};

/// TLS on the connections of Sofia's transports. Sofia makes the context of a listening address and the
/// connections, and carries the bytes; what is shown, whom we believe and how long a handshake may take is
/// decided here, by the context's own callbacks. It also frees the connections that Sofia 1.12.11 forgets.
/// Internal to this room; control thread only. Must outlive Sofia's agent.
class TlsConnections {
 public:
  using Complain = std::function<void(const std::string&)>;

  using Ending = std::function<void(const std::string& peer)>;

  /// `complain` takes a line for the log, about a handshake that failed or files that cannot be read. `ending`
  /// is told, inside Sofia, of a connection of ours that Sofia is about to close because of that.
  TlsConnections(RunLoop& loop, Complain complain, Ending ending);
  ~TlsConnections();
  TlsConnections(const TlsConnections&) = delete;
  TlsConnections& operator=(const TlsConnections&) = delete;

  /// Reads the settings' files, then calls `open`, in which Sofia opens a listening address, and takes over the
  /// context made there. Fails with "bad-certificate" before `open`, or as `open` fails.
  Result<void> open_listener(const TlsSettings& settings, const std::function<Result<std::string>()>& open);
  /// Other files, and other wishes of clients, for an address that is open ("tls://192.0.2.1:5061"): for
  /// connections from now on. Where they cannot be read after all, what was there stays, and that is told.
  void change_listener(const std::string& address, const TlsSettings& settings);
  /// The address is listened at no longer. Its connections go on.
  void close_listener(const std::string& address);

  /// Connections to `peer` ("192.0.2.1:5061") must show a certificate of `name` from now on. False where one
  /// that is open has shown one of another name: it must not be used for this.
  bool expect(const std::string& peer, const std::string& name);
  /// The names in the certificate of the peer, which was checked; empty for one that has shown none.
  std::vector<std::string> names_at(const std::string& peer) const;
  /// Why no connection with the peer came about the last time; empty where one did.
  std::string problem_at(const std::string& peer) const;

  /// Takes the files as they are now into force for connections from now on; those of an address all or not at
  /// all. Fails with "bad-certificate", and then goes on with what was read before.
  Result<void> reload();
  std::vector<OwnCertificate> certificates() const;
  std::size_t certificates_in_use() const { return listeners_.size(); }

 private:
  struct Listener {
    TlsSettings settings;
    std::string address;
    Credentials credentials;
    SSL_CTX* context = nullptr;
    std::map<std::string, std::filesystem::file_time_type> files;  // As they were read.
    Instant warned{};                                              // Of the end of its time.
    bool closed = false;  // Kept for the connections that it has, and for its context, which is Sofia's.
  };
  struct Connection {
    std::string peer;
    bool ours = false;     // We connect.
    std::string expected;  // Whose certificate, where we do.
    std::vector<std::string> names;
    std::string problem;
    bool established = false;
    bool prepared = false;  // Sofia's release of it is noticed.
    Instant since{};
  };
  struct Callbacks;  // Of OpenSSL.

  Result<void> read(Listener& listener);
  Listener* open_at(const std::string& address) const;
  void configure(Listener& listener);
  const Listener* listener_of(const SSL& connection) const;
  bool knows(const SSL* connection) const { return connections_.contains(connection); }
  /// Whether it was prepared.
  bool forget(SSL* connection);
  void on_new(SSL* connection);
  void prepare();
  void on_handshake_start(SSL* connection);
  void on_handshake_done(SSL* connection);
  void on_handshake_failed(SSL* connection);
  bool on_verify(bool ok, X509_STORE_CTX* store);
  void on_alert(SSL* connection, int alert);
  void limit_handshakes();
  void watch_files();
  void look_at_files();
  void warn_of_end(Listener& listener);

  RunLoop& loop_;
  Complain complain_;
  Ending ending_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  std::map<const SSL*, Connection> connections_;
  std::map<std::string, const SSL*> by_peer_;
  std::map<std::string, std::string> expected_;  // Names by peer, of connections not begun yet.
  std::map<std::string, std::string> problems_;  // By peer.
  int connection_index_;                         // Of OpenSSL's data with connections.
  std::vector<SSL*> fresh_;                      // That are not prepared.
  TimerHandle prepare_timer_;
  TimerHandle handshake_timer_;
  TimerHandle files_timer_;
};

}  // namespace tipring::sip
