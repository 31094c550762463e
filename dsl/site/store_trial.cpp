#include "dsl/site/store_trial.h"

#include <algorithm>
#include <utility>

#include "dsl/site/rule_rings.h"
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

void StoreTrial::add(const Definitions& definitions, Database& store, const std::string& enterprise) {
  rules_[enterprise].definitions = &definitions;
  for (StoredPart& part : stored_parts(definitions)) {
    const StoredPart& kept = parts_.emplace_back(std::move(part));
    questions_.push_back({&store, kept.request, [this, &kept, enterprise](Rows rows) {
                            take_table(kept, std::move(rows), enterprise);
                          }});
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
  loop_.cancel(timer_);
}

void StoreTrial::start(std::function<void(StoreReport)> done) {
  done_ = std::move(done);
  ask_next();
}

void StoreTrial::ask_next() {
  if (questions_.empty() || report_.away) {
    if (report_.findings.empty()) look_for_rings();
    return std::exchange(done_, {})(std::move(report_));
  }
  Question question = std::move(questions_.front());
  questions_.pop_front();
  asked_ = question.store;
  asking_ = asked_->run(std::move(question.request), [this, take = std::move(question.take)](Rows rows) {
    asking_ = 0;
    take(std::move(rows));
    if (!rows_) ask_next();
  });
}

void StoreTrial::look_for_rings() {
  for (const auto& [enterprise, theirs] : rules_) {
    if (theirs.tables.empty()) continue;
    std::vector<const RuleSetDefinition*> sets;
    for (const auto& [name, definition] : theirs.definitions->rules)
      sets.push_back(&definition.rules);
    for (const RuleSetDefinition& table : theirs.tables)
      sets.push_back(&table);
    for (RuleRing& ring : rule_rings(*theirs.definitions, sets))
      report_.findings.push_back(std::move(ring.finding));
  }
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

void StoreTrial::take_table(const StoredPart& part, Rows result, const std::string& enterprise) {
  if (!result) return refuse(result.error(), part.position, to_string(part));
  rows_ = part.read(std::move(result.value().front()));
  timer_ = loop_.after_standing(Duration::zero(), [this, &part, enterprise] { read_on(part, enterprise); });
}

void StoreTrial::read_on(const StoredPart& part, const std::string& enterprise) {
  auto read = rows_();
  if (!read) {
    timer_ = loop_.after_standing(Duration::zero(), [this, &part, enterprise] { read_on(part, enterprise); });
    return;
  }
  timer_ = {};
  rows_ = nullptr;
  take_rows(part, std::move(*read), enterprise);
  ask_next();
}

void StoreTrial::take_rows(const StoredPart& part, StoredRows read, const std::string& enterprise) {
  for (const TableMistake& mistake : read.mistakes)
    report_.findings.push_back(finding_at(mistake.kind, part.position, to_string(part, mistake)));
  if (!read.mistakes.empty()) return;
  switch (part.kind) {
    case StoredPart::Kind::rules:
      rules_[enterprise].tables.push_back(std::move(std::get<RuleSetDefinition>(read.made)));
      break;
    case StoredPart::Kind::list:
      report_.numbers[enterprise].lists.emplace(part.name, std::move(std::get<NumberList>(read.made)));
      break;
    case StoredPart::Kind::own_numbers:
      report_.numbers[enterprise].own = std::move(std::get<OwnNumbers>(read.made));
      break;
  }
}

}  // namespace tipring::dsl
