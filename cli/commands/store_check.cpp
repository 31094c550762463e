#include "cli/commands/store_check.h"

#include <optional>
#include <string>
#include <utility>

#include "dsl/site/rule_tables.h"
#include "dsl/site/table_rules.h"
#include "dsl/words/customer_lookup.h"

namespace tipring::cli {
namespace {

using Outcome = Result<std::vector<DatabaseRows>>;

dsl::Finding finding_at(dsl::FindingKind kind, const dsl::SitePosition& position, std::string text) {
  return {.kind = kind,
          .file = position.file,
          .position = {static_cast<std::uint32_t>(position.line), 1},
          .text = std::move(text),
          .suggestion = {}};
}

class StoreCheck {
 public:
  StoreCheck(const dsl::Definitions& definitions, Database& store, RunLoop& loop, VirtualClock& clock)
      : definitions_(definitions), store_(store), loop_(loop), clock_(clock) {}

  std::vector<dsl::Finding> check() {
    if (definitions_.customers) check_customers(*definitions_.customers);
    for (const auto& [name, rules] : definitions_.rules) {
      if (!rules.table.empty()) check_table(rules);
    }
    return std::move(findings_);
  }

 private:
  Outcome ask(DatabaseRequest request) {
    Outcome outcome = Error{"timed-out", "there is no answer"};
    const Instant until = clock_.now() + request.timeout;
    store_.run(std::move(request), [&outcome](Outcome result) { outcome = std::move(result); });
    run_virtual(loop_, clock_, until);
    return outcome;
  }

  void check_customers(const dsl::CustomersDefinition& customers) {
    for (const auto& [key, column] : customers.keys) {
      const Outcome outcome = ask(dsl::customer_request(definitions_, key, "nobody"));
      if (outcome) continue;
      findings_.push_back(finding_at(dsl::FindingKind::unknown_name, customers.position,
                                     "customers cannot be looked up by " + key + ": " + outcome.error().text));
      return;  // The same is wrong with the others.
    }
  }

  void check_table(const dsl::RulesDefinition& rules) {
    const std::string name = "rules \"" + rules.rules.name + "\": ";
    const Outcome outcome = ask(dsl::rule_table_request(rules));
    if (!outcome) {
      findings_.push_back(
          finding_at(dsl::FindingKind::unknown_name, rules.position, name + outcome.error().text));
      return;
    }
    const auto read =
        dsl::read_table_rules(definitions_, rules, dsl::rule_rows_in_order(outcome.value().front()));
    for (const dsl::TableMistake& mistake : read.mistakes)
      findings_.push_back(finding_at(
          dsl::FindingKind::bad_row, rules.position,
          name + rules.table + (mistake.row.empty() ? "" : ", \"" + mistake.row + "\"") + ": " + mistake.text));
  }

  const dsl::Definitions& definitions_;
  Database& store_;
  RunLoop& loop_;
  VirtualClock& clock_;
  std::vector<dsl::Finding> findings_;
};

}  // namespace

std::vector<dsl::Finding> store_findings(const dsl::Definitions& definitions, Database& store, RunLoop& loop,
                                         VirtualClock& clock) {
  return StoreCheck(definitions, store, loop, clock).check();
}

}  // namespace tipring::cli
