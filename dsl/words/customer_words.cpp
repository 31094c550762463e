#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "dsl/binding/registry.h"
#include "dsl/binding/word_call.h"
#include "dsl/words/contact_attributes.h"
#include "dsl/words/customer_lookup.h"
#include "dsl/words/customer_objects.h"
#include "dsl/words/database_names.h"
#include "dsl/words/database_waiting.h"
#include "dsl/words/defining.h"
#include "dsl/words/position.h"
#include "dsl/words/variable_types.h"
#include "dsl/words/words.h"

namespace tipring::dsl {
namespace {

using namespace std::chrono_literals;

// Somebody waits at the telephone.
constexpr Duration usual_lookup_time = 2s;

std::string column_at(const WordCall& call, int index, const std::string& what) {
  const bool is_text = lua_type(call.lua(), index) == LUA_TSTRING;
  const std::string name = is_text ? lua_tostring(call.lua(), index) : "";
  if (!is_column_name(name))
    call.mistake(what + " must be a column's name, of letters, digits and _, not " +
                 describe_value(call.lua(), index));
  return name;
}

void read_keys(const WordCall& call, CustomersDefinition& customers) {
  static constexpr std::array<std::string_view, 3> known{"phone", "mail", "id"};
  lua_State* lua = call.lua();
  lua_pushnil(lua);
  while (lua_next(lua, call.index_of("key")) != 0) {
    const std::string key = lua_type(lua, -2) == LUA_TSTRING ? lua_tostring(lua, -2) : describe_value(lua, -2);
    if (std::ranges::find(known, key) == known.end())
      call.mistake("key names the columns of phone, mail and id, not of " + key);
    customers.keys.emplace(key, column_at(call, lua_gettop(lua), "key: " + key));
    lua_pop(lua, 1);
  }
  if (customers.keys.empty()) call.mistake("key is empty: key = { phone = \"phone\" }");
}

void read_columns(const WordCall& call, CustomersDefinition& customers) {
  lua_State* lua = call.lua();
  lua_pushnil(lua);
  while (lua_next(lua, call.index_of("columns")) != 0) {
    if (lua_type(lua, -2) != LUA_TSTRING) call.mistake("columns are { tier = text, balance = number }");
    const std::string name = column_at(call, lua_gettop(lua) - 1, "columns:");
    const auto* type = object_at<VariableType>(lua, -1, "variable_type");
    if (type == nullptr)
      call.mistake("columns: " + name + " must be text, number, boolean or one_of { … }, not " +
                   describe_value(lua, -1));
    if (name == "known" || name == "shared")
      call.mistake("columns: every customer has '" + name + "' already; name the column otherwise in a view");
    customers.columns.emplace(name, *type);
    lua_pop(lua, 1);
  }
}

// Rules know what is known of a customer as customer.tier, as they know variables.
void declare(Definitions& definitions, const CustomersDefinition& customers) {
  const std::string prefix(customer_prefix);
  for (const char* name : {"known", "shared"})
    definitions.variables.insert_or_assign(prefix + name, VariableType{VariableType::Kind::boolean, {}});
  for (const auto& [name, type] : customers.columns)
    definitions.variables.insert_or_assign(prefix + name, type);
}

int customers(WordCall& call) {
  only_while_loading(call);
  Definitions& definitions = call.host<Host>().definitions;
  if (definitions.customers) stands_twice(call, "customers", definitions.customers->position);
  CustomersDefinition customers{.from = call.text("from"), .position = position_of_caller(call.lua())};
  if (!is_table_name(customers.from))
    call.mistake("from must be the name of a table or view, not \"" + customers.from + "\"");
  read_keys(call, customers);
  read_columns(call, customers);
  customers.fresh_for = call.duration("fresh_for", customers.fresh_for);
  declare(definitions, customers);
  definitions.customers = std::move(customers);
  return 0;
}

int push_found(lua_State* lua, CustomerFacts facts) {
  push_object(lua, "customer", CustomerObject{std::move(facts)});
  return 1;
}

CustomerFacts facts_of(Host& host, const DatabaseRows& rows) {
  const CustomersDefinition& customers = *host.definitions.customers;
  return customer_facts(customers, rows, [&](const std::string& column) {
    if (!host.customers.first_misfit(column)) return;
    host.log.write(LogLevel::warning, "customers: column '" + column + "' has a value that is not " +
                                          wanted(customers.columns.at(column)) + "; it counts as missing");
  });
}

int look_up(WordCall& call, const std::string& key) {
  Host& host = call.host<Host>();
  const auto& customers = host.definitions.customers;
  if (!customers)
    call.mistake("the site says nowhere where its customers are: customers { from = \"customer\", … }");
  if (!customers->keys.contains(key))
    call.mistake("customers are not looked up by " + key + ": key = { " + key + " = \"column\" } says how");
  const std::string value = call.text("value");
  if (value.empty()) return push_found(call.lua(), unknown_customer());
  const CustomerCache::Key place{key, value};
  if (auto kept = host.customers.find(place, host.loop.clock().now(), customers->fresh_for))
    return push_found(call.lua(), std::move(*kept));
  return wait_for_store(call, customer_request(host.definitions, key, value), usual_lookup_time,
                        [&host, place](lua_State* lua, const std::vector<DatabaseRows>& results) {
                          CustomerFacts facts = facts_of(host, results.front());
                          host.customers.keep(place, facts, host.loop.clock().now());
                          return push_found(lua, std::move(facts));
                        });
}

int by_phone(WordCall& call) {
  return look_up(call, "phone");
}

int by_mail(WordCall& call) {
  return look_up(call, "mail");
}

int by_id(WordCall& call) {
  return look_up(call, "id");
}

int customer_of(WordCall& call) {
  push_customer_of(call.lua(), contact(call));
  return 1;
}

Word customers_word() {
  return {
      .name = "customers",
      .place = WordPlace::loading,
      .summary = "Says which table or view of the store has the customers.",
      .details =
          "call.customer = customers.by_phone(call.caller) then says who calls, and rules ask for it: when = { "
          "customer = { tier = \"gold\" } }. Besides its columns every customer has known, true or false, and "
          "shared: several customers have that number, and this is the first by id. What is NULL, or does not "
          "fit the column's type, is missing.",
      .options = {{.name = "from", .type = ValueType::text, .required = true, .doc = "The table or view."},
                  {.name = "key",
                   .type = ValueType::table,
                   .required = true,
                   .doc =
                       "By which columns customers are looked up: phone, mail and id. A customer with several "
                       "numbers has a row for each, in a view."},
                  {.name = "columns",
                   .type = ValueType::table,
                   .required = true,
                   .doc = "NAME = type, as for variables, of what scripts and rules may read."},
                  {.name = "fresh_for",
                   .type = ValueType::duration,
                   .fallback = "1m",
                   .doc = "So old an answer may be that is given again without asking the store."}},
      .example =
          "customers { from = \"customer_profile\", key = { phone = \"phone\", id = \"number\" },\n"
          "            columns = { number = text, tier = one_of { \"gold\", \"standard\" }, balance_due = "
          "number } }",
      .run = customers};
}

Word lookup_word(std::string_view name, std::string_view summary, std::string_view doc,
                 std::string_view example, int (*run)(WordCall& call)) {
  return {.owner = "customers",
          .name = name,
          .place = WordPlace::task,
          .waits = true,
          .summary = summary,
          .details =
              "One that is not found is a customer, too, with known = false. Only where the store cannot "
              "be asked there is none: see db.row for what err says.",
          .parameters = {{.name = "value", .type = ValueType::text, .doc = doc}},
          .options = {{.name = "timeout",
                       .type = ValueType::duration,
                       .fallback = "2s",
                       .doc = "After this the store is waited for no longer.",
                       .least = 0.001,
                       .most = 300}},
          .returns = "the customer; or nil and err",
          .result = "customer",
          .example = example,
          .run = run};
}

Word customer_attribute(std::string_view owner) {
  return {.owner = owner,
          .name = "customer",
          .kind = WordKind::attribute,
          .place = WordPlace::task,
          .writable = true,
          .summary = "Who the customer is, once a script has said so.",
          .details =
              "It is set, to what customers.by_phone and its like give. Rules read it as customer. "
              "Where they gave nil since the store is away, it is nobody: what rules ask of it is "
              "missing.",
          .result = "customer",
          .example = "call.customer = customers.by_phone(call.caller)",
          .run = customer_of};
}

}  // namespace

std::span<const Word> customer_words() {
  static const std::vector<Word> words{
      customers_word(),
      lookup_word("by_phone", "Looks a customer up by a telephone number.",
                  "The number, in any form where the site has a region: the store's are then looked for as "
                  "+12025550143, and as it was dialled.",
                  "call.customer = customers.by_phone(call.caller)", by_phone),
      lookup_word("by_mail", "Looks a customer up by a mail address.", "The address; its case does not count.",
                  "local customer = customers.by_mail(\"ann@example.com\")", by_mail),
      lookup_word("by_id", "Looks a customer up by what the store knows each by.", "As the column has it.",
                  "local customer = customers.by_id(call.account)", by_id),
      customer_attribute("call"),
      customer_attribute("chat"),
  };
  return words;
}

}  // namespace tipring::dsl
