#include "dsl/site/store_trial.h"

#include <algorithm>
#include <utility>

#include "dsl/site/table_rules.h"
#include "dsl/words/customer_lookup.h"

namespace tipring::dsl {
namespace {

Finding finding_at(FindingKind kind, const SitePosition& position, std::string text) {
  return {.kind = kind,
          .file = position.file,
          .position = {static_cast<std::uint32_t>(position.line), 1},
          .text = std::move(text),
          .suggestion = {}};
}

}  // namespace

void StoreTrial::add(const Definitions& definitions, Database& store) {
  using Rows = Result<std::vector<DatabaseRows>>;
  for (const auto& [name, rules] : definitions.rules) {
    if (rules.table.empty()) continue;
    questions_.push_back(
        {&store, rule_table_request(rules),
         [this, &definitions, &site = rules](const Rows& rows) { take_table(definitions, site, rows); }});
  }
  if (!definitions.customers) return;
  for (const auto& [key, column] : definitions.customers->keys) {
    DatabaseRequest request = customer_request(definitions, key, {});
    // NULL is of every type, and nobody.
    for (DatabaseValue& value : request.statements.front().values)
      value = {};
    questions_.push_back(
        {&store, std::move(request),
         [this, &customers = *definitions.customers](const Rows& rows) { take_customer(customers, rows); }});
  }
}

StoreTrial::~StoreTrial() {
  if (asking_ != 0) asked_->cancel(asking_);
}

void StoreTrial::start(std::function<void(StoreReport)> done) {
  done_ = std::move(done);
  ask_next();
}

void StoreTrial::ask_next() {
  if (questions_.empty() || report_.away) return std::exchange(done_, {})(std::move(report_));
  Question question = std::move(questions_.front());
  questions_.pop_front();
  asked_ = question.store;
  asking_ = asked_->run(std::move(question.request),
                        [this, take = std::move(question.take)](const Result<std::vector<DatabaseRows>>& rows) {
                          asking_ = 0;
                          take(rows);
                          ask_next();
                        });
}

void StoreTrial::refuse(const Error& error, const SitePosition& position, const std::string& what) {
  Finding finding = finding_at(FindingKind::unknown_name, position, what + ": " + error.text);
  // Where the table is missing, every key tells the same of it.
  const bool known = std::ranges::any_of(report_.findings, [&](const Finding& other) {
    return other.file == finding.file && other.position == finding.position && other.text == finding.text;
  });
  if (!known) report_.findings.push_back(std::move(finding));
  report_.away = error.retryable;
}

void StoreTrial::take_customer(const CustomersDefinition& customers,
                               const Result<std::vector<DatabaseRows>>& result) {
  if (!result) refuse(result.error(), customers.position, "customers from \"" + customers.from + "\"");
}

void StoreTrial::take_table(const Definitions& definitions, const RulesDefinition& rules,
                            const Result<std::vector<DatabaseRows>>& result) {
  const std::string name = "rules \"" + rules.rules.name + "\"";
  if (!result) return refuse(result.error(), rules.position, name);
  TableRules read = read_table_rules(definitions, rules, rule_rows_in_order(result.value().front()));
  for (const TableMistake& mistake : read.mistakes)
    report_.findings.push_back(finding_at(FindingKind::bad_row, rules.position,
                                          name + ": " + rules.table +
                                              (mistake.row.empty() ? "" : ", \"" + mistake.row + "\"") + ": " +
                                              mistake.text));
  if (read.mistakes.empty()) report_.tables.push_back(std::move(read.rules));
}

}  // namespace tipring::dsl
