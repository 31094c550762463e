#include "dsl/site/store_tables.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

#include "dsl/site/rule_rings.h"
#include "runtime/rules/table_place.h"

namespace tipring::dsl {
namespace {

using namespace std::chrono_literals;

constexpr Duration first_retry = 1s;
constexpr Duration longest_retry = 30s;
// More mistakes than these help nobody.
constexpr std::size_t most_mistakes_told = 20;
// A large table of a store that changes all the time is not to keep the control thread from all else: between
// two readings it rests several times as long as it takes to read.
constexpr Duration rest_for_each_row = 10us;

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

// `list "vip": table "vip_numbers"`
std::string name_of(const StoredPart& part) {
  return to_string(part) + ": " + table_place(part.table);
}

std::vector<std::string> lines_of(const StoredPart& part, const std::vector<TableMistake>& mistakes) {
  std::vector<std::string> lines;
  lines.reserve(mistakes.size());
  for (const TableMistake& mistake : mistakes)
    lines.push_back(to_string(part, mistake));
  return lines;
}

}  // namespace

StoreTables::StoreTables(Definitions& definitions, Decisions& decisions, Surroundings surroundings)
    : definitions_(definitions), decisions_(decisions), loop_(surroundings.loop), log_(surroundings.log) {
  for (StoredPart& part : stored_parts(definitions))
    tables_.push_back({.part = std::move(part)});
}

StoreTables::~StoreTables() {
  for (const Table& table : tables_) {
    if (table.reading != 0) database_->cancel(table.reading);
    loop_.cancel(table.timer);
  }
}

std::size_t StoreTables::live() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(tables_, [](const Table& table) { return table.reading != 0; }));
}

void StoreTables::open(Database& database) {
  database_ = &database;
  for (Table& table : tables_)
    read(table);
}

void StoreTables::changed(const std::string& name) {
  for (Table& table : tables_) {
    if (name.empty() || name == table.part.table) read(table);
  }
}

bool StoreTables::wait_for_rules(std::string_view rules, std::function<void()> then) {
  const auto found = std::ranges::find_if(tables_, [&](const Table& table) {
    return table.part.kind == StoredPart::Kind::rules && table.part.name == rules;
  });
  if (found == tables_.end() || found->tried) return false;
  found->waiting.push_back(std::move(then));
  return true;
}

bool StoreTables::wait_for_numbers(std::function<void()> then) {
  const auto found = std::ranges::find_if(tables_, [&](const Table& table) {
    return table.part.kind != StoredPart::Kind::rules && !table.tried && !is_known(table);
  });
  if (found == tables_.end()) return false;
  found->waiting.push_back(std::move(then));
  return true;
}

bool StoreTables::is_known(const Table& table) const {
  if (table.part.kind == StoredPart::Kind::own_numbers) return definitions_.own_numbers->numbers.has_value();
  return definitions_.lists.find(table.part.name)->second.numbers.has_value();
}

void StoreTables::read_after(Table& table, Duration delay) {
  table.timer = loop_.after_standing(delay, [this, &table] {
    table.timer = {};
    read(table);
  });
}

void StoreTables::read(Table& table) {
  if (table.reading != 0 || table.rows) {
    table.stale = true;
    return;
  }
  loop_.cancel(std::exchange(table.timer, {}));
  const Instant now = loop_.clock().now();
  if (now < table.rests_until) return read_after(table, table.rests_until - now);
  table.stale = false;
  table.reading = database_->run(table.part.request, [this, &table](Result<std::vector<DatabaseRows>> result) {
    table.reading = 0;
    done(table, std::move(result));
  });
}

void StoreTables::done(Table& table, Result<std::vector<DatabaseRows>> result) {
  if (result) {
    if (table.retry > Duration::zero()) log_.write(LogLevel::info, name_of(table.part) + " can be read again");
    table.retry = Duration::zero();
    DatabaseRows& rows = result.value().front();
    table.rests_until = loop_.clock().now() + rest_for_each_row * rows.rows.size();
    table.rows = table.part.read(std::move(rows));
    read_on(table);
  } else {
    try_again(table, result.error());
    over(table);
  }
}

void StoreTables::read_on(Table& table) {
  table.timer = {};
  auto read = table.rows();
  if (!read) {
    table.timer = loop_.after_standing(Duration::zero(), [this, &table] { read_on(table); });
    return;
  }
  table.rows = nullptr;
  take(table, std::move(*read));
  over(table);
}

void StoreTables::over(Table& table) {
  table.tried = true;
  for (const auto& then : std::exchange(table.waiting, {}))
    loop_.post(then);
  if (table.stale && table.reading == 0) read(table);
}

void StoreTables::take(Table& table, StoredRows read) {
  table.candidate.reset();
  if (!read.is_readable()) return refuse(table, lines_of(table.part, read.mistakes));
  if (table.part.kind != StoredPart::Kind::rules) return put_in_force(table, std::move(read), {});
  table.candidate = std::move(read);
  take_candidates();
}

// Rules that are in order and make no ring with those in force, or make none together. Those that do are kept:
// when others take force, they may do so no longer.
void StoreTables::take_candidates() {
  put_in_force_in_order();
  for (Table& table : tables_) {
    if (!table.candidate) continue;
    std::vector<std::string> wrong = lines_of(table.part, table.candidate->mistakes);
    std::ranges::move(rings_with({&table}), std::back_inserter(wrong));
    if (table.in_force) {
      refuse(table, std::move(wrong));
    } else {
      put_in_force(table, *std::exchange(table.candidate, std::nullopt), std::move(wrong));
    }
  }
}

void StoreTables::put_in_force_in_order() {
  std::vector<Table*> candidates;
  for (Table& table : tables_)
    if (table.candidate && table.candidate->mistakes.empty()) candidates.push_back(&table);
  const bool all = rings_with(candidates).empty();
  for (bool goes_on = true; std::exchange(goes_on, false);) {
    for (Table* table : candidates) {
      if (!table->candidate || (!all && !rings_with({table}).empty())) continue;
      put_in_force(*table, *std::exchange(table->candidate, std::nullopt), {});
      goes_on = true;
    }
  }
}

// The rings that the rules of these are a part of, with all others as they are in force.
std::vector<std::string> StoreTables::rings_with(const std::vector<Table*>& candidates) const {
  std::vector<const RuleSetDefinition*> sets = decisions_.definitions();
  for (const Table* table : candidates)
    sets.push_back(&std::get<RuleSetDefinition>(table->candidate->made));
  std::vector<std::string> lines;
  if (candidates.empty()) return lines;
  for (const RuleRing& ring : rule_rings(definitions_, sets)) {
    const bool is_theirs = std::ranges::any_of(candidates, [&](const Table* table) {
      return std::ranges::find(ring.sets, table->part.name) != ring.sets.end();
    });
    if (is_theirs) lines.push_back(ring.finding.text);
  }
  return lines;
}

void StoreTables::put_in_force(Table& table, StoredRows rows, std::vector<std::string> wrong) {
  const std::size_t count = rows.count;
  if (wrong.empty()) {
    table.wrong.clear();
  } else if (tell(table, std::move(wrong))) {
    log_.write(LogLevel::warning,
               name_of(table.part) + " takes force all the same: no rows of it are in force yet");
  }
  table.in_force = true;
  if (!replace(table.part, std::move(rows))) return;
  if (taking_force_ && table.part.kind == StoredPart::Kind::rules) taking_force_();
  log_.write(LogLevel::info, to_string(table.part) + ": " + counted(count, "row") + " of " +
                                 table_place(table.part.table) + " in force");
}

bool StoreTables::replace(const StoredPart& part, StoredRows rows) {
  const auto exchange = [](auto& numbers, auto& made) {
    if (numbers == made) return false;
    numbers = std::move(made);
    return true;
  };
  switch (part.kind) {
    case StoredPart::Kind::rules:
      return decisions_.replace(std::move(std::get<RuleSetDefinition>(rows.made)));
    case StoredPart::Kind::list:
      return exchange(definitions_.lists.find(part.name)->second.numbers, std::get<NumberList>(rows.made));
    case StoredPart::Kind::own_numbers:
      break;
  }
  return exchange(definitions_.own_numbers->numbers, std::get<OwnNumbers>(rows.made));
}

void StoreTables::refuse(Table& table, std::vector<std::string> wrong) {
  if (!tell(table, std::move(wrong))) return;
  const std::size_t count = table.wrong.size();
  const bool are_more = table.part.kind != StoredPart::Kind::rules && count >= most_stored_mistakes;
  log_.write(LogLevel::warning, name_of(table.part) + " is refused for " + counted(count, "mistake") +
                                    (are_more ? " or more" : "") + "; the rows in force stay");
}

// Other tables of the store may change often: the same mistakes are told once.
bool StoreTables::tell(Table& table, std::vector<std::string> wrong) {
  if (wrong == table.wrong) return false;
  table.wrong = std::move(wrong);
  for (std::size_t i = 0; i < std::min(table.wrong.size(), most_mistakes_told); ++i)
    log_.write(LogLevel::warning, table.wrong[i]);
  return true;
}

void StoreTables::try_again(Table& table, const Error& error) {
  const bool is_first = table.retry == Duration::zero();
  table.retry = std::clamp(table.retry * 2, first_retry, longest_retry);
  if (is_first)
    log_.write(LogLevel::warning,
               name_of(table.part) + " cannot be read: " + error.text + "; the rows in force stay");
  read_after(table, table.retry);
}

}  // namespace tipring::dsl
