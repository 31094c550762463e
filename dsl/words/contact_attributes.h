#pragma once

#include <string>

#include "dsl/binding/registry.h"
#include "dsl/binding/word_call.h"
#include "dsl/words/host.h"

namespace tipring::dsl {

/// What scripts read of calls and of chats alike.

inline int push_text(const WordCall& call, const std::string& text) {
  lua_pushlstring(call.lua(), text.data(), text.size());
  return 1;
}

/// Null once the contact is gone.
inline const Contact* contact(const WordCall& call) {
  return find_contact(call.host<Host>(), contact_of(call));
}

inline int contact_id(WordCall& call) {
  return push_text(call, to_string(contact_of(call)));
}

/// A part of one of the contact's addresses; empty once it is gone.
template <PartyAddress Contact::*address, std::string PartyAddress::*part>
int address_part(WordCall& call) {
  const Contact* found = contact(call);
  return push_text(call, found == nullptr ? std::string() : found->*address.*part);
}

/// nil where the contact has none.
template <std::string Contact::*name>
int named(WordCall& call) {
  const Contact* found = contact(call);
  if (found == nullptr || (found->*name).empty()) {
    lua_pushnil(call.lua());
    return 1;
  }
  return push_text(call, found->*name);
}

inline int contact_headers(WordCall& call) {
  push_object(call.lua(), "headers", CallObject{contact_of(call)});
  return 1;
}

inline int contact_finally(WordCall& call) {
  lua_pushvalue(call.lua(), call.index_of("fn"));
  call.host<Host>().tasks.finally(contact_of(call), luaL_ref(call.lua(), LUA_REGISTRYINDEX));
  return 0;
}

}  // namespace tipring::dsl
