#include "dsl/site/table_rules.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "dsl/site/number_comparisons.h"
#include "dsl/site/rule_values.h"
#include "dsl/site/site_attributes.h"
#include "dsl/site/table_actions.h"
#include "dsl/site/table_cells.h"
#include "dsl/words/conditions.h"
#include "dsl/words/variable_types.h"
#include "runtime/base/nearest.h"
#include "runtime/contact/contact_attributes.h"
#include "runtime/rules/table_place.h"

namespace tipring::dsl {
namespace {

constexpr std::array<std::string_view, 9> outcome_columns{
    "name", "position", "go", "priority", "needs", "treatment_audio", "treatment_promotion", "note", "always"};
constexpr std::string_view set_prefix = "set_";
constexpr std::size_t most_table_rules = 100'000;

// One column of the table: what its cells are about.
struct Column {
  std::string name;     // As the table has it.
  std::string field{};  // The attribute that it asks for, or the variable that it sets; else empty.
  VariableType type{};  // Of either.
  bool sets = false;
  std::string queue{};  // Whose figure `field` is; else empty.
};

std::string text_in(const DatabaseValue& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return std::to_string(*whole);
  return {};
}

bool is_null(const DatabaseValue& cell) {
  return std::holds_alternative<std::monostate>(cell);
}

class TableReader {
 public:
  TableReader(const Definitions& definitions, const RulesDefinition& site, const DatabaseRows& rows)
      : definitions_(definitions), rows_(rows) {
    result_.rules = site.rules;
    result_.rules.file = table_place(site.table);
  }

  TableRules read() {
    if (!read_columns()) return std::move(result_);
    for (std::size_t row = 0; row < rows_.rows.size(); ++row)
      read_row(row);
    if (result_.mistakes.empty()) check();
    compare_numbers(definitions_.number_form, result_.rules);
    see_what_is_asked_about(definitions_, result_.rules);
    return std::move(result_);
  }

 private:
  void wrong_column(const std::string& column, std::string text) {
    result_.mistakes.push_back({.column = column, .text = std::move(text)});
  }
  void wrong(const std::string& rule, std::string text, const std::string& column = {}) {
    result_.mistakes.push_back({.row = row_named(rule), .column = column, .text = std::move(text)});
  }

  // queue_billing_waiting.
  std::optional<Column> figure_column(const std::string& name) const {
    constexpr std::string_view begin = "queue_";
    if (!name.starts_with(begin)) return std::nullopt;
    for (const std::string_view figure : queue_figures()) {
      const std::size_t around = begin.size() + figure.size() + 1;
      if (name.size() <= around || !name.ends_with("_" + std::string(figure))) continue;
      std::string queue = name.substr(begin.size(), name.size() - around);
      if (!definitions_.queues.contains(queue)) continue;
      return Column{.name = name,
                    .field = std::string(figure),
                    .type = {VariableType::Kind::number, {}},
                    .queue = std::move(queue)};
    }
    return std::nullopt;
  }

  // The attribute that a column stands for: customer_tier for customer.tier.
  std::optional<Column> column_for(const std::string& name) const {
    if (auto figure = figure_column(name)) return figure;
    for (const std::string& field : {name, with_dot(name)}) {
      if (asks_for_hours(field))
        return Column{.name = name, .field = field, .type = {VariableType::Kind::boolean, {}}};
      if (const auto variable = definitions_.variables.find(field); variable != definitions_.variables.end())
        return Column{.name = name, .field = field, .type = variable->second};
      if (find_contact_attribute(field) != nullptr || is_number_attribute(field))
        return Column{.name = name, .field = field};
    }
    return std::nullopt;
  }

  static std::string with_dot(std::string name) {
    if (const auto line = name.find('_'); line != std::string::npos) name[line] = '.';
    return name;
  }

  // False where without a column nothing can be said of rows. One that is wrong stays, and asks nothing.
  bool read_columns() {
    for (const std::string& name : rows_.columns) {
      if (std::ranges::find(outcome_columns, name) != outcome_columns.end()) {
        columns_.push_back({.name = name});
      } else if (name.starts_with(set_prefix)) {
        read_set_column(name);
      } else if (auto column = column_for(name)) {
        columns_.push_back(std::move(*column));
      } else {
        columns_.push_back({.name = name});
        wrong_column(name, "it is neither an attribute of contacts nor a declared variable" +
                               did_you_mean(nearest_column(name)));
      }
    }
    bool can_be_read = true;
    for (const char* needed : {"name", "go"}) {
      if (std::ranges::find(rows_.columns, needed) != rows_.columns.end()) continue;
      wrong_column(needed, "there is no such column, and each row needs it");
      can_be_read = false;
    }
    all_columns_are_right_ = result_.mistakes.empty();
    return can_be_read;
  }

  void read_set_column(const std::string& name) {
    const std::string field = name.substr(set_prefix.size());
    const auto variable = definitions_.variables.find(field);
    if (variable != definitions_.variables.end()) {
      columns_.push_back({.name = name, .field = field, .type = variable->second, .sets = true});
    } else {
      columns_.push_back({.name = name});
      wrong_column(name, "it sets '" + field + "', which is no declared variable" +
                             did_you_mean(nearest(field, names_of_variables())));
    }
  }

  std::vector<std::string> column_names() const {
    std::vector<std::string> names(outcome_columns.begin(), outcome_columns.end());
    for (const ContactAttribute& attribute : contact_attributes())
      names.emplace_back(attribute.name);
    for (const auto& [name, type] : definitions_.variables) {
      names.push_back(name);
      std::ranges::replace(names.back(), '.', '_');
    }
    return names;
  }

  std::vector<std::string> names_of_variables() const {
    std::vector<std::string> names;
    for (const auto& [name, type] : definitions_.variables)
      names.push_back(name);
    return names;
  }

  // What is known of customers is often meant by its bare name: tier for customer_tier.
  std::optional<std::string> nearest_column(const std::string& name) const {
    const std::vector<std::string> names = column_names();
    const std::string of_customer = "customer_" + name;
    if (std::ranges::find(names, of_customer) != names.end()) return of_customer;
    if (auto near = nearest(name, names)) return near;
    return nearest(of_customer, names);
  }

  const DatabaseValue* cell(std::size_t row, std::string_view column) const {
    const auto found = std::ranges::find(rows_.columns, column);
    if (found == rows_.columns.end()) return nullptr;
    return &rows_.rows[row][static_cast<std::size_t>(found - rows_.columns.begin())];
  }

  void read_row(std::size_t row) {
    Rule rule{.name = text_in(*cell(row, "name"))};
    if (rule.name.empty()) {
      result_.mistakes.push_back({.row = row_numbered(row + 1),
                                  .column = "name",
                                  .text = "it is empty; each rule has a name of its own"});
      return;
    }
    if (!names_.emplace(rule.name, row).second)
      return wrong(rule.name, "another row has that name, too", "name");
    rule.file = result_.rules.file;
    rule.line = static_cast<int>(row) + 1;
    const std::size_t before = result_.mistakes.size();
    read_when(row, rule);
    read_outcome(row, rule);
    if (result_.mistakes.size() == before) result_.rules.rules.push_back(std::move(rule));
  }

  void read_when(std::size_t row, Rule& rule) {
    rule.when.kind = Condition::Kind::all;
    const std::size_t before = result_.mistakes.size();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const Column& column = columns_[i];
      if (column.field.empty() || column.sets) continue;
      auto tests = tests_of_cell(column.field, column.type, rows_.rows[row][i]);
      if (tests && !column.queue.empty()) {
        for (CellTest& test : tests.value())
          test.attribute = {.kind = Attribute::Kind::queue, .field = column.field, .name = column.queue};
      }
      if (!tests) {
        wrong(rule.name, tests.error().text, column.name);
      } else if (!tests.value().empty()) {
        check_lists(rule.name, column.name, tests.value());
        rule.when.parts.push_back(any_of(tests.value()));
      }
    }
    const bool holds_always = is_always(row, rule);
    const bool cells_are_right = all_columns_are_right_ && result_.mistakes.size() == before;
    if (rule.when.parts.empty() && !holds_always && cells_are_right)
      wrong(rule.name, "it asks nothing: a rule for every contact has a column \"always\" that is true");
    if (!rule.when.parts.empty() && holds_always)
      wrong(rule.name, "it is true, and the row asks something, too", "always");
    if (rule.when.parts.empty()) rule.when.kind = Condition::Kind::always;
    if (rule.when.parts.size() == 1) rule.when = Condition(rule.when.parts.front());
  }

  bool is_always(std::size_t row, const Rule& rule) {
    const DatabaseValue* always = cell(row, "always");
    if (always == nullptr || is_null(*always)) return false;
    if (*always == DatabaseValue{std::string()} || *always == DatabaseValue{std::string("-")}) return false;
    const auto said = value_of_cell({VariableType::Kind::boolean, {}}, *always);
    if (!said) wrong(rule.name, said.error().text, "always");
    return said && said.value() == FieldValue{true};
  }

  void check_lists(const std::string& rule, const std::string& column, const std::vector<CellTest>& tests) {
    for (const CellTest& test : tests) {
      if (test.attribute.kind != Attribute::Kind::list || definitions_.lists.contains(test.attribute.name))
        continue;
      std::vector<std::string> names;
      for (const auto& [name, list] : definitions_.lists)
        names.push_back(name);
      wrong(rule,
            "there is no list \"" + test.attribute.name + "\"" +
                did_you_mean(nearest(test.attribute.name, names)),
            column);
    }
  }

  // Values of one attribute are one test, which an index can use.
  Condition any_of(const std::vector<CellTest>& tests) {
    Condition whole{.kind = Condition::Kind::any};
    for (const CellTest& test : tests) {
      Condition part{.kind = Condition::Kind::comparison};
      part.comparison = {result_.rules.place_of(test.attribute), test.kind, test.values};
      Comparison* last = whole.parts.empty() ? nullptr : &whole.parts.back().comparison;
      if (last != nullptr && joined(*last, part.comparison)) continue;
      whole.parts.push_back(std::move(part));
    }
    return whole.parts.size() == 1 ? Condition(whole.parts.front()) : whole;
  }

  static bool joined(Comparison& into, const Comparison& next) {
    using Kind = Comparison::Kind;
    const bool values = (into.kind == Kind::is || into.kind == Kind::one_of) && next.kind == Kind::is;
    const bool patterns = into.kind == Kind::number && next.kind == Kind::number;
    if (into.attribute != next.attribute || (!values && !patterns)) return false;
    if (values) into.kind = Kind::one_of;
    into.values.insert(into.values.end(), next.values.begin(), next.values.end());
    return true;
  }

  void read_outcome(std::size_t row, Rule& rule) {
    if (const DatabaseValue& go = *cell(row, "go"); !text_in(go).empty()) {
      auto action = action_of_cell(definitions_, text_in(go));
      if (action) rule.outcome.go = std::move(action).value();
      if (!action) wrong(rule.name, action.error().text, "go");
    } else if (result_.rules.policy != HitPolicy::collect) {
      wrong(rule.name, "it is empty; it must say where the contact goes, such as dialog \"name\"", "go");
    }
    if (const DatabaseValue* priority = cell(row, "priority"); priority != nullptr && !is_null(*priority)) {
      const auto number = value_of_cell({VariableType::Kind::number, {}}, *priority);
      if (!number) return wrong(rule.name, number.error().text, "priority");
      rule.outcome.priority = std::get<double>(number.value());
      rule.outcome.has_priority = true;
    }
    if (const DatabaseValue* needs = cell(row, "needs"); needs != nullptr && !is_null(*needs)) {
      auto read = needs_of_cell(definitions_, text_in(*needs));
      if (!read) return wrong(rule.name, read.error().text, "needs");
      rule.outcome.needs = std::move(read).value();
    }
    for (const char* what : {"audio", "promotion"}) {
      const DatabaseValue* sound = cell(row, std::string("treatment_") + what);
      if (sound != nullptr && !text_in(*sound).empty()) rule.outcome.treatment.emplace(what, text_in(*sound));
    }
    if (const DatabaseValue* note = cell(row, "note")) rule.outcome.note = text_in(*note);
    read_sets(row, rule);
  }

  void read_sets(std::size_t row, Rule& rule) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const Column& column = columns_[i];
      const DatabaseValue& value = rows_.rows[row][i];
      if (!column.sets || is_null(value)) continue;
      auto set = value_of_cell(column.type, value);
      if (set) rule.outcome.set.emplace(column.field, std::move(set).value());
      if (!set) wrong(rule.name, set.error().text, column.name);
    }
  }

  // What only the whole site tells: lists and hours that there are not, types that never meet.
  void check() {
    RuleMistakes mistakes;
    check_rule_values(definitions_, result_.rules, mistakes);
    for (const RuleMistake& mistake : mistakes.all())
      wrong(mistake.rule, "it " + mistake.text);
  }

  const Definitions& definitions_;
  const DatabaseRows& rows_;
  TableRules result_;
  std::vector<Column> columns_;
  bool all_columns_are_right_ = true;
  std::map<std::string, std::size_t> names_;
};

}  // namespace

TableRules read_table_rules(const Definitions& definitions, const RulesDefinition& site,
                            const DatabaseRows& rows) {
  return TableReader(definitions, site, rows).read();
}

DatabaseRequest rule_table_request(const RulesDefinition& site) {
  DatabaseRequest request;
  request.statements.push_back({.text = "select * from " + site.table});
  request.most_rows = most_table_rules;
  request.reads_only = true;
  request.timeout = std::chrono::seconds(5);
  return request;
}

// Sorted here, as a table need not have the columns.
DatabaseRows rule_rows_in_order(DatabaseRows rows) {
  const auto column = [&](std::string_view name) {
    return std::ranges::find(rows.columns, name) - rows.columns.begin();
  };
  const auto count = static_cast<std::ptrdiff_t>(rows.columns.size());
  for (const auto place : {column("name"), column("position")}) {
    if (place == count) continue;
    std::ranges::stable_sort(rows.rows, [place](const auto& one, const auto& other) {
      const DatabaseValue& first = one[static_cast<std::size_t>(place)];
      const DatabaseValue& second = other[static_cast<std::size_t>(place)];
      const bool first_null = std::holds_alternative<std::monostate>(first);
      const bool second_null = std::holds_alternative<std::monostate>(second);
      return first_null || second_null ? !first_null && second_null : first < second;
    });
  }
  return rows;
}

}  // namespace tipring::dsl
