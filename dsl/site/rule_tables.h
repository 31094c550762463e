#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/site/decisions.h"
#include "dsl/site/table_rules.h"
#include "dsl/words/definitions.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/database.h"
#include "runtime/ports/log.h"

namespace tipring::dsl {

/// Keeps the rule sets that are tables of the store as the store has them: reads them at the start and whenever
/// they may have changed. Rows take force all at once or, where one of them is wrong, not at all. Control
/// thread only.
class RuleTables {
 public:
  struct Surroundings {
    RunLoop& loop;
    Log& log;
  };

  /// All outlive this. Reads nothing yet.
  RuleTables(const Definitions& definitions, Decisions& decisions, Surroundings surroundings);
  /// Gives up what is asked.
  ~RuleTables();
  RuleTables(const RuleTables&) = delete;
  RuleTables& operator=(const RuleTables&) = delete;

  bool empty() const { return tables_.empty(); }

  /// Reads all tables from here on, once.
  void open(Database& database);

  /// To be called when the rows of a table have changed; empty: of any.
  void changed(const std::string& table);

  /// Whether the rules of that name are still being read for the first time; `then` is called once they are, or
  /// cannot be. False, and it is not, where there is nothing to wait for.
  bool wait_for(std::string_view rules, std::function<void()> then);

  /// `told` hears of it before rules that have changed decide for the first time.
  void on_taking_force(std::function<void()> told) { taking_force_ = std::move(told); }

 private:
  struct Table {
    const RulesDefinition* site = nullptr;
    Database::Request reading = 0;            // 0: none.
    bool stale = false;                       // It has changed while it was read.
    bool tried = false;                       // The first reading is over.
    std::vector<TableMistake> refused_for{};  // Told already.
    Duration retry{0};                        // After the last failure.
    TimerHandle retry_timer{};
    std::vector<std::function<void()>> waiting{};
  };

  void read(Table& table);
  void done(Table& table, const Result<std::vector<DatabaseRows>>& result);
  void take(Table& table, const DatabaseRows& rows);
  void refuse(Table& table, std::vector<TableMistake> mistakes);
  void try_again(Table& table, const Error& error);

  const Definitions& definitions_;
  Decisions& decisions_;
  RunLoop& loop_;
  Log& log_;
  Database* database_ = nullptr;
  std::map<std::string, Table, std::less<>> tables_;  // By the rule set's name.
  std::function<void()> taking_force_;
};

}  // namespace tipring::dsl
