#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "runtime/base/handle.h"
#include "runtime/contact/attendant.h"
#include "runtime/contact/call_permission.h"
#include "runtime/contact/contact.h"
#include "runtime/contact/floor_context.h"
#include "runtime/ports/messaging.h"

namespace tipring {

/// Somewhere to send a message.
struct MessageTarget {
  std::string uri;                   ///< Empty for a phone.
  std::string phone{};               ///< A phone of the site: it goes to all of its places.
  std::string trunk{};               ///< It goes by this trunk,
  std::string number{};              ///< to this number.
  CallingParty caller{};             ///< Who asks, which tells what numbers may be written to.
  std::optional<Release> refusal{};  ///< Why it is nowhere: nothing is sent.
};

/// What became of a message: status 200 to 299 where it was taken. One that was not sent is refused by the
/// system.
struct MessageEnd {
  Release release{};
  std::string destination{};  ///< As in CallBar, where the number may not be written to; else empty.

  bool taken() const { return release.status >= 200 && release.status < 300; }
};

/// Conversations by messages of text: what one sender writes to one address of the site is a contact, from the
/// first message until the attendant is done with it; what follows then, or was not read, begins another. Every
/// message is in the ledger before its sender is told that it was taken. Control thread only.
class Chats final : public MessagingEvents {
 public:
  /// So many messages of one contact wait to be read; further ones are refused (480).
  static constexpr std::size_t most_unread = 100;

  Chats(FloorContext floor, Attendant& attendant) : floor_(floor), attendant_(attendant) {}

  /// Null when the contact is gone.
  const Contact* find(ContactId contact) const;
  /// The message that began the chat; empty once it is gone.
  std::string opening_of(ContactId chat) const;

  /// Sends a message for a contact of any kind; `contact` need not be a chat. Tells the end by `done`, never
  /// before this returns.
  using Sent = std::function<void(const MessageEnd&)>;
  OperationHandle send(ContactId contact, const MessageTarget& target, PartyAddress from, std::string text,
                       Sent done);
  /// To whom the chat is with, from the address that was written to. Fails with "gone".
  Result<OperationHandle> reply(ContactId chat, std::string text, Sent done);

  /// So many messages wait for a phone of the site from now on: its lamp is told. For a contact of any kind.
  void show_waiting(ContactId contact, const std::string& phone, MessagesWaiting waiting);

  enum class Which : std::uint8_t {
    unread,   ///< The oldest behind the opening that nobody has read.
    to_come,  ///< The next that comes from now on: the answer to what was asked.
  };
  /// Gives a message of the chat, when it is there. Fails with "gone", and with "busy" where one is waited for
  /// already.
  using Received = std::function<void(const std::string& text)>;
  Result<OperationHandle> receive(ContactId chat, Which which, Received done);

  /// Nobody is told the outcome. A message that was sent stays so.
  void cancel(OperationHandle operation) { waiting_.erase(operation); }

  Result<void> set_variable(ContactId chat, std::string_view name, FieldValue value);

  /// Says who the customer is.
  Result<void> identify(ContactId chat, const CustomerFacts& facts);

  /// Rules have decided about a chat: see why_record.h.
  Result<void> note_decided(ContactId chat, std::vector<std::pair<std::string, FieldValue>> record);

  /// In the order of their ids.
  template <typename Visit>
  void for_each(Visit visit) const {
    for (const auto& [id, chat] : chats_)
      visit(chat.contact);
  }

  /// The attendant is to end a chat. Fails with "gone", and with "wrong-state" where it is ending already.
  Result<void> end(ContactId chat, const std::string& why);

  /// The attendant is to end all chats.
  void end_all(const std::string& why);

  /// The attendant is done with a chat. `cause` as for Calls::finish().
  void finish(ContactId chat, std::string cause);

  /// From now on messages that begin a chat are refused with this status; 0 lifts it.
  void refuse_new(int status) { refuse_status_ = status; }

  std::size_t live_contacts() const { return chats_.size(); }
  std::size_t live_operations() const { return waiting_.size(); }

  // MessagingEvents: called within a turn.
  void message_arrived(IncomingMessage message) override;
  void message_sent(OperationHandle operation, MessageOutcome outcome) override;

 private:
  struct Chat {
    Contact contact;
    IncomingMessage opening{};
    std::deque<std::string> unread{};
    OperationHandle reader{};
  };
  // Somebody who is told how something ended.
  struct Waiting {
    ContactId contact{};
    std::size_t places = 0;  // So many have not answered yet.
    MessageTarget target{};
    Sent sent{};
    Received received{};
  };

  static std::string key_of(const IncomingMessage& message);
  void refuse(const IncomingMessage& message, int status, const std::string& why);
  void begin(const IncomingMessage& message);
  ContactId add(const IncomingMessage& message, ContactId continues);
  void go_on(ContactId ended, IncomingMessage next, std::deque<std::string> unread);
  void note(ContactId chat, const IncomingMessage& message);
  void take(Chat& chat, const IncomingMessage& message);
  void hand_over(Chat& chat, std::string text);
  /// Why nothing is sent to the target; nothing: it is.
  std::optional<MessageEnd> refusal_of(ContactId contact, const MessageTarget& target,
                                       const std::vector<std::string>& places);
  void tell_sent(OperationHandle operation, MessageEnd end);

  FloorContext floor_;
  Attendant& attendant_;
  std::map<ContactId, Chat> chats_;
  std::map<std::string, ContactId> by_parties_;  // Who writes, and to whom.
  SlotMap<Waiting, OperationTag> waiting_;
  int refuse_status_ = 0;
};

}  // namespace tipring
