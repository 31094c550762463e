#include "dsl/site/stored_parts.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <utility>

#include "dsl/site/rule_order.h"
#include "dsl/site/table_rules.h"
#include "runtime/base/csv.h"
#include "runtime/rules/number_table.h"
#include "runtime/rules/table_place.h"

namespace tipring::dsl {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_listed = 1'000'000;
constexpr std::size_t most_own = 100'000;
// A few milliseconds' work.
constexpr std::size_t rows_at_once = 10'000;
// Of rules that are held against each other, as much work.
constexpr std::size_t pairs_at_once = 10'000;
// Where many rules ask the same, not every one is held against all others.
constexpr std::size_t most_pairs = 5'000'000;
// For a million rows of a busy database.
constexpr Duration time_for_numbers = 30s;

// A number may be stored as one.
std::string text_of(const DatabaseValue& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return std::to_string(*whole);
  if (const auto* number = std::get_if<double>(&cell)) {
    constexpr double exact_up_to = 9007199254740992.0;
    const bool is_whole = std::abs(*number) < exact_up_to && std::trunc(*number) == *number;
    return is_whole ? std::to_string(static_cast<std::int64_t>(*number)) : std::to_string(*number);
  }
  if (const auto* truth = std::get_if<bool>(&cell)) return *truth ? "true" : "false";
  return {};
}

// Rows as those of a file: the names of the columns are line 0. What was read is given back.
NextRow rows_as_texts(DatabaseRows& rows) {
  return [&rows, at = std::size_t{0}](CsvRow& row) mutable -> Result<bool> {
    if (rows.columns.empty()) return false;
    row.line = at;
    if (at == 0) {
      row.fields = rows.columns;
    } else if (at <= rows.rows.size()) {
      const std::vector<DatabaseValue> cells = std::move(rows.rows[at - 1]);
      row.fields.resize(cells.size());
      for (std::size_t i = 0; i < cells.size(); ++i)
        row.fields[i] = text_of(cells[i]);
    } else {
      return false;
    }
    ++at;
    return true;
  };
}

TableReading reading_of_rows() {
  return {.row = {}, .most_mistakes = most_stored_mistakes - 1, .row_noun = "row"};
}

std::vector<TableMistake> at_rows(const std::vector<RowMistake>& mistakes) {
  std::vector<TableMistake> all;
  for (const RowMistake& mistake : mistakes)
    all.push_back({.row = mistake.line == 0 ? "" : row_numbered(mistake.line), .text = mistake.text});
  return all;
}

DatabaseRequest request_for(std::string statement, std::size_t most_rows) {
  DatabaseRequest request;
  request.statements.push_back({.text = std::move(statement)});
  request.most_rows = most_rows;
  request.reads_only = true;
  request.timeout = time_for_numbers;
  return request;
}

// Of a table that is no large one.
template <typename Read>
ReadStored at_once(DatabaseRows rows, Read read) {
  return [rows = std::move(rows), read]() mutable { return std::optional(read(rows)); };
}

// Rules; with all rows in order also how they stand to one another, some after the others.
class RulesReading {
 public:
  RulesReading(const Definitions& definitions, const RulesDefinition& site, DatabaseRows rows)
      : definitions_(definitions), site_(site), rows_(std::move(rows)) {}

  std::optional<StoredRows> go_on() {
    if (!order_) {
      read_ = read_table_rules(definitions_, site_, rule_rows_in_order(std::move(rows_)));
      if (!read_.mistakes.empty()) return finish();
      order_.emplace(definitions_, read_.rules);
    }
    pairs_ += pairs_at_once;
    if (order_->go_on(pairs_at_once) && pairs_ < most_pairs) return std::nullopt;
    for (const RuleMistake& mistake : order_->mistakes().all())
      read_.mistakes.push_back(
          {.row = row_named(mistake.rule), .text = "it " + mistake.text, .kind = mistake.kind});
    order_.reset();
    return finish();
  }

 private:
  StoredRows finish() {
    StoredRows result{.made = {}, .count = read_.rules.rules.size(), .mistakes = std::move(read_.mistakes)};
    result.made = std::move(read_.rules);
    return result;
  }

  const Definitions& definitions_;
  const RulesDefinition& site_;
  DatabaseRows rows_;
  TableRules read_;
  std::optional<RuleOrderCheck> order_;
  std::size_t pairs_ = 0;
};

StoredPart part_of(const Definitions& definitions, const RulesDefinition& rules) {
  return {.kind = StoredPart::Kind::rules,
          .name = rules.rules.name,
          .table = rules.table,
          .position = rules.position,
          .request = rule_table_request(rules),
          .read = [&definitions, &rules](DatabaseRows rows) -> ReadStored {
            auto reading = std::make_shared<RulesReading>(definitions, rules, std::move(rows));
            return [reading] { return reading->go_on(); };
          }};
}

// Some rows of a list after the others.
class ListReading {
 public:
  ListReading(DatabaseRows rows, const NumberForm& form)
      : rows_(std::move(rows)), reader_(rows_as_texts(rows_), form, reading_of_rows()) {}

  std::optional<StoredRows> go_on() {
    if (reader_.read_some(rows_at_once)) return std::nullopt;
    NumberListTable read = reader_.finish();
    return StoredRows{
        .made = std::move(read.list), .count = rows_.rows.size(), .mistakes = at_rows(read.mistakes)};
  }

 private:
  DatabaseRows rows_;
  NumberListReader reader_;
};

// Only the column that counts, as there may be many rows.
StoredPart part_of(const Definitions& definitions, const std::string& name, const ListDefinition& list) {
  return {.kind = StoredPart::Kind::list,
          .name = name,
          .table = list.table,
          .position = list.position,
          .request = request_for("select number from " + list.table, most_listed),
          .read = [&definitions](DatabaseRows rows) -> ReadStored {
            auto reading = std::make_shared<ListReading>(std::move(rows), definitions.number_form);
            return [reading] { return reading->go_on(); };
          }};
}

// In an order that whoever looks for a row can have, too.
StoredPart part_of(const Definitions& definitions, const OwnNumbersDefinition& own) {
  return {.kind = StoredPart::Kind::own_numbers,
          .name = {},
          .table = own.table,
          .position = own.position,
          .request = request_for("select * from " + own.table + " order by number", most_own),
          .read = [&definitions](DatabaseRows rows) {
            return at_once(std::move(rows), [&definitions](DatabaseRows& all) {
              OwnNumbersTable read =
                  read_own_numbers(rows_as_texts(all), definitions.number_form, reading_of_rows());
              return StoredRows{.made = std::move(read.numbers),
                                .count = all.rows.size(),
                                .mistakes = at_rows(read.mistakes)};
            });
          }};
}

}  // namespace

std::string to_string(const StoredPart& part) {
  switch (part.kind) {
    case StoredPart::Kind::rules:
      return "rules \"" + part.name + "\"";
    case StoredPart::Kind::list:
      return "list \"" + part.name + "\"";
    case StoredPart::Kind::own_numbers:
      break;
  }
  return "numbers";
}

std::string to_string(const StoredPart& part, const TableMistake& mistake) {
  return to_string(part) + ": " + to_string(part.table, mistake);
}

bool StoredRows::is_readable() const {
  return std::ranges::none_of(mistakes,
                              [](const TableMistake& mistake) { return mistake.kind == FindingKind::bad_row; });
}

std::vector<StoredPart> stored_parts(const Definitions& definitions) {
  std::vector<StoredPart> parts;
  if (const auto& own = definitions.own_numbers; own && !own->table.empty())
    parts.push_back(part_of(definitions, *own));
  for (const auto& [name, list] : definitions.lists)
    if (!list.table.empty()) parts.push_back(part_of(definitions, name, list));
  for (const auto& [name, rules] : definitions.rules)
    if (!rules.table.empty()) parts.push_back(part_of(definitions, rules));
  return parts;
}

}  // namespace tipring::dsl
