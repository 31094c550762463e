#include "dsl/words/customer_objects.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "dsl/binding/registry.h"
#include "dsl/sandbox/lua_error.h"
#include "dsl/words/variable_types.h"
#include "runtime/base/nearest.h"

namespace tipring::dsl {
namespace {

const FieldValue* fact(const CustomerFacts& facts, std::string_view name) {
  const std::string whole = std::string(customer_prefix) + std::string(name);
  const auto found = std::ranges::find(facts, whole, &std::pair<std::string, FieldValue>::first);
  return found == facts.end() ? nullptr : &found->second;
}

std::vector<std::string> columns_of(const Host& host) {
  std::vector<std::string> names{"known", "shared"};
  if (!host.definitions.customers) return names;
  for (const auto& [name, type] : host.definitions.customers->columns)
    names.push_back(name);
  return names;
}

}  // namespace

bool read_customer(lua_State* lua, int self, std::string_view name, void* host_pointer) {
  const CustomerFacts& facts = object_at<CustomerObject>(lua, self, "customer")->facts;
  if (const FieldValue* value = fact(facts, name)) {
    push_constant(lua, *value);
    return true;
  }
  const std::vector<std::string> columns = columns_of(*static_cast<Host*>(host_pointer));
  if (std::ranges::find(columns, name) == columns.end())
    raise_mistake(lua, "customers have no column '" + std::string(name) + "'" +
                           did_you_mean(nearest(std::string(name), columns)));
  lua_pushnil(lua);
  return true;
}

std::string describe_customer(lua_State* lua, int self) {
  const CustomerFacts& facts = object_at<CustomerObject>(lua, self, "customer")->facts;
  const FieldValue* known = fact(facts, "known");
  if (known == nullptr || *known != FieldValue{true}) return "an unknown customer";
  const FieldValue* id = fact(facts, "id");
  return id == nullptr ? "a customer" : "customer " + to_text(*id);
}

bool write_customer(lua_State* lua, ContactId contact, int value, Host& host) {
  if (!host.definitions.customers) return false;
  if (lua_isnil(lua, value)) {
    identify(host, contact, {});
    return true;
  }
  const auto* customer = object_at<CustomerObject>(lua, value, "customer");
  if (customer == nullptr)
    raise_mistake(
        lua, "customer takes what customers.by_phone and its like give, not " + describe_value(lua, value));
  identify(host, contact, customer->facts);
  return true;
}

void push_customer_of(lua_State* lua, const Contact* contact) {
  CustomerObject customer;
  if (contact != nullptr) {
    for (const auto& [name, value] : contact->variables) {
      if (name.starts_with(customer_prefix)) customer.facts.emplace_back(name, value);
    }
  }
  push_object(lua, "customer", std::move(customer));
}

}  // namespace tipring::dsl
