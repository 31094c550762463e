#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/sip/listen_url.h"
#include "adapters/sip/listeners.h"
#include "adapters/sip/sofia_handles.h"
#include "adapters/sip/tls_connections.h"
#include "adapters/sip/tls_settings.h"
#include "adapters/sip/wire_tap.h"
#include "runtime/base/result.h"
#include "runtime/base/run_loop.h"

namespace tipring::sip {

/// Who sent a request, as far as the transport tells.
struct Origin {
  std::string address;  ///< "192.0.2.1:5060".
  std::string ip;       ///< "192.0.2.1".
  bool secure = false;  ///< It came over TLS.
  /// The names in the certificate that the peer has shown and that was checked.
  std::vector<std::string> certified_names{};
};

/// Where a request came in.
struct Arrival {
  Endpoint local;  ///< The listening address that it reached.
  Origin origin;
  ConnectionRef connection;  ///< Its connection, where the transport has them.
};

/// Takes requests that open no transaction of ours.
class RequestHandler {
 public:
  virtual ~RequestHandler() = default;
  /// Called inside Sofia: must not throw. The handler owns the transaction; `message` and `request` live until
  /// it returns.
  virtual void on_request(IncomingHandle transaction, msg_t* message, const sip_t& request) = 0;
  /// The PRACK of a reliable response (RFC 3262), which no transaction but its own waits for.
  virtual void on_prack(IncomingHandle transaction, const sip_t& request) = 0;
  /// Tells, a second later at most, how many messages were so malformed that Sofia refused or dropped them
  /// itself.
  virtual void on_discarded(std::uint64_t messages) = 0;
  /// Whether a call goes by this address of ours.
  virtual bool has_calls_at(const Endpoint& local) const = 0;
};

/// Takes the responses of one client transaction.
class ResponseHandler {
 public:
  virtual ~ResponseHandler() = default;
  /// Called inside Sofia: must not throw. `status` is 100 to 699; `response` is null or marked internal where
  /// Sofia made it up (408 time-out, 503 transport failed). The handler may destroy the transaction.
  virtual void on_response(nta_outgoing_t* transaction, int status, const sip_t* response) = 0;
};

/// A response to give.
struct Reply {
  int status = 500;
  std::string reason;     ///< Empty: the standard phrase.
  std::string headers;    ///< `Name: value` lines, each ended by CRLF.
  std::string body;       ///< SDP, or nothing.
  bool reliably = false;  ///< A provisional response that wants a PRACK (RFC 3262), where the INVITE allows it.
};

/// A request to send, beyond what Sofia adds (Via).
struct Request {
  std::string method;
  std::string uri;
  std::string destination;  ///< URI with numeric host of the next hop.
  std::string headers;      ///< `Name: value` lines, each ended by CRLF; From, To, Call-ID and CSeq among them.
  std::string body;         ///< SDP unless `content_type` says otherwise; or nothing.
  Endpoint local;           ///< The listening address to send from.
  std::string content_type = "application/sdp";  ///< Of the body.
  tport_t* connection = nullptr;                 ///< An open connection to use instead of `destination`.
  /// Over TLS: whose certificate the peer must show; empty: that of the host in `destination`.
  std::string certificate_name{};
  /// Of the Via: that of the INVITE which a CANCEL of ours is for, when no transaction of ours has it any more.
  /// Empty: a new one.
  std::string branch{};
};

/// What a stack stands on.
struct StackServices {
  su_root_t* root;
  RunLoop& loop;
  RequestHandler& handler;
  TlsConnections::Complain complain;  ///< Takes lines for the log about TLS.
  TlsConnections::Complain tell;      ///< The same of addresses that are no longer listened at.
  WireTap* tap = nullptr;             ///< Sees what passes; null: nobody does.
};

/// The transaction layer and the transports: Sofia's nta behind values of ours. Everything on one thread.
class SipStack {
 public:
  /// Opens all of `listen`. Fails with "bad-address", "address-in-use", "address-unavailable" or
  /// "bad-certificate", naming the address or the file. All of `services` must outlive the stack.
  static Result<std::unique_ptr<SipStack>> open(const StackServices& services,
                                                const std::vector<ListenSettings>& listen,
                                                std::string user_agent);
  ~SipStack() = default;
  SipStack(const SipStack&) = delete;
  SipStack& operator=(const SipStack&) = delete;

  /// The addresses listened at, with the ports bound; one for each address of the machine where a wildcard was
  /// asked for.
  const std::vector<Endpoint>& endpoints() const { return listeners_.endpoints(); }

  /// The listening address by which a peer at numeric `remote_ip` reaches us over `transport`; null when there
  /// is none of that transport and family.
  const Endpoint* reachable_from(const std::string& transport, const std::string& remote_ip) const {
    return listeners_.reachable_from(transport, remote_ip);
  }

  /// See there.
  Listeners& listeners() { return listeners_; }
  const Listeners& listeners() const { return listeners_; }

  /// Whether a request came where nothing new is taken any more.
  bool came_where_we_leave(nta_incoming_t* transaction, msg_t* message) const;

  Arrival arrival_of(nta_incoming_t* transaction, msg_t* message) const;
  Origin origin_of(nta_incoming_t* transaction, msg_t* message) const;

  /// Responses of one transaction: any number below 200, then one more. False when it could not be made. Where
  /// the INVITE requires it, all of them are reliable, asked for or not; a 2xx waits for the PRACK of those
  /// before it.
  bool reply(nta_incoming_t* transaction, const Reply& reply);

  /// Null when the request could not be made; `handler` then hears nothing. An ACK or a request whose outcome
  /// is of no interest has no handler.
  OutgoingHandle send(const Request& request, ResponseHandler* handler);

  /// A final response to a request of which no transaction is left, by the Via lines in `headers`. Once, and
  /// whatever becomes of it; only by datagrams, since a connection is gone with the transaction.
  void reply_without_transaction(int status, const std::string& headers);

  /// The branch in the Via of a transaction of ours.
  static std::string branch_of(nta_outgoing_t* transaction);

  /// The connection that a transaction of ours went over; none where its transport has none.
  static ConnectionRef connection_of(nta_outgoing_t* transaction);

  void cancel(nta_outgoing_t* invite, const std::string& headers);

  /// From the system's source of chance.
  std::uint64_t new_number() const;
  /// A new random value for tags and Call-IDs.
  std::string new_token() const;

  TlsConnections& tls() { return tls_; }

  /// Connections open beyond the listening sockets: exact for none and for one, else a lower bound, because
  /// Sofia does not show all of them.
  std::size_t connections() const;

 private:
  SipStack(const StackServices& services, std::string user_agent)
      : user_agent_(std::move(user_agent)),
        handler_(services.handler),
        tls_(services.loop, services.complain, [this](const std::string& peer) { fail_connection(peer); }),
        listeners_({services.loop, tls_, services.tap,
                    [this](const Endpoint& local) { return handler_.has_calls_at(local); }, services.tell}) {}
  static int on_prack(nta_reliable_magic_t* magic, nta_reliable_t* response, nta_incoming_t* prack,
                      const sip_t* request) noexcept;
  bool may_use_connection_of(const Request& request);
  /// The open connection over TLS to "192.0.2.1:5061"; null where there is none.
  tport_t* tls_connection_to(const std::string& peer) const;
  void fail_connection(const std::string& peer);
  bool watch_discarded(su_root_t* root);
  void tell_discarded();

  std::string user_agent_;
  RequestHandler& handler_;
  TlsConnections tls_;   // Before the agent, whose connections it knows,
  Listeners listeners_;  // as these, whose names it keeps.
  AgentHandle agent_;
  SuTimerHandle discarded_timer_;
  std::uint64_t discarded_ = 0;
};

}  // namespace tipring::sip
