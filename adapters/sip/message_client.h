#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "adapters/sip/departure.h"
#include "adapters/sip/digest_client.h"
#include "adapters/sip/resolver.h"
#include "adapters/sip/sip_stack.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/messaging.h"

namespace tipring::sip {

/// One MESSAGE of ours on its way (RFC 3428): its host is looked up, its addresses are tried in turn, a
/// challenge is answered. Internal to this room.
class MessageClient final : public ResponseHandler {
 public:
  struct Services {
    SipStack& stack;
    RunLoop& loop;
    Resolver* resolver;  ///< Null where names are not looked up.
    const Departures& departures;
  };
  using Done = std::function<void(MessageOutcome)>;
  /// `done` is called once, as an event of the loop, unless the client is gone by then.
  MessageClient(Services services, OutgoingMessage message, Done done);
  ~MessageClient() override;
  MessageClient(const MessageClient&) = delete;
  MessageClient& operator=(const MessageClient&) = delete;

  void start();
  void on_response(nta_outgoing_t* transaction, int status, const sip_t* response) override;

 private:
  void try_next();
  void set_out(const Endpoint* next);
  bool send();
  /// Where it goes, for people.
  std::string shown_target() const;
  bool answers_challenge(int status, const sip_t* response);
  void end(MessageOutcome outcome);

  Services services_;
  OutgoingMessage message_;
  Done done_;
  Errand errand_;
  Resolver::Request looking_up_ = 0;
  std::vector<Endpoint> untried_;
  Departure departure_{};
  DigestClient digest_{{}};
  std::string call_id_;
  std::string tag_;
  std::uint32_t cseq_ = 0;
  OutgoingHandle transaction_;
  TimerHandle ending_;
};

}  // namespace tipring::sip
