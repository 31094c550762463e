#pragma once

#include <string>
#include <string_view>

#include <lua.hpp>

#include "dsl/words/host.h"

namespace tipring::dsl {

/// What scripts read of a customer, `call.customer.tier`: known, shared, and the columns that the site names;
/// nil for what the customer's row does not say. False for any other name.
bool read_customer(lua_State* lua, int self, std::string_view name, void* host);

/// "customer \"4711\"", "an unknown customer".
std::string describe_customer(lua_State* lua, int self);

/// Sets `call.customer` to the value at a stack index: a customer, or nil where nobody could be looked up.
/// Raises a mistake for anything else. Returns true.
bool write_customer(lua_State* lua, ContactId contact, int value, Host& host);

/// Pushes what is known of the customer of a contact: an unknown one where it was never set.
void push_customer_of(lua_State* lua, const Contact* contact);

}  // namespace tipring::dsl
