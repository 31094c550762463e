#include <algorithm>
#include <cctype>
#include <string>

#include "dsl/binding/registry.h"
#include "dsl/sandbox/lua_error.h"
#include "dsl/words/action.h"
#include "dsl/words/clips.h"
#include "dsl/words/position.h"
#include "dsl/words/words.h"

namespace tipring::dsl {
namespace {

ContactId contact_at(lua_State* lua, int self) {
  return object_at<CallObject>(lua, self, "call")->contact;
}

void push_value(lua_State* lua, const FieldValue& value) {
  if (const auto* truth = std::get_if<bool>(&value)) {
    lua_pushboolean(lua, *truth ? 1 : 0);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    lua_pushlstring(lua, text->data(), text->size());
  } else if (const auto* number = std::get_if<double>(&value)) {
    lua_pushnumber(lua, *number);
  } else {
    lua_pushnumber(lua, static_cast<double>(std::get<std::int64_t>(value)));
  }
}

bool read_variable(lua_State* lua, int self, std::string_view name, void* host_pointer) {
  const Host& host = *static_cast<Host*>(host_pointer);
  if (host.definitions.variables.find(name) == host.definitions.variables.end()) return false;
  const Contact* contact = host.calls->find(contact_at(lua, self));
  const auto* variables = contact == nullptr ? nullptr : &contact->variables;
  const auto value = variables == nullptr ? std::map<std::string, FieldValue, std::less<>>::const_iterator()
                                          : variables->find(name);
  if (variables == nullptr || value == variables->end()) {
    lua_pushnil(lua);
  } else {
    push_value(lua, value->second);
  }
  return true;
}

std::optional<FieldValue> value_of(lua_State* lua, int index, const VariableType& type) {
  const int kind = lua_type(lua, index);
  switch (type.kind) {
    case VariableType::Kind::number:
      if (kind == LUA_TNUMBER) return FieldValue{static_cast<double>(lua_tonumber(lua, index))};
      break;
    case VariableType::Kind::boolean:
      if (kind == LUA_TBOOLEAN) return FieldValue{lua_toboolean(lua, index) != 0};
      break;
    case VariableType::Kind::text:
      if (kind == LUA_TSTRING) return FieldValue{std::string(lua_tostring(lua, index))};
      break;
    case VariableType::Kind::one_of:
      if (kind == LUA_TSTRING &&
          std::count(type.choices.begin(), type.choices.end(), lua_tostring(lua, index)) > 0) {
        return FieldValue{std::string(lua_tostring(lua, index))};
      }
      break;
  }
  return std::nullopt;
}

std::string wanted(const VariableType& type) {
  switch (type.kind) {
    case VariableType::Kind::number:
      return "a number";
    case VariableType::Kind::boolean:
      return "true or false";
    case VariableType::Kind::text:
      return "a text";
    case VariableType::Kind::one_of:
      break;
  }
  std::string text = "one of";
  for (const std::string& choice : type.choices)
    text += " \"" + choice + "\"";
  return text;
}

bool write_variable(lua_State* lua, int self, std::string_view name, int value, void* host_pointer) {
  Host& host = *static_cast<Host*>(host_pointer);
  const auto type = host.definitions.variables.find(name);
  if (type == host.definitions.variables.end()) return false;
  auto set = value_of(lua, value, type->second);
  if (!set) {
    raise_mistake(lua, "the variable '" + std::string(name) + "' takes " + wanted(type->second) + ", not " +
                           describe_value(lua, value));
  }
  // A contact that is gone keeps nothing.
  static_cast<void>(host.calls->set_variable(contact_at(lua, self), name, std::move(*set)));
  return true;
}

std::string describe_call(lua_State* lua, int self) {
  return "call " + to_string(contact_at(lua, self));
}

bool same_name(std::string_view first, std::string_view second) {
  return std::equal(first.begin(), first.end(), second.begin(), second.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  });
}

bool read_header(lua_State* lua, int self, std::string_view name, void* host_pointer) {
  const auto* object = object_at<CallObject>(lua, self, "headers");
  const Contact* contact = static_cast<Host*>(host_pointer)->calls->find(object->contact);
  if (contact != nullptr) {
    for (const auto& [header, value] : contact->headers) {
      if (!same_name(header, name)) continue;
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
  const auto* action = object_at<Action>(lua, self, "action");
  switch (action->kind) {
    case Action::Kind::dialog:
      return "dialog \"" + action->name + "\"";
    case Action::Kind::reject:
      return "reject(" + std::to_string(action->status) + ")";
    case Action::Kind::redirect:
      return "redirect \"" + action->targets.front() + "\"";
    case Action::Kind::hang_up:
      return "hang_up()";
  }
  return "action";
}

// dialog "name" (function(call) … end): the value that dialog gives, called with a function, defines.
int define_dialog(lua_State* lua, void* host_pointer) {
  Host& host = *static_cast<Host*>(host_pointer);
  const auto* action = object_at<Action>(lua, 1, "action");
  const SitePosition position = position_of_caller(lua);
  const auto fail = [lua](const std::string& text) { raise_mistake(lua, text); };
  if (action->kind != Action::Kind::dialog) fail(describe_action(lua, 1) + " cannot be called");
  const std::string noun = "dialog \"" + action->name + "\"";
  if (!host.loading())
    fail(noun + " is defined at the top of a file, while the site loads; here only return it");
  if (lua_type(lua, 2) != LUA_TFUNCTION)
    fail(noun + " is defined by a function, not by " + describe_value(lua, 2));
  const auto known = host.definitions.dialogs.find(action->name);
  if (known != host.definitions.dialogs.end()) {
    const SitePosition& first = known->second.position;
    fail(noun + " stands twice; the first is in " + first.file + ":" + std::to_string(first.line));
  }
  lua_pushvalue(lua, 2);
  host.definitions.dialogs.emplace(action->name, HandlerFunction{luaL_ref(lua, LUA_REGISTRYINDEX), position});
  lua_pushvalue(lua, 1);
  return 1;
}

}  // namespace

const std::vector<Word>& all_words() {
  static const std::vector<Word> words = [] {
    std::vector<Word> all;
    for (const auto group : {site_words(), action_words(), call_words(), audio_words(), connect_words(),
                             time_words(), log_words()}) {
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
       .call = define_dialog,
       .destroy = destroy_object<Action>});
  add({.name = "clip", .destroy = destroy_object<ClipObject>});
  add({.name = "recording", .read = read_recording, .destroy = destroy_object<RecordingObject>});
  add({.name = "timer"});
  add({.name = "headers", .read = read_header});
  add({.name = "call", .read = read_variable, .write = write_variable, .describe = describe_call});
  register_words(lua, words, &host);
}

}  // namespace tipring::dsl
