#pragma once

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "dsl/check/finding.h"
#include "dsl/words/definitions.h"
#include "runtime/base/result.h"
#include "runtime/ports/database.h"
#include "runtime/rules/rule_set.h"

namespace tipring::dsl {

/// What a store has of what a site reads there.
struct StoreReport {
  /// Customers that cannot be looked up, tables that cannot be read, rows that are refused.
  std::vector<Finding> findings{};
  /// The store could not be asked, as the last finding says: the site may be in order all the same.
  bool away = false;
  std::vector<RuleSetDefinition> tables{};  ///< The rules that are rows, as they would take force.
};

/// Asks a store for the customers and the rule tables of a site, one after the other; those of its enterprises,
/// too, each in its own. Control thread only.
class StoreTrial {
 public:
  StoreTrial() = default;
  StoreTrial(const Definitions& definitions, Database& store) { add(definitions, store); }
  /// Gives up what is asked; `done` is not called any more.
  ~StoreTrial();
  StoreTrial(const StoreTrial&) = delete;
  StoreTrial& operator=(const StoreTrial&) = delete;

  /// Both outlive this. Before start(); asks nothing yet.
  void add(const Definitions& definitions, Database& store);

  /// Once. `done` may destroy this; it is called at once where there is nothing to ask, and else from the run
  /// loop, after the time-outs of all requests at the latest.
  void start(std::function<void(StoreReport)> done);

 private:
  using Take = std::function<void(const Result<std::vector<DatabaseRows>>&)>;
  struct Question {
    Database* store;
    DatabaseRequest request;
    Take take;
  };

  void ask_next();
  void take_customer(const CustomersDefinition& customers, const Result<std::vector<DatabaseRows>>& result);
  void take_table(const Definitions& definitions, const RulesDefinition& rules,
                  const Result<std::vector<DatabaseRows>>& result);
  // Of a request that failed: what is wrong with the site there, or that the store is away.
  void refuse(const Error& error, const SitePosition& position, const std::string& what);

  std::deque<Question> questions_;  // Not asked yet.
  Database* asked_ = nullptr;
  Database::Request asking_ = 0;  // 0: nothing.
  StoreReport report_;
  std::function<void(StoreReport)> done_;
};

}  // namespace tipring::dsl
