#pragma once

#include <memory>
#include <utility>

#include <sofia-sip/msg.h>
#include <sofia-sip/nta.h>
#include <sofia-sip/nta_tport.h>
#include <sofia-sip/su_alloc.h>
#include <sofia-sip/su_wait.h>
#include <sofia-sip/tport.h>

namespace tipring::sip {

/// Owners of Sofia's objects. Internal to this room.

struct AgentDeleter {
  void operator()(nta_agent_t* agent) const { nta_agent_destroy(agent); }
};
using AgentHandle = std::unique_ptr<nta_agent_t, AgentDeleter>;

/// A server transaction. Destroying it gives the transaction back to Sofia, which keeps retransmitting its
/// final response as the protocol asks; one that has no final response yet is answered by 500.
struct IncomingDeleter {
  void operator()(nta_incoming_t* transaction) const { nta_incoming_destroy(transaction); }
};
using IncomingHandle = std::unique_ptr<nta_incoming_t, IncomingDeleter>;

/// A client transaction. Destroying it ends its callbacks, not the transaction.
struct OutgoingDeleter {
  void operator()(nta_outgoing_t* transaction) const { nta_outgoing_destroy(transaction); }
};
using OutgoingHandle = std::unique_ptr<nta_outgoing_t, OutgoingDeleter>;

/// One reference to a message: nta_incoming_getrequest and msg creation hand one out, mreply and mcreate take
/// one.
struct MessageDeleter {
  void operator()(msg_t* message) const { msg_destroy(message); }
};
using MessageHandle = std::unique_ptr<msg_t, MessageDeleter>;

/// Memory for what Sofia builds in passing.
struct HomeDeleter {
  void operator()(su_home_t* home) const { su_home_unref(home); }
};
using HomeHandle = std::unique_ptr<su_home_t, HomeDeleter>;
inline HomeHandle make_home() {
  return HomeHandle(static_cast<su_home_t*>(su_home_new(sizeof(su_home_t))));
}

/// A timer of Sofia's, which the floor's counts do not include.
struct SuTimerDeleter {
  void operator()(su_timer_t* timer) const { su_timer_destroy(timer); }
};
using SuTimerHandle = std::unique_ptr<su_timer_t, SuTimerDeleter>;

/// Keeps a connection from being closed as idle.
class ConnectionRef {
 public:
  ConnectionRef() = default;
  explicit ConnectionRef(tport_t* connection)
      : connection_(connection != nullptr ? tport_ref(connection) : nullptr) {}
  ConnectionRef(ConnectionRef&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}
  ConnectionRef& operator=(ConnectionRef&& other) noexcept {
    std::swap(connection_, other.connection_);
    return *this;
  }
  ConnectionRef(const ConnectionRef&) = delete;
  ConnectionRef& operator=(const ConnectionRef&) = delete;
  ~ConnectionRef() {
    if (connection_ != nullptr) tport_unref(connection_);
  }

  /// Null when there is none or it can carry nothing more.
  tport_t* usable() const {
    return connection_ != nullptr && tport_is_clear_to_send(connection_) ? connection_ : nullptr;
  }

 private:
  tport_t* connection_ = nullptr;
};

}  // namespace tipring::sip
