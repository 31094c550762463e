#pragma once

#include <string>

#include "runtime/base/handle.h"
#include "runtime/ports/operation_handle.h"
#include "runtime/ports/telephony.h"

namespace tipring {

/// Names a message that came in until it is acknowledged.
struct ReceivedMessageTag;
using ReceivedMessage = Handle<ReceivedMessageTag>;

/// A message of text that somebody has sent to the site (SIP MESSAGE, RFC 3428).
struct IncomingMessage {
  ReceivedMessage receipt{};
  PartyAddress sender{};     ///< Of From.
  PartyAddress recipient{};  ///< Of the request URI.
  Headers headers{};         ///< All header fields.
  std::string text{};        ///< UTF-8.
  std::string source{};      ///< Where it came from, "192.0.2.1:5060".
  std::string phone{};       ///< The phone of the site that has proved to be the sender; empty for others.
  std::string trunk{};       ///< The trunk that it came by; empty for others.
};

/// A message of text to send.
struct OutgoingMessage {
  OperationHandle operation{};  ///< For message_sent().
  std::string target{};         ///< A SIP URI.
  PartyAddress from{};          ///< Empty host: the adapter fills in its own.
  std::string text{};           ///< UTF-8.
  std::string phone{};          ///< `target` is a place of this phone; empty: any URI.
  std::string trunk{};          ///< It goes by this trunk, to the user part of `target`; empty: straight there.
  bool avoids_trunks = false;   ///< Its sender may not write to `target` by trunks: no address of one is a way.
};

/// What became of a message of ours.
struct MessageOutcome {
  int status = 0;         ///< 200 to 299: it was taken; else the SIP status of its refusal, 300 to 699.
  std::string problem{};  ///< Why it could not be sent, where no peer has refused it; else empty.
  bool avoided = false;   ///< Nothing was sent, since OutgoingMessage::avoids_trunks forbids it.

  bool taken() const { return status >= 200 && status < 300; }
};

/// How many messages wait in the mailbox of a phone (RFC 3842).
struct MessagesWaiting {
  int fresh = 0;  ///< Not heard yet.
  int old = 0;

  friend bool operator==(const MessagesWaiting&, const MessagesWaiting&) = default;
};

/// What messaging tells the floor. Posted, as the events of TelephonyEvents. Control thread only.
class MessagingEvents {
 public:
  virtual ~MessagingEvents() = default;

  /// The floor answers by acknowledge().
  virtual void message_arrived(IncomingMessage message) = 0;

  /// The end of Messaging::send().
  virtual void message_sent(OperationHandle operation, MessageOutcome outcome) = 0;
};

/// What the floor asks of messaging. Effects, as those of Telephony. Control thread only.
class Messaging {
 public:
  virtual ~Messaging() = default;

  /// Answers a message that came in: 200 once the ledger holds it, or its refusal (400 to 699). One that waits
  /// for longer than its sender is forgotten.
  virtual void acknowledge(ReceivedMessage message, int status) = 0;

  /// Sends a message. Ends in message_sent(), by the protocol's own time-out (timer F, 32 s) at the latest; it
  /// cannot be called back.
  virtual void send(OutgoingMessage message) = 0;

  /// So many wait for the phone of the site from now on: those that ask for it are told, the lamps of phones.
  virtual void show_waiting(const std::string& phone, MessagesWaiting waiting) = 0;
};

}  // namespace tipring
