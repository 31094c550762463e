#include "dsl/site/store_tables.h"

#include <algorithm>
#include <utility>
#include <variant>

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
    if (table.retry > Duration::zero())
      log_.write(LogLevel::info, to_string(table.part) + ": " + table.part.table + " can be read again");
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
  if (!read.mistakes.empty()) return refuse(table, std::move(read.mistakes));
  table.refused_for.clear();
  const std::size_t count = read.count;
  if (!put_in_force(table.part, std::move(read))) return;
  if (taking_force_ && table.part.kind == StoredPart::Kind::rules) taking_force_();
  log_.write(LogLevel::info,
             to_string(table.part) + ": " + counted(count, "row") + " of " + table.part.table + " in force");
}

bool StoreTables::put_in_force(const StoredPart& part, StoredRows rows) {
  const auto replace = [](auto& numbers, auto& made) {
    if (numbers == made) return false;
    numbers = std::move(made);
    return true;
  };
  switch (part.kind) {
    case StoredPart::Kind::rules:
      return decisions_.replace(std::move(std::get<RuleSetDefinition>(rows.made)));
    case StoredPart::Kind::list:
      return replace(definitions_.lists.find(part.name)->second.numbers, std::get<NumberList>(rows.made));
    case StoredPart::Kind::own_numbers:
      break;
  }
  return replace(definitions_.own_numbers->numbers, std::get<OwnNumbers>(rows.made));
}

// Other tables of the store may change often: the same mistakes are told once.
void StoreTables::refuse(Table& table, std::vector<StoredMistake> mistakes) {
  if (mistakes == table.refused_for) return;
  table.refused_for = std::move(mistakes);
  const std::size_t count = table.refused_for.size();
  for (std::size_t i = 0; i < std::min(count, most_mistakes_told); ++i)
    log_.write(LogLevel::warning, to_string(table.part, table.refused_for[i]));
  const bool are_more = table.part.kind != StoredPart::Kind::rules && count >= most_stored_mistakes;
  log_.write(LogLevel::warning, to_string(table.part) + ": " + table.part.table + " is refused for " +
                                    counted(count, "mistake") + (are_more ? " or more" : "") +
                                    "; the rows in force stay");
}

void StoreTables::try_again(Table& table, const Error& error) {
  const bool is_first = table.retry == Duration::zero();
  table.retry = std::clamp(table.retry * 2, first_retry, longest_retry);
  if (is_first)
    log_.write(LogLevel::warning, to_string(table.part) + ": " + table.part.table +
                                      " cannot be read: " + error.text + "; the rows in force stay");
  read_after(table, table.retry);
}

}  // namespace tipring::dsl
