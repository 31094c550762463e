#include "dsl/site/rule_tables.h"

#include <algorithm>
#include <utility>

namespace tipring::dsl {
namespace {

using namespace std::chrono_literals;

constexpr Duration first_retry = 1s;
constexpr Duration longest_retry = 30s;
// More mistakes than these help nobody.
constexpr std::size_t most_mistakes_told = 20;

}  // namespace

RuleTables::RuleTables(const Definitions& definitions, Decisions& decisions, Surroundings surroundings)
    : definitions_(definitions), decisions_(decisions), loop_(surroundings.loop), log_(surroundings.log) {
  for (const auto& [name, site] : definitions.rules) {
    if (!site.table.empty()) tables_[name].site = &site;
  }
}

RuleTables::~RuleTables() {
  for (auto& [name, table] : tables_) {
    if (table.reading != 0) database_->cancel(table.reading);
    loop_.cancel(table.retry_timer);
  }
}

void RuleTables::open(Database& database) {
  database_ = &database;
  for (auto& [name, table] : tables_)
    read(table);
}

void RuleTables::changed(const std::string& name) {
  for (auto& [rules, table] : tables_) {
    if (name.empty() || name == table.site->table) read(table);
  }
}

bool RuleTables::wait_for(std::string_view rules, std::function<void()> then) {
  const auto found = tables_.find(rules);
  if (found == tables_.end() || found->second.tried) return false;
  found->second.waiting.push_back(std::move(then));
  return true;
}

void RuleTables::read(Table& table) {
  if (table.reading != 0) {
    table.stale = true;
    return;
  }
  loop_.cancel(std::exchange(table.retry_timer, {}));
  table.stale = false;
  table.reading = database_->run(rule_table_request(*table.site),
                                 [this, &table](const Result<std::vector<DatabaseRows>>& result) {
                                   table.reading = 0;
                                   done(table, result);
                                 });
}

void RuleTables::done(Table& table, const Result<std::vector<DatabaseRows>>& result) {
  if (result) {
    if (table.retry > Duration::zero())
      log_.write(LogLevel::info,
                 "rules \"" + table.site->rules.name + "\": " + table.site->table + " can be read again");
    table.retry = Duration::zero();
    take(table, rule_rows_in_order(result.value().front()));
  } else {
    try_again(table, result.error());
  }
  table.tried = true;
  for (const auto& then : std::exchange(table.waiting, {}))
    loop_.post(then);
  if (table.stale && table.reading == 0) read(table);
}

void RuleTables::take(Table& table, const DatabaseRows& rows) {
  TableRules read = read_table_rules(definitions_, *table.site, rows);
  if (!read.mistakes.empty()) return refuse(table, std::move(read.mistakes));
  table.refused_for.clear();
  const std::size_t count = read.rules.rules.size();
  if (!decisions_.replace(std::move(read.rules))) return;  // The same as before.
  if (taking_force_) taking_force_();
  log_.write(LogLevel::info, "rules \"" + table.site->rules.name + "\": " + std::to_string(count) +
                                 (count == 1 ? " row" : " rows") + " of " + table.site->table + " in force");
}

// Other tables of the store may change often: the same mistakes are told once.
void RuleTables::refuse(Table& table, std::vector<TableMistake> mistakes) {
  if (mistakes == table.refused_for) return;
  table.refused_for = std::move(mistakes);
  const std::size_t count = table.refused_for.size();
  for (std::size_t i = 0; i < std::min(count, most_mistakes_told); ++i) {
    const TableMistake& mistake = table.refused_for[i];
    log_.write(LogLevel::warning, table.site->table + (mistake.row.empty() ? "" : ", \"" + mistake.row + "\"") +
                                      ": " + mistake.text);
  }
  log_.write(LogLevel::warning, "rules \"" + table.site->rules.name + "\": " + table.site->table +
                                    " is refused for " + std::to_string(count) +
                                    (count == 1 ? " mistake" : " mistakes") + "; the rules in force stay");
}

void RuleTables::try_again(Table& table, const Error& error) {
  const bool is_first = table.retry == Duration::zero();
  table.retry = std::clamp(table.retry * 2, first_retry, longest_retry);
  if (is_first)
    log_.write(LogLevel::warning, "rules \"" + table.site->rules.name + "\": " + table.site->table +
                                      " cannot be read: " + error.text + "; the rules in force stay");
  table.retry_timer = loop_.after_standing(table.retry, [this, &table] {
    table.retry_timer = {};
    read(table);
  });
}

}  // namespace tipring::dsl
