#include "dsl/words/customer_lookup.h"

#include <optional>
#include <utility>

#include "dsl/words/variable_types.h"

namespace tipring::dsl {
namespace {

std::string fact_name(const std::string& column) {
  return std::string(customer_prefix) + column;
}

// A value of the store as the column's type wants it; nothing where it does not fit.
std::optional<FieldValue> as_type(const VariableType& type, const DatabaseValue& value) {
  std::optional<FieldValue> fact;
  if (const auto* text = std::get_if<std::string>(&value)) fact = *text;
  if (const auto* truth = std::get_if<bool>(&value)) fact = *truth;
  if (const auto* number = std::get_if<double>(&value)) fact = *number;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    const bool is_text = type.kind == VariableType::Kind::text || type.kind == VariableType::Kind::one_of;
    if (is_text) {
      fact = std::to_string(*whole);
    } else if (type.kind == VariableType::Kind::boolean) {
      if (*whole == 0 || *whole == 1) fact = *whole == 1;
    } else {
      fact = static_cast<double>(*whole);
    }
  }
  if (fact && !fits(type, *fact)) fact.reset();
  return fact;
}

// Those under which the store may have it.
std::vector<DatabaseValue> forms_of(const Definitions& definitions, const std::string& key,
                                    const std::string& value) {
  std::vector<DatabaseValue> forms{value};
  if (key != "phone") return forms;
  if (std::string international = definitions.number_form.of(value); international != value)
    forms.emplace_back(std::move(international));
  return forms;
}

}  // namespace

DatabaseRequest customer_request(const Definitions& definitions, const std::string& key,
                                 const std::string& value) {
  const CustomersDefinition& customers = *definitions.customers;
  const std::string& column = customers.keys.at(key);
  DatabaseStatement statement{.text = "select "};
  std::string comma;
  for (const auto& [name, type] : customers.columns)
    statement.text += std::exchange(comma, ", ") + name;
  if (customers.columns.empty()) statement.text += column;
  statement.text += " from " + customers.from + " where ";
  statement.values = forms_of(definitions, key, value);
  if (key == "mail") {
    statement.text += "lower(" + column + ") = lower(?)";
  } else {
    statement.text += column + (statement.values.size() == 1 ? " = ?" : " in (?, ?)");
  }
  const auto id = customers.keys.find("id");
  statement.text += " order by " + (id == customers.keys.end() ? column : id->second) + " limit 2";
  DatabaseRequest request;
  request.reads_only = true;
  request.statements.push_back(std::move(statement));
  return request;
}

CustomerFacts customer_facts(const CustomersDefinition& customers, const DatabaseRows& rows,
                             const std::function<void(const std::string& column)>& misfit) {
  if (rows.rows.empty()) return unknown_customer();
  CustomerFacts facts{{fact_name("known"), true}, {fact_name("shared"), rows.rows.size() > 1}};
  std::size_t column = 0;
  for (const auto& [name, type] : customers.columns) {
    const DatabaseValue& value = rows.rows.front()[column++];
    if (std::holds_alternative<std::monostate>(value)) continue;
    if (auto fact = as_type(type, value)) {
      facts.emplace_back(fact_name(name), std::move(*fact));
    } else {
      misfit(name);
    }
  }
  return facts;
}

CustomerFacts unknown_customer() {
  return {{fact_name("known"), false}, {fact_name("shared"), false}};
}

}  // namespace tipring::dsl
