#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dsl/check/finding.h"
#include "dsl/site/stored_parts.h"
#include "dsl/words/definitions.h"
#include "runtime/base/result.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/database.h"
#include "runtime/rules/rule_set.h"

namespace tipring::dsl {

/// Numbers that were read from a store.
struct StoredNumbers {
  std::map<std::string, NumberList> lists{};
  std::optional<OwnNumbers> own{};
};

/// Those of a site by the empty name, and of its enterprises by theirs.
using StoredNumbersOfAll = std::map<std::string, StoredNumbers>;

/// What a store has of what a site reads there.
struct StoreReport {
  /// Customers that cannot be looked up, tables that cannot be read, rows that are refused; without any of
  /// these also rings of rule sets that rows are a part of.
  std::vector<Finding> findings{};
  /// The store could not be asked, as the last finding says: the site may be in order all the same.
  bool away = false;
  StoredNumbersOfAll numbers{};  ///< As they would take force.
};

/// Asks a store for the tables and the customers of a site, one after the other; those of its enterprises, too,
/// each in its own. Control thread only.
class StoreTrial {
 public:
  /// The loop outlives it.
  explicit StoreTrial(RunLoop& loop) : loop_(loop) {}
  /// Of one store alone.
  StoreTrial(const Definitions& definitions, Database& store, RunLoop& loop) : loop_(loop) {
    add(definitions, store);
  }
  /// Gives up what is asked; `done` is not called any more.
  ~StoreTrial();
  StoreTrial(const StoreTrial&) = delete;
  StoreTrial& operator=(const StoreTrial&) = delete;

  /// Both outlive this. Before start(); asks nothing yet.
  void add(const Definitions& definitions, Database& store, const std::string& enterprise = {});

  /// Once. `done` may destroy this; it is called at once where there is nothing to ask, and else from the run
  /// loop, after the time-outs of all requests at the latest.
  void start(std::function<void(StoreReport)> done);

 private:
  using Rows = Result<std::vector<DatabaseRows>>;
  using Take = std::function<void(Rows)>;
  struct Question {
    Database* store;
    DatabaseRequest request;
    Take take;
  };

  // The rules of a site, or of an enterprise, that are rows.
  struct TheirRules {
    const Definitions* definitions;
    std::vector<RuleSetDefinition> tables{};
  };

  void ask_next();
  void look_for_rings();
  void take_customer(const CustomersDefinition& customers, const Rows& result);
  void take_table(const StoredPart& part, Rows result, const std::string& enterprise);
  void read_on(const StoredPart& part, const std::string& enterprise);
  void take_rows(const StoredPart& part, StoredRows read, const std::string& enterprise);
  // Of a request that failed: what is wrong with the site there, or that the store is away.
  void refuse(const Error& error, const SitePosition& position, const std::string& what);

  RunLoop& loop_;
  std::deque<StoredPart> parts_;
  std::deque<Question> questions_;  // Not asked yet.
  Database* asked_ = nullptr;
  Database::Request asking_ = 0;             // 0: nothing.
  ReadStored rows_;                          // What has been answered, to be read on; empty: nothing.
  TimerHandle timer_;                        // When it is.
  std::map<std::string, TheirRules> rules_;  // By the enterprise.
  StoreReport report_;
  std::function<void(StoreReport)> done_;
};

}  // namespace tipring::dsl
