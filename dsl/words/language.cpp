#include <algorithm>
#include <string>

#include "dsl/binding/registry.h"
#include "dsl/sandbox/lua_error.h"
#include "dsl/words/clips.h"
#include "dsl/words/conditions.h"
#include "dsl/words/customer_objects.h"
#include "dsl/words/hours_table.h"
#include "dsl/words/targets.h"
#include "dsl/words/variable_types.h"
#include "dsl/words/words.h"
#include "runtime/contact/carried_headers.h"
#include "runtime/rules/action.h"

namespace tipring::dsl {
namespace {

// Of a call or a chat.
ContactId contact_at(lua_State* lua, int self) {
  return object_at<CallObject>(lua, self, object_type_at(lua, self))->contact;
}

bool read_variable(lua_State* lua, int self, std::string_view name, void* host_pointer) {
  const Host& host = *static_cast<Host*>(host_pointer);
  if (host.definitions.variables.find(name) == host.definitions.variables.end()) return false;
  const Contact* contact = find_contact(host, contact_at(lua, self));
  const auto* variables = contact == nullptr ? nullptr : &contact->variables;
  const auto value = variables == nullptr ? std::map<std::string, FieldValue, std::less<>>::const_iterator()
                                          : variables->find(name);
  if (variables == nullptr || value == variables->end()) {
    lua_pushnil(lua);
  } else {
    push_constant(lua, value->second);
  }
  return true;
}

bool write_variable(lua_State* lua, int self, std::string_view name, int value, void* host_pointer) {
  Host& host = *static_cast<Host*>(host_pointer);
  if (name == "customer") return write_customer(lua, contact_at(lua, self), value, host);
  const auto type = host.definitions.variables.find(name);
  if (type == host.definitions.variables.end() || name.starts_with(customer_prefix)) return false;
  auto set = constant_at(lua, value);
  if (!set || !fits(type->second, *set)) {
    raise_mistake(lua, "the variable '" + std::string(name) + "' takes " + wanted(type->second) + ", not " +
                           describe_value(lua, value));
  }
  set_variable(host, contact_at(lua, self), name, std::move(*set));
  return true;
}

std::string describe_contact(lua_State* lua, int self) {
  return std::string(object_type_at(lua, self)) + " " + to_string(contact_at(lua, self));
}

bool read_header(lua_State* lua, int self, std::string_view name, void* host_pointer) {
  const auto* object = object_at<CallObject>(lua, self, "headers");
  const Contact* contact = find_contact(*static_cast<Host*>(host_pointer), object->contact);
  if (contact != nullptr) {
    for (const auto& [header, value] : contact->headers) {
      if (!same_header_name(header, name)) continue;
      lua_pushlstring(lua, value.data(), value.size());
      return true;
    }
  }
  lua_pushnil(lua);
  return true;
}

bool read_recording(lua_State* lua, int self, std::string_view name, void* /*host*/) {
  const auto* recording = object_at<RecordingObject>(lua, self, "recording");
  if (name == "length") {
    lua_pushnumber(lua, static_cast<double>(recording->clip.length.count()) / 1000.0);
  } else if (name == "ended_by") {
    lua_pushlstring(lua, recording->ended_by.data(), recording->ended_by.size());
  } else if (name == "name") {
    lua_pushlstring(lua, recording->clip.name.data(), recording->clip.name.size());
  } else {
    return false;
  }
  return true;
}

std::string describe_action(lua_State* lua, int self) {
  return to_text(*object_at<Action>(lua, self, "action"));
}

std::string_view defined_by_action(lua_State* lua, int self) {
  const Action::Kind kind = object_at<Action>(lua, self, "action")->kind;
  switch (kind) {
    case Action::Kind::dialog:
      return "dialog";
    case Action::Kind::rules:
      return "rules";
    case Action::Kind::queue:
      return "queue";
    default:
      raise_mistake(lua, describe_action(lua, self) + " cannot be called");
  }
}

std::string describe_target(lua_State* lua, int self) {
  const auto* target = object_at<TargetObject>(lua, self, "target");
  if (target->trunk.empty()) return "phone \"" + target->phone + "\"";
  return target->number ? "trunk(\"" + target->trunk + "\", \"" + *target->number + "\")"
                        : "trunk \"" + target->trunk + "\"";
}

std::string_view defined_by_target(lua_State* lua, int self) {
  const auto* target = object_at<TargetObject>(lua, self, "target");
  if (target->number) raise_mistake(lua, describe_target(lua, self) + " cannot be called");
  return target->trunk.empty() ? "phone" : "trunk";
}

std::string describe_hours(lua_State* lua, int self) {
  return "hours \"" + object_at<HoursObject>(lua, self, "hours")->name + "\"";
}

std::string_view defined_by_hours(lua_State* /*lua*/, int /*self*/) {
  return "hours";
}

std::string describe_holidays(lua_State* lua, int self) {
  const std::string& name = object_at<HolidaysObject>(lua, self, "holidays")->name;
  return name.empty() ? "holidays { … }" : "holidays \"" + name + "\"";
}

std::string_view defined_by_holidays(lua_State* lua, int self) {
  if (object_at<HolidaysObject>(lua, self, "holidays")->name.empty())
    raise_mistake(lua, describe_holidays(lua, self) + " cannot be called");
  return "holidays";
}

std::string describe_agent(lua_State* lua, int self) {
  return "agent \"" + object_at<AgentObject>(lua, self, "agent")->name + "\"";
}

std::string_view defined_as_agent(lua_State* /*lua*/, int /*self*/) {
  return "agent";
}

std::string describe_list(lua_State* lua, int self) {
  return "list \"" + object_at<ListObject>(lua, self, "list")->name + "\"";
}

std::string_view defined_as_list(lua_State* /*lua*/, int /*self*/) {
  return "list";
}

std::string describe_null(lua_State* /*lua*/, int /*self*/) {
  return "null";
}

// While the site loads, one mistake does not hide the others.
bool take_mistake(lua_State* lua, const Word& word, std::string_view text, void* host_pointer) {
  Host& host = *static_cast<Host*>(host_pointer);
  if (!host.loading()) return false;
  host.definitions.mistakes.push_back({.text = std::string(text)});
  std::string name = qualified_name(word);
  if (object_at<TargetObject>(lua, 1, "target") != nullptr) name = describe_target(lua, 1);
  if (object_at<ListObject>(lua, 1, "list") != nullptr) name = describe_list(lua, 1);
  if (object_at<AgentObject>(lua, 1, "agent") != nullptr) name = describe_agent(lua, 1);
  if (object_at<Action>(lua, 1, "action") != nullptr) name = describe_action(lua, 1);
  if (object_at<HoursObject>(lua, 1, "hours") != nullptr) name = describe_hours(lua, 1);
  if (object_at<HolidaysObject>(lua, 1, "holidays") != nullptr) name = describe_holidays(lua, 1);
  host.definitions.undefined.insert(std::move(name));
  return true;
}

std::string describe_secret(lua_State* lua, int self) {
  return "secret \"" + object_at<Secret>(lua, self, "secret")->name + "\"";
}

}  // namespace

ContactId contact_of(const WordCall& call) {
  return contact_at(call.lua(), call.self());
}

const Contact* find_contact(const Host& host, ContactId contact) {
  const Contact* call = host.calls->find(contact);
  return call != nullptr ? call : host.chats->find(contact);
}

void set_variable(Host& host, ContactId contact, std::string_view name, FieldValue value) {
  static_cast<void>(host.chats->find(contact) != nullptr
                        ? host.chats->set_variable(contact, name, std::move(value))
                        : host.calls->set_variable(contact, name, std::move(value)));
}

void identify(Host& host, ContactId contact, const CustomerFacts& facts) {
  static_cast<void>(host.chats->find(contact) != nullptr ? host.chats->identify(contact, facts)
                                                         : host.calls->identify(contact, facts));
}

void note_decided(Host& host, ContactId contact, std::vector<std::pair<std::string, FieldValue>> record) {
  static_cast<void>(host.chats->find(contact) != nullptr
                        ? host.chats->note_decided(contact, std::move(record))
                        : host.calls->note_decided(contact, std::move(record)));
}

void push_contact(lua_State* lua, const Host& host, ContactId contact) {
  push_object(lua, host.chats->find(contact) != nullptr ? "chat" : "call", CallObject{contact});
}

const std::vector<Word>& all_words() {
  static const std::vector<Word> words = [] {
    std::vector<Word> all;
    for (const auto group :
         {site_words(),       media_words(),    party_words(),     permission_words(), action_words(),
          rule_words(),       queue_words(),    agent_words(),     condition_words(),  hours_words(),
          number_words(),     database_words(), http_words(),      customer_words(),   why_words(),
          call_words(),       audio_words(),    recording_words(), speech_words(),     connect_words(),
          conference_words(), people_words(),   chat_words(),      mailbox_words(),    time_words(),
          log_words()}) {
      all.insert(all.end(), group.begin(), group.end());
    }
    return all;
  }();
  return words;
}

void register_language(lua_State* lua, Host& host) {
  const std::vector<Word>& words = all_words();
  const auto add = [&](ObjectType type) { register_type(lua, type, words, &host); };
  add({.name = "variable_type", .destroy = destroy_object<VariableType>});
  add({.name = "action",
       .describe = describe_action,
       .defined_by = defined_by_action,
       .destroy = destroy_object<Action>});
  add({.name = "constraint", .destroy = destroy_object<ConstraintObject>});
  add({.name = "condition", .destroy = destroy_object<ConditionObject>});
  add({.name = "clip", .destroy = destroy_object<ClipObject>});
  add({.name = "recording", .read = read_recording, .destroy = destroy_object<RecordingObject>});
  add({.name = "target",
       .describe = describe_target,
       .defined_by = defined_by_target,
       .destroy = destroy_object<TargetObject>});
  add({.name = "agent",
       .describe = describe_agent,
       .defined_by = defined_as_agent,
       .destroy = destroy_object<AgentObject>});
  add({.name = "announcement"});
  add({.name = "list",
       .describe = describe_list,
       .defined_by = defined_as_list,
       .destroy = destroy_object<ListObject>});
  add({.name = "secret", .describe = describe_secret, .destroy = destroy_object<Secret>});
  add({.name = "hours",
       .describe = describe_hours,
       .defined_by = defined_by_hours,
       .destroy = destroy_object<HoursObject>});
  add({.name = "holidays",
       .describe = describe_holidays,
       .defined_by = defined_by_holidays,
       .destroy = destroy_object<HolidaysObject>});
  add({.name = "callee"});
  add({.name = "null", .describe = describe_null});
  add({.name = "table of the store", .destroy = destroy_object<StoreTableObject>});
  add({.name = "customer",
       .read = read_customer,
       .describe = describe_customer,
       .destroy = destroy_object<CustomerObject>});
  add({.name = "timer"});
  add({.name = "headers", .read = read_header});
  for (const char* kind : {"call", "chat"})
    add({.name = kind, .read = read_variable, .write = write_variable, .describe = describe_contact});
  register_words(lua, words, &host);
  take_mistakes(lua, take_mistake);
}

}  // namespace tipring::dsl
