#include "adapters/sip/tls_connections.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <sys/socket.h>

#include "adapters/sip/context_catcher.h"
#include "adapters/sip/header_text.h"
#include "adapters/sip/listen_url.h"

namespace tipring::sip {
namespace {

// A peer that needs longer for its handshake is none, or wants to use up our connections.
constexpr Duration longest_handshake = std::chrono::seconds(10);
// Peers that we remember something about without a connection to them.
constexpr std::size_t most_remembered = 1000;

std::string peer_of(const SSL& connection) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (getpeername(SSL_get_fd(&connection), reinterpret_cast<sockaddr*>(&address), &length) != 0) return {};
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool is_ipv4 = address.ss_family == AF_INET;
  const auto* four = reinterpret_cast<const sockaddr_in*>(&address);
  const auto* six = reinterpret_cast<const sockaddr_in6*>(&address);
  inet_ntop(address.ss_family,
            is_ipv4 ? static_cast<const void*>(&four->sin_addr) : static_cast<const void*>(&six->sin6_addr),
            text.data(), text.size());
  return uri_host(text.data()) + ":" + std::to_string(ntohs(is_ipv4 ? four->sin_port : six->sin6_port));
}

void remember(std::map<std::string, std::string>& texts, const std::string& peer, const std::string& text) {
  if (texts.size() >= most_remembered && !texts.contains(peer)) texts.erase(texts.begin());
  texts[peer] = text;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names)
    text += (text.empty() ? "" : ", ") + one_line(name);
  return text.empty() ? "nobody" : text;
}

}  // namespace

struct TlsConnections::Callbacks {
  static TlsConnections* of(const SSL* connection) {
    return static_cast<TlsConnections*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(connection)));
  }

  static void on_new(void* parent, void*, CRYPTO_EX_DATA*, int, long, void* self) noexcept {
    auto* connection = static_cast<SSL*>(parent);
    // Other parts of the program make connections too.
    if (SSL_CTX_get_app_data(SSL_get_SSL_CTX(connection)) == self)
      static_cast<TlsConnections*>(self)->on_new(connection);
  }

  // Before OpenSSL frees what the connection has.
  static void on_free(void* parent, void*, CRYPTO_EX_DATA*, int, long, void* self) noexcept {
    auto* connection = static_cast<SSL*>(parent);
    auto& connections = *static_cast<TlsConnections*>(self);
    if (!connections.knows(connection)) return;
    if (connections.forget(connection)) give_back(connection);
  }

  static void on_info(const SSL* connection, int type, int value) noexcept {
    auto& connections = *of(connection);
    auto* changeable = const_cast<SSL*>(connection);  // OpenSSL hands out its own connection so.
    if ((type & SSL_CB_HANDSHAKE_START) != 0) connections.on_handshake_start(changeable);
    if ((type & SSL_CB_HANDSHAKE_DONE) != 0) connections.on_handshake_done(changeable);
    const bool ended = (type & SSL_CB_EXIT) != 0 && value <= 0 && SSL_want(connection) == SSL_NOTHING;
    if (ended) connections.on_handshake_failed(changeable);
    if ((type & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT) connections.on_alert(changeable, value);
  }

  static int on_verify(int ok, X509_STORE_CTX* store) noexcept {
    const auto* connection =
        static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    return of(connection)->on_verify(ok == 1, store) ? 1 : 0;
  }

  // What is in force now, also where Sofia's context is older.
  static int on_certificate(SSL* connection, void* argument) noexcept {
    const Credentials& ours = static_cast<const Listener*>(argument)->credentials;
    SSL_certs_clear(connection);
    return SSL_use_cert_and_key(connection, ours.certificate.get(), ours.key.get(), ours.chain.get(), 1);
  }

  // Sofia frees its BIO where it is done with a connection, and the context once too often, but never the
  // connection, which holds the BIO twice. One of the two is taken from it, so that Sofia's is the last one.
  static void take_one_reference(SSL* connection) {
    BIO* bio = SSL_get_rbio(connection);
    BIO_set_callback_arg(bio, reinterpret_cast<char*>(connection));
    BIO_set_callback_ex(bio, on_bio);
    BIO_free(bio);
  }

  static void give_back(SSL* connection) {
    BIO* bio = SSL_get_rbio(connection);
    BIO_set_callback_ex(bio, nullptr);
    BIO_up_ref(bio);
  }

  static long on_bio(BIO* bio, int operation, const char*, std::size_t, int, long, int result,
                     std::size_t*) noexcept {
    if (operation != BIO_CB_FREE) return result;
    auto* connection = reinterpret_cast<SSL*>(BIO_get_callback_arg(bio));
    of(connection)->forget(connection);
    give_back(connection);
    BIO_up_ref(bio);
    SSL_CTX_up_ref(SSL_get_SSL_CTX(connection));
    SSL_free(connection);
    // What one connection leaves behind would be taken for the failure of the next.
    ERR_clear_error();
    return 0;
  }
};

TlsConnections::TlsConnections(RunLoop& loop, Complain complain, Ending ending)
    : loop_(loop),
      complain_(std::move(complain)),
      ending_(std::move(ending)),
      connection_index_(CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL, 0, this, Callbacks::on_new, nullptr,
                                                Callbacks::on_free)) {}

TlsConnections::~TlsConnections() {
  prepare();
  for (const TimerHandle timer : {prepare_timer_, handshake_timer_, files_timer_})
    loop_.cancel(timer);
  for (const auto& listener : listeners_)
    SSL_CTX_free(listener->context);
  CRYPTO_free_ex_index(CRYPTO_EX_INDEX_SSL, connection_index_);
}

Result<void> TlsConnections::open_listener(const TlsSettings& settings,
                                           const std::function<Result<std::string>()>& open) {
  auto listener = std::make_unique<Listener>();
  listener->settings = settings;
  if (auto done = read(*listener); !done) return done;
  {
    const ContextCatcher catcher;
    auto address = open();
    ERR_clear_error();
    if (!address) return address.error();
    listener->address = std::move(address).value();
    listener->context = catcher.context();
  }
  if (listener->context == nullptr) return Error{"sip-failed", "Sofia's SIP stack has no TLS"};
  SSL_CTX_up_ref(listener->context);
  configure(*listener);
  warn_of_end(*listener);
  listeners_.push_back(std::move(listener));
  if (!files_timer_) watch_files();
  return {};
}

void TlsConnections::configure(Listener& listener) {
  SSL_CTX* context = listener.context;
  SSL_CTX_set_app_data(context, this);
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_cipher_list(context, "DEFAULT");
  SSL_CTX_set_info_callback(context, Callbacks::on_info);
  SSL_CTX_set_cert_cb(context, Callbacks::on_certificate, &listener);
  X509_STORE_up_ref(listener.credentials.trust.get());
  SSL_CTX_set_cert_store(context, listener.credentials.trust.get());
}

bool TlsConnections::expect(const std::string& peer, const std::string& name) {
  const auto open = by_peer_.find(peer);
  if (open == by_peer_.end()) {
    remember(expected_, peer, name);
    return true;
  }
  const Connection& connection = connections_.at(open->second);
  const bool fits = connection.established ? is_named(connection.names, name) : connection.expected == name;
  if (!fits) remember(expected_, peer, name);
  return fits;
}

std::vector<std::string> TlsConnections::names_at(const std::string& peer) const {
  const auto found = by_peer_.find(peer);
  return found == by_peer_.end() ? std::vector<std::string>() : connections_.at(found->second).names;
}

std::string TlsConnections::problem_at(const std::string& peer) const {
  const auto found = problems_.find(peer);
  return found == problems_.end() ? std::string() : found->second;
}

const TlsConnections::Listener* TlsConnections::listener_of(const SSL& connection) const {
  const auto found = std::ranges::find_if(listeners_, [&](const std::unique_ptr<Listener>& listener) {
    return listener->context == SSL_get_SSL_CTX(&connection);
  });
  return found == listeners_.end() ? nullptr : found->get();
}

void TlsConnections::on_new(SSL* connection) {
  connections_[connection].since = loop_.clock().now();
  fresh_.push_back(connection);
  if (!prepare_timer_) prepare_timer_ = loop_.after_standing(Duration::zero(), [this] { prepare(); });
  if (!handshake_timer_)
    handshake_timer_ = loop_.after_standing(longest_handshake, [this] { limit_handshakes(); });
}

// A connection has its BIO only some steps after it was made.
void TlsConnections::prepare() {
  loop_.cancel(prepare_timer_);
  prepare_timer_ = {};
  for (SSL* connection : std::exchange(fresh_, {})) {
    connections_.at(connection).prepared = true;
    Callbacks::take_one_reference(connection);
  }
}

bool TlsConnections::forget(SSL* ssl) {
  const auto found = connections_.find(ssl);
  const bool prepared = found->second.prepared;
  const auto named = by_peer_.find(found->second.peer);
  if (named != by_peer_.end() && named->second == ssl) by_peer_.erase(named);
  std::erase(fresh_, ssl);
  connections_.erase(found);
  return prepared;
}

void TlsConnections::limit_handshakes() {
  handshake_timer_ = {};
  const Instant now = loop_.clock().now();
  std::optional<Instant> next;
  for (const auto& [ssl, connection] : connections_) {
    if (connection.established) continue;
    const Instant due = connection.since + longest_handshake;
    // Sofia then closes it.
    if (due <= now) {
      shutdown(SSL_get_fd(ssl), SHUT_RDWR);
    } else {
      next = std::min(next.value_or(due), due);
    }
  }
  if (next) handshake_timer_ = loop_.after_standing(*next - now, [this] { limit_handshakes(); });
}

void TlsConnections::on_handshake_start(SSL* ssl) {
  const auto found = connections_.find(ssl);
  const Listener* listener = listener_of(*ssl);
  if (found == connections_.end() || listener == nullptr) return;
  Connection& connection = found->second;
  connection.peer = peer_of(*ssl);
  connection.ours = SSL_is_server(ssl) == 0;
  if (connection.ours) {
    if (auto expected = expected_.extract(connection.peer)) connection.expected = std::move(expected.mapped());
    by_peer_[connection.peer] = ssl;
    const bool is_name = !is_ipv4(connection.expected) && !is_ipv6(connection.expected);
    if (is_name && !connection.expected.starts_with("*"))
      SSL_set_tlsext_host_name(ssl, connection.expected.c_str());
    SSL_set_verify(ssl, SSL_VERIFY_PEER, Callbacks::on_verify);
    return;
  }
  const auto clients = listener->settings.clients;
  int mode = clients == TlsSettings::Clients::any ? SSL_VERIFY_NONE : SSL_VERIFY_PEER;
  if (clients == TlsSettings::Clients::certified) mode |= SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
  SSL_set_verify(ssl, mode, Callbacks::on_verify);
}

bool TlsConnections::on_verify(bool ok, X509_STORE_CTX* store) {
  const auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  Connection& connection = connections_.at(ssl);
  if (!ok) {
    connection.problem = X509_verify_cert_error_string(X509_STORE_CTX_get_error(store));
    const Listener* listener = listener_of(*ssl);
    const bool needed = connection.ours || listener->settings.clients == TlsSettings::Clients::certified;
    return !needed;
  }
  if (!connection.ours || X509_STORE_CTX_get_error_depth(store) != 0) return true;
  const auto names = names_of(*X509_STORE_CTX_get_current_cert(store));
  if (is_named(names, connection.expected)) return true;
  connection.problem = "its certificate is for " + joined(names) + ", not for " + connection.expected;
  X509_STORE_CTX_set_error(store, X509_V_ERR_HOSTNAME_MISMATCH);
  return false;
}

void TlsConnections::on_handshake_done(SSL* ssl) {
  const auto found = connections_.find(ssl);
  if (found == connections_.end()) return;
  Connection& connection = found->second;
  connection.established = true;
  const CertificateHandle certificate(SSL_get1_peer_certificate(ssl));
  if (certificate && SSL_get_verify_result(ssl) == X509_V_OK) connection.names = names_of(*certificate);
  // Sofia reads the alternative names next, and forgets to free what it read.
  if (certificate) {
    const int index = X509_get_ext_by_NID(certificate.get(), NID_subject_alt_name, -1);
    if (index >= 0) X509_EXTENSION_free(X509_delete_ext(certificate.get(), index));
  }
  by_peer_[connection.peer] = ssl;
  problems_.erase(connection.peer);
}

void TlsConnections::on_handshake_failed(SSL* ssl) {
  const auto found = connections_.find(ssl);
  if (found == connections_.end()) return;
  Connection& connection = found->second;
  if (connection.problem.empty()) connection.problem = tls_error_text("the connection ended");
  // One that is tried again and again is told of once.
  if (!connection.ours || problem_at(connection.peer) != connection.problem)
    complain_("TLS with " + connection.peer + " failed: " + connection.problem);
  if (!connection.ours) return;
  remember(problems_, connection.peer, connection.problem);
  ending_(connection.peer);
}

// TLS 1.3 lets the other side refuse our certificate when we think that we are through.
void TlsConnections::on_alert(SSL* ssl, int alert) {
  const auto found = connections_.find(ssl);
  const bool fatal = (alert >> 8) == SSL3_AL_FATAL;
  if (found == connections_.end() || !found->second.established || !fatal) return;
  const Connection& connection = found->second;
  const std::string problem = std::string("it refuses us: ") + SSL_alert_desc_string_long(alert);
  complain_("TLS with " + connection.peer + " ended: " + problem);
  if (connection.ours) remember(problems_, connection.peer, problem);
}

}  // namespace tipring::sip
