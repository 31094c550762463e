#include "runtime/contact/chats.h"

#include <utility>

#include "runtime/contact/barring.h"
#include "runtime/ports/release_cause.h"
#include "runtime/ports/user_part.h"

namespace tipring {
namespace {

Error chat_is_over() {
  return {"gone", "the chat is over"};
}

std::vector<std::string> places_of(const Directory& directory, const MessageTarget& target) {
  if (target.phone.empty()) return {target.uri};
  std::vector<std::string> places;
  for (PhonePlace& place : directory.places_of(target.phone))
    places.push_back(std::move(place.uri));
  return places;
}

MessageEnd end_of(MessageOutcome outcome) {
  return {{.by = outcome.problem.empty() ? Release::By::remote : Release::By::system,
           .status = outcome.status,
           .cause = cause_of_status(outcome.status),
           .reason = std::move(outcome.problem)}};
}

MessageEnd barred_end(const CallBar& bar) {
  return {{.by = Release::By::system, .status = 403, .cause = cause_of_status(403), .reason = bar.text},
          bar.destination};
}

}  // namespace

const Contact* Chats::find(ContactId contact) const {
  const auto found = chats_.find(contact);
  return found == chats_.end() ? nullptr : &found->second.contact;
}

std::string Chats::opening_of(ContactId chat) const {
  const auto found = chats_.find(chat);
  return found == chats_.end() ? std::string() : found->second.opening.text;
}

std::string Chats::key_of(const IncomingMessage& message) {
  return message.phone + "\n" + message.trunk + "\n" + message.sender.user + "@" + message.sender.host + "\n" +
         message.recipient.user;
}

// Refused before it is a contact, like a call: see Calls.
void Chats::refuse(const IncomingMessage& message, int status, const std::string& why) {
  floor_.log.write(LogLevel::warning, "message from " + message.sender.uri + " (" + message.source +
                                          ") refused with " + std::to_string(status) + ": " + why);
  floor_.messaging.acknowledge(message.receipt, status);
}

void Chats::message_arrived(IncomingMessage message) {
  if (floor_.ledger.room() != JournalRoom::normal) return refuse(message, 503, "the ledger's disk is full");
  const auto known = by_parties_.find(key_of(message));
  if (known != by_parties_.end()) return take(chats_.at(known->second), message);
  if (refuse_status_ != 0) return refuse(message, refuse_status_, "the runtime is being stopped");
  if (!attendant_.takes_messages(message.recipient))
    return refuse(message, 404, "there is no on.message for " + message.recipient.user);
  begin(message);
}

void Chats::begin(const IncomingMessage& message) {
  const ContactId id = add(message, {});
  note(id, message);
  attendant_.attend(id);
}

ContactId Chats::add(const IncomingMessage& message, ContactId continues) {
  const ContactId id = floor_.ids.next_contact();
  Entry arrival{.kind = EntryKind::contact_arrived,
                .contact = id,
                .fields = {{"channel", std::string("message")},
                           {"caller", message.sender.user},
                           {"caller_name", message.sender.display},
                           {"dialled", message.recipient.user}}};
  if (!message.phone.empty()) arrival.fields.emplace_back("phone", message.phone);
  if (!message.trunk.empty()) arrival.fields.emplace_back("trunk", message.trunk);
  if (continues) arrival.fields.emplace_back("continues", to_string(continues));
  std::string enterprise = attendant_.enterprise_for(message.sender, message.recipient, {});
  if (!enterprise.empty()) arrival.fields.emplace_back("enterprise", enterprise);
  std::string version = attendant_.version_for(message.sender);
  if (!version.empty()) arrival.fields.emplace_back("version", version);
  floor_.ledger.write(std::move(arrival));
  by_parties_[key_of(message)] = id;
  Chat& chat =
      chats_.emplace(id, Chat{.contact = Contact(id, message, floor_.loop.clock().utc()), .opening = message})
          .first->second;
  chat.contact.version = std::move(version);
  chat.contact.enterprise = std::move(enterprise);
  return id;
}

void Chats::note(ContactId chat, const IncomingMessage& message) {
  floor_.ledger.write(
      {.kind = EntryKind::message_received, .contact = chat, .fields = {{"text", message.text}}});
  floor_.outbox.add(
      [&messaging = floor_.messaging, receipt = message.receipt] { messaging.acknowledge(receipt, 200); });
}

void Chats::take(Chat& chat, const IncomingMessage& message) {
  const bool awaited = waiting_.find(chat.reader) != nullptr;
  if (!awaited && chat.unread.size() >= most_unread)
    return refuse(message, 480, std::to_string(most_unread) + " messages of its sender have not been read");
  note(chat.contact.id, message);
  if (awaited) return hand_over(chat, message.text);
  chat.unread.push_back(message.text);
}

void Chats::hand_over(Chat& chat, std::string text) {
  auto reader = waiting_.take(std::exchange(chat.reader, {}));
  floor_.loop.post([done = std::move(reader->received), text = std::move(text)] { done(text); });
}

Result<OperationHandle> Chats::receive(ContactId id, Which which, Received done) {
  const auto found = chats_.find(id);
  if (found == chats_.end()) return chat_is_over();
  Chat& chat = found->second;
  if (waiting_.find(chat.reader) != nullptr)
    return Error{"busy", "the chat's next message is waited for already", false};
  const OperationHandle handle = waiting_.insert({.contact = id, .received = std::move(done)});
  chat.reader = handle;
  if (which == Which::to_come || chat.unread.empty()) return handle;
  std::string text = std::move(chat.unread.front());
  chat.unread.pop_front();
  hand_over(chat, std::move(text));
  return handle;
}

Result<OperationHandle> Chats::reply(ContactId id, std::string text, Sent done) {
  const auto found = chats_.find(id);
  if (found == chats_.end()) return chat_is_over();
  const Chat& chat = found->second;
  MessageTarget target{.uri = chat.contact.caller.uri};
  if (!chat.contact.phone.empty()) {
    target.phone = chat.contact.phone;
  } else if (!chat.contact.trunk.empty()) {
    target.trunk = chat.contact.trunk;
    // The host is the trunk's, whatever its sender wrote there.
    if (const auto user = user_part_of(target.uri); !user.empty())
      target.uri = "sip:" + std::string(user) + "@" + target.trunk;
  }
  return send(id, target, {.user = chat.contact.dialled.user}, std::move(text), std::move(done));
}

std::optional<MessageEnd> Chats::refusal_of(ContactId contact, const MessageTarget& target,
                                            const std::vector<std::string>& places) {
  const auto refused = [](int status, int cause, std::string why) {
    return Release{.by = Release::By::system, .status = status, .cause = cause, .reason = std::move(why)};
  };
  // Q.850 cause 20: subscriber absent.
  if (places.empty()) return MessageEnd{refused(480, 20, "phone " + target.phone + " is registered nowhere")};
  if (!target.phone.empty()) return std::nullopt;
  const auto bar = bar_of(floor_, target.caller, target.trunk, target.number, target.uri);
  if (!bar) return target.refusal ? std::optional(MessageEnd{*target.refusal}) : std::nullopt;
  note_barred(floor_, contact, {}, target.uri, *bar);
  return barred_end(*bar);
}

void Chats::tell_sent(OperationHandle operation, MessageEnd end) {
  floor_.loop.post([this, operation, end = std::move(end)] {
    if (const auto ended = waiting_.take(operation)) ended->sent(end);
  });
}

OperationHandle Chats::send(ContactId contact, const MessageTarget& target, PartyAddress from, std::string text,
                            Sent done) {
  const auto places = places_of(floor_.directory, target);
  const OperationHandle handle =
      waiting_.insert({.contact = contact, .places = places.size(), .target = target, .sent = std::move(done)});
  if (auto refusal = refusal_of(contact, target, places)) {
    tell_sent(handle, std::move(*refusal));
    return handle;
  }
  const bool avoids_trunks =
      target.phone.empty() && target.trunk.empty() && bar_at_trunks(floor_, target.caller, target.uri);
  floor_.ledger.write({.kind = EntryKind::message_sent,
                       .contact = contact,
                       .fields = {{"to", target.phone.empty() ? target.uri : target.phone}, {"text", text}}});
  for (const std::string& place : places) {
    floor_.outbox.add([&messaging = floor_.messaging,
                       message = OutgoingMessage{.operation = handle,
                                                 .target = place,
                                                 .from = from,
                                                 .text = text,
                                                 .phone = target.phone,
                                                 .trunk = target.trunk,
                                                 .avoids_trunks = avoids_trunks}] { messaging.send(message); });
  }
  return handle;
}

void Chats::show_waiting(ContactId contact, const std::string& phone, MessagesWaiting waiting) {
  floor_.ledger.write(
      {.kind = EntryKind::messages_waiting,
       .contact = contact,
       .fields = {{"phone", phone}, {"new", std::int64_t{waiting.fresh}}, {"old", std::int64_t{waiting.old}}}});
  floor_.outbox.add(
      [&messaging = floor_.messaging, phone, waiting] { messaging.show_waiting(phone, waiting); });
}

// Of several places of a phone, one that takes it is enough.
void Chats::message_sent(OperationHandle operation, MessageOutcome outcome) {
  Waiting* waiting = waiting_.find(operation);
  if (waiting == nullptr || waiting->places == 0) return;
  if (--waiting->places > 0 && !outcome.taken()) return;
  waiting->places = 0;
  floor_.ledger.write({.kind = EntryKind::message_ended,
                       .contact = waiting->contact,
                       .fields = {{"status", std::int64_t{outcome.status}}, {"problem", outcome.problem}}});
  if (outcome.avoided) {
    if (const auto bar = bar_at_trunks(floor_, waiting->target.caller, waiting->target.uri)) {
      note_barred(floor_, waiting->contact, {}, waiting->target.uri, *bar);
      return tell_sent(operation, barred_end(*bar));
    }
  }
  tell_sent(operation, end_of(std::move(outcome)));
}

Result<void> Chats::set_variable(ContactId id, std::string_view name, FieldValue value) {
  const auto found = chats_.find(id);
  if (found == chats_.end()) return chat_is_over();
  found->second.contact.set_variable(floor_.ledger, name, std::move(value));
  return {};
}

Result<void> Chats::identify(ContactId id, const CustomerFacts& facts) {
  const auto found = chats_.find(id);
  if (found == chats_.end()) return chat_is_over();
  found->second.contact.identify(floor_.ledger, facts);
  return {};
}

Result<void> Chats::note_decided(ContactId id, std::vector<std::pair<std::string, FieldValue>> record) {
  const auto found = chats_.find(id);
  if (found == chats_.end()) return chat_is_over();
  found->second.contact.note_decided(floor_.ledger, std::move(record));
  return {};
}

Result<void> Chats::end(ContactId id, const std::string& why) {
  const auto found = chats_.find(id);
  if (found == chats_.end()) return chat_is_over();
  Contact& chat = found->second.contact;
  if (chat.state() != ContactState::attended)
    return Error{"wrong-state", "chat " + to_string(id) + " is ending already", false};
  chat.enter(ContactState::releasing);
  attendant_.released(id, {.by = Release::By::local, .reason = why});
  return {};
}

void Chats::end_all(const std::string& why) {
  std::vector<ContactId> chats;
  for (const auto& [id, chat] : chats_)
    chats.push_back(id);
  for (const ContactId id : chats)
    attendant_.released(id, {.by = Release::By::system, .reason = why});
}

void Chats::finish(ContactId id, std::string cause) {
  const auto found = chats_.find(id);
  if (found == chats_.end()) return;
  Chat& chat = found->second;
  chat.contact.enter(ContactState::ended);
  floor_.ledger.write(
      {.kind = EntryKind::contact_ended, .contact = id, .fields = {{"cause", std::move(cause)}}});
  waiting_.erase(chat.reader);
  by_parties_.erase(key_of(chat.opening));
  auto unread = std::move(chat.unread);
  IncomingMessage next = std::move(chat.opening);
  chats_.erase(found);
  if (!unread.empty()) go_on(id, std::move(next), std::move(unread));
}

// What was taken and nobody has read begins another chat.
void Chats::go_on(ContactId ended, IncomingMessage next, std::deque<std::string> unread) {
  const char* why = refuse_status_ != 0                          ? "the runtime stops"
                    : !attendant_.takes_messages(next.recipient) ? "the site has no on.message any more"
                                                                 : nullptr;
  if (why != nullptr) {
    floor_.log.write(LogLevel::warning, "contact " + to_string(ended) + ": " + why + ", and " +
                                            std::to_string(unread.size()) + " messages of " + next.sender.uri +
                                            " have not been read");
    return;
  }
  next.text = std::move(unread.front());
  unread.pop_front();
  const ContactId id = add(next, ended);
  chats_.at(id).unread = std::move(unread);
  attendant_.attend(id);
}

}  // namespace tipring
