#include <algorithm>
#include <cctype>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "dsl/binding/registry.h"
#include "dsl/binding/word_call.h"
#include "dsl/words/contact_attributes.h"
#include "dsl/words/defining.h"
#include "dsl/words/targets.h"
#include "dsl/words/waiting.h"
#include "dsl/words/words.h"
#include "runtime/base/utf8.h"
#include "runtime/contact/failure_code.h"

namespace tipring::dsl {
namespace {

using namespace std::chrono_literals;

// Timer F (RFC 3261, section 17.1.2.2) for each of a few addresses.
constexpr Duration longest_send = 3min;
// What a phone takes by UDP is less (RFC 3428, section 8); the agent tells.
constexpr std::size_t longest_text = 10'000;

int on_message(WordCall& call) {
  return define_handler(call, call.host<Host>().definitions.on_message);
}

std::string text_to_send(const WordCall& call, std::string_view parameter) {
  std::string text = call.text(parameter);
  if (text.empty() || text.size() > longest_text)
    call.mistake("takes a text of 1 to " + std::to_string(longest_text) + " bytes");
  if (!is_utf8(text)) call.mistake("takes a text in UTF-8");
  return text;
}

Error failure_of(const Release& release) {
  const std::string code(failure_code(release));
  if (release.by == Release::By::system)
    return {code, "the message was not sent: " + release.reason, may_succeed_later(release)};
  return {code, "the message was refused with " + std::to_string(release.status), release.status >= 500};
}

int push_not_sent(lua_State* lua, const MessageEnd& end) {
  const int count = push_failure(lua, failure_of(end.release));
  lua_pushnumber(lua, end.release.status);
  lua_setfield(lua, -2, "status");
  lua_pushnumber(lua, end.release.cause);
  lua_setfield(lua, -2, "cause");
  if (end.destination.empty()) return count;
  lua_pushlstring(lua, end.destination.data(), end.destination.size());
  lua_setfield(lua, -2, "destination");
  return count;
}

int push_message_sent(lua_State* lua, const MessageEnd& end) {
  if (!end.taken()) return push_not_sent(lua, end);
  lua_pushboolean(lua, 1);
  return 1;
}

int opening(WordCall& call) {
  return push_text(call, call.host<Host>().chats->opening_of(contact_of(call)));
}

int send_reply(WordCall& call) {
  Host& host = call.host<Host>();
  std::string text = text_to_send(call, "text");
  return wait_at<MessageEnd>(call, host.chats, longest_send, push_message_sent, [&](auto done) {
    return host.chats->reply(contact_of(call), std::move(text), std::move(done));
  });
}

int push_received(lua_State* lua, const std::string& text) {
  lua_pushlstring(lua, text.data(), text.size());
  return 1;
}

int receive(WordCall& call) {
  Host& host = call.host<Host>();
  return wait_at<std::string>(call, host.chats, call.duration("timeout", 10min), push_received, [&](auto done) {
    return host.chats->receive(contact_of(call), Chats::Which::unread, std::move(done));
  });
}

int send_message(WordCall& call) {
  Host& host = call.host<Host>();
  const ContactId contact = host.tasks.current_contact();
  const Contact* from = find_contact(host, contact);
  ConnectTarget target = target_at(call, call.index_of("target"));
  MessageTarget to{.uri = std::move(target.uri),
                   .phone = std::move(target.phone),
                   .trunk = std::move(target.trunk),
                   .number = std::move(target.number),
                   .refusal = std::move(target.refusal)};
  if (from != nullptr) to.caller = {from->phone, from->trunk};
  const PartyAddress sender{.user = call.text("from", from == nullptr ? std::string() : from->dialled.user)};
  std::string text = text_to_send(call, "text");
  return wait_at<MessageEnd>(call, host.chats, longest_send, push_message_sent, [&](auto done) {
    return Result<OperationHandle>(host.chats->send(contact, to, sender, std::move(text), std::move(done)));
  });
}

// A question under way: written, and its answer waited for, until one fits. Who is quick answers before we know
// that the question has come.
struct Question {
  Chats& chats;
  Tasks& tasks;
  ContactId chat;
  TaskRef wait;
  std::string text;
  std::vector<std::string> choices;
  std::int64_t tries = 1;
  OperationHandle reading{};
  OperationHandle writing{};

  void cancel() {
    chats.cancel(reading);
    chats.cancel(writing);
  }
};

std::string without_case(std::string_view text) {
  std::string lower;
  for (const char letter : text)
    lower += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  const auto first = lower.find_first_not_of(" \t\r\n");
  return first == std::string::npos ? std::string()
                                    : lower.substr(first, lower.find_last_not_of(" \t\r\n") - first + 1);
}

// A choice that is a number itself could be meant by that of another.
bool are_numbered(const std::vector<std::string>& choices) {
  return std::ranges::none_of(choices, [](const std::string& choice) {
    const std::string text = without_case(choice);
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
  });
}

// The choice that an answer names, by its text or its number; null: none.
const std::string* choice_of(const Question& question, const std::string& answer) {
  const std::string wanted = without_case(answer);
  const bool numbered = are_numbered(question.choices);
  for (std::size_t i = 0; i < question.choices.size(); ++i) {
    const bool by_number = numbered && wanted == std::to_string(i + 1);
    if (by_number || wanted == without_case(question.choices[i])) return &question.choices[i];
  }
  return nullptr;
}

void ask_once(const std::shared_ptr<Question>& question);

void fail(Question& question, Error error) {
  question.cancel();
  question.tasks.resume(question.wait,
                        [error = std::move(error)](lua_State* lua) { return push_failure(lua, error); });
}

void not_sent(Question& question, const MessageEnd& end) {
  question.cancel();
  question.tasks.resume(question.wait, [end](lua_State* lua) { return push_not_sent(lua, end); });
}

void take_answer(const std::shared_ptr<Question>& question, const std::string& answer) {
  question->chats.cancel(question->writing);
  const std::string* choice = question->choices.empty() ? &answer : choice_of(*question, answer);
  if (choice != nullptr) {
    question->tasks.resume(question->wait,
                           [text = *choice](lua_State* lua) { return push_received(lua, text); });
  } else if (--question->tries > 0) {
    ask_once(question);
  } else {
    fail(*question, {"no-match", "the answer \"" + answer + "\" is none of the choices", false});
  }
}

void ask_once(const std::shared_ptr<Question>& question) {
  auto reading =
      question->chats.receive(question->chat, Chats::Which::to_come,
                              [question](const std::string& answer) { take_answer(question, answer); });
  if (!reading) return fail(*question, reading.error());
  question->reading = reading.value();
  auto writing = question->chats.reply(question->chat, question->text, [question](const MessageEnd& end) {
    if (!end.taken()) not_sent(*question, end);
  });
  if (!writing) return fail(*question, writing.error());
  question->writing = writing.value();
}

std::vector<std::string> choices_of(const WordCall& call) {
  std::vector<std::string> choices;
  if (!call.has("choices")) return choices;
  lua_State* lua = call.lua();
  const int table = call.index_of("choices");
  for (int i = 1; i <= static_cast<int>(lua_objlen(lua, table)); ++i) {
    lua_rawgeti(lua, table, i);
    choices.emplace_back(lua_tostring(lua, -1));
    lua_pop(lua, 1);
  }
  return choices;
}

int ask(WordCall& call) {
  Host& host = call.host<Host>();
  auto question = std::make_shared<Question>(Question{
      *host.chats, host.tasks, contact_of(call), {}, text_to_send(call, "question"), choices_of(call)});
  question->tries = call.whole("tries", 3);
  const bool numbered = are_numbered(question->choices);
  for (std::size_t i = 0; i < question->choices.size(); ++i)
    question->text += "\n" + (numbered ? std::to_string(i + 1) + " " : "") + question->choices[i];
  question->wait = host.tasks.begin_wait(call.lua());
  ask_once(question);
  return host.tasks.wait(
      call.lua(), [question] { question->cancel(); }, call.duration("timeout", 10min));
}

Word attribute(std::string_view name, std::string_view summary, int (*run)(WordCall&)) {
  return {.owner = "chat",
          .name = name,
          .kind = WordKind::attribute,
          .place = WordPlace::task,
          .summary = summary,
          .run = run};
}

Word method(std::string_view name, std::string_view summary, int (*run)(WordCall&)) {
  return {.owner = "chat",
          .name = name,
          .kind = WordKind::method,
          .place = WordPlace::task,
          .summary = summary,
          .run = run};
}

const Parameter text_parameter{
    .name = "text", .type = ValueType::text, .required = true, .doc = "In UTF-8; by UDP some 1,000 bytes."};

Word on_message_word() {
  return {
      .owner = "on",
      .name = "message",
      .place = WordPlace::loading,
      .summary = "Says what happens to a message of text that comes in (SIP MESSAGE).",
      .details =
          "The function attends one chat: what one sender writes to one address of the site, from the first "
          "message until the function is over. chat.text is the first message, chat:receive gives the "
          "others. What comes after its end begins another chat. Without on.message messages are refused "
          "(404).",
      .parameters = {{.name = "handler",
                      .type = ValueType::function,
                      .required = true,
                      .doc = "Receives the chat. Returns nothing.",
                      .hands = "chat"}},
      .example = "on.message(function(chat)\n  chat:send(\"You wrote: \" .. chat.text)\nend)",
      .run = on_message};
}

Word send_word() {
  Word word =
      method("send", "Writes to whom the chat is with, from the address that was written to.", send_reply);
  word.waits = true;
  word.parameters = {text_parameter};
  word.returns =
      "true once it was taken; or nil and err, with err.code, err.status (SIP) and err.cause (Q.850) as for "
      "call:connect";
  word.example = "chat:send \"We are closed.\"";
  return word;
}

Word receive_word() {
  Word word = method("receive", "Waits for the next message behind chat.text that was not read yet.", receive);
  word.waits = true;
  word.details = "Up to 100 wait to be read; further ones are refused.";
  word.options = {{.name = "timeout", .type = ValueType::duration, .fallback = "10m", .doc = "How long."}};
  word.returns = "its text; or nil and err, with err.code \"timed-out\"";
  word.example = "local text = chat:receive { timeout = \"5m\" }";
  return word;
}

Word ask_word() {
  Word word = method("ask", "Writes a question and waits for the answer.", ask);
  word.waits = true;
  word.details =
      "With choices these are listed below the question, a line each, with their numbers, and answered by text "
      "or "
      "number: \"2\" is the second. Where one of the choices is a number itself they are listed and answered "
      "by "
      "text alone. An answer that is none of them is asked for again. What was written before the question is "
      "no answer: chat:receive gives it.";
  word.parameters = {{.name = "question", .type = ValueType::text, .required = true, .doc = "What to ask."}};
  word.options = {{.name = "choices",
                   .type = ValueType::texts,
                   .fallback = "any answer",
                   .doc = "The answers that fit, at least one.",
                   .least = 1},
                  {.name = "tries",
                   .type = ValueType::whole,
                   .fallback = "3",
                   .doc = "How often it asks in all.",
                   .least = 1},
                  {.name = "timeout", .type = ValueType::duration, .fallback = "10m", .doc = "For all of it."}};
  word.returns =
      "the answer, or the choice it names; or nil and err, with err.code \"timed-out\", \"no-match\" or as for "
      "chat:send";
  word.example =
      "local reason = chat:ask { \"What can we help you with?\", choices = { \"billing\", \"repair\" } }";
  return word;
}

Word send_message_word() {
  return {.name = "send_message",
          .place = WordPlace::task,
          .waits = true,
          .summary = "Writes a message of text to somebody (SIP MESSAGE).",
          .details = "To a phone it goes in all places where that is registered; one that takes it is enough.",
          .parameters = {{.name = "target",
                          .type = ValueType::target,
                          .required = true,
                          .doc = "A SIP URI, a phone of the site, a number by a trunk."},
                         text_parameter},
          .options = {{.name = "from",
                       .type = ValueType::text,
                       .fallback = "the number dialled",
                       .doc = "The number or user that it shows as its sender."}},
          .returns = "true once it was taken; or nil and err, as for call:connect, but for err.attempts",
          .example = "send_message(phone \"100\", \"Ann has called.\")",
          .run = send_message};
}

Word finally_word() {
  Word word =
      method("finally", "Runs a function when the contact is over, however it ends, once.", contact_finally);
  word.parameters = {
      {.name = "fn", .type = ValueType::function, .required = true, .doc = "Takes no arguments."}};
  return word;
}

Word headers_word() {
  Word word = attribute("headers", "The header fields of the first message, as call.headers.", contact_headers);
  word.result = "headers";
  return word;
}

}  // namespace

std::span<const Word> chat_words() {
  static const std::vector<Word> words{
      on_message_word(),
      attribute("id", "The contact's id.", contact_id),
      attribute("caller", "The number or user name of who writes.",
                address_part<&Contact::caller, &PartyAddress::user>),
      attribute("caller_name", "The name that goes with it; may be empty.",
                address_part<&Contact::caller, &PartyAddress::display>),
      attribute("caller_uri", "The whole SIP URI of who writes.",
                address_part<&Contact::caller, &PartyAddress::uri>),
      attribute("dialled", "The number or user name that was written to.",
                address_part<&Contact::dialled, &PartyAddress::user>),
      attribute("dialled_uri", "The whole request URI.", address_part<&Contact::dialled, &PartyAddress::uri>),
      attribute("phone", "The name of the phone of the site that has proved to write; nil for others.",
                named<&Contact::phone>),
      attribute("trunk", "The name of the trunk the message came by; nil for others.", named<&Contact::trunk>),
      attribute("text", "The message that began the chat.", opening),
      headers_word(),
      send_word(),
      receive_word(),
      ask_word(),
      finally_word(),
      send_message_word(),
  };
  return words;
}

}  // namespace tipring::dsl
