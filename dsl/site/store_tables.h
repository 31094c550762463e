#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/site/decisions.h"
#include "dsl/site/stored_parts.h"
#include "dsl/words/definitions.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/database.h"
#include "runtime/ports/log.h"

namespace tipring::dsl {

/// Keeps what of a site is tables of the store as the store has it: reads them at the start and whenever they
/// may have changed. The rows of a table take force all at once or, where one of them is wrong, not at all:
/// also where a rule would never decide, or rule sets would lead round for ever. Those two do not keep the
/// first rows of a table from force, as without any its contacts would go nowhere, but are told likewise.
/// Control thread only.
class StoreTables {
 public:
  struct Surroundings {
    RunLoop& loop;
    Log& log;
  };

  /// All outlive this. Reads nothing yet. Lists and numbers that take force become those of `definitions`.
  StoreTables(Definitions& definitions, Decisions& decisions, Surroundings surroundings);
  /// Gives up what is asked.
  ~StoreTables();
  StoreTables(const StoreTables&) = delete;
  StoreTables& operator=(const StoreTables&) = delete;

  bool empty() const { return tables_.empty(); }
  /// Tables that are being read.
  std::size_t live() const;

  /// Reads all tables from here on, once.
  void open(Database& database);

  /// To be called when the rows of a table have changed; empty: of any.
  void changed(const std::string& table);

  /// Whether the rules of that name are still being read for the first time; `then` is called once they are, or
  /// cannot be. False, and it is not, where there is nothing to wait for.
  bool wait_for_rules(std::string_view rules, std::function<void()> then);

  /// The same of the first list, or of the site's own numbers, that is not known yet: once `then` is called,
  /// there may be another.
  bool wait_for_numbers(std::function<void()> then);

  /// `told` hears of it before rules that have changed decide for the first time.
  void on_taking_force(std::function<void()> told) { taking_force_ = std::move(told); }

 private:
  struct Table {
    StoredPart part;
    Database::Request reading = 0;          // 0: none.
    bool stale = false;                     // It has changed while it was read.
    ReadStored rows{};                      // What has been asked, to be read on; empty: nothing.
    bool tried = false;                     // The first reading is over.
    bool in_force = false;                  // Some rows of it are.
    std::optional<StoredRows> candidate{};  // Rules that were read and are not in force, as they make a ring.
    std::vector<std::string> wrong{};       // With it, as was told already.
    Duration retry{0};                      // After the last failure.
    Instant rests_until{};                  // Before this it is not read again.
    TimerHandle timer{};                    // When it is, or when rows are read on.
    std::vector<std::function<void()>> waiting{};
  };

  void read(Table& table);
  void read_after(Table& table, Duration delay);
  void done(Table& table, Result<std::vector<DatabaseRows>> result);
  void read_on(Table& table);
  void take(Table& table, StoredRows read);
  void over(Table& table);
  void take_candidates();
  void put_in_force_in_order();
  std::vector<std::string> rings_with(const std::vector<Table*>& candidates) const;
  void put_in_force(Table& table, StoredRows rows, std::vector<std::string> wrong);
  // False where all is as before.
  bool replace(const StoredPart& part, StoredRows rows);
  void refuse(Table& table, std::vector<std::string> wrong);
  // Once.
  bool tell(Table& table, std::vector<std::string> wrong);
  void try_again(Table& table, const Error& error);
  bool is_known(const Table& table) const;

  Definitions& definitions_;
  Decisions& decisions_;
  RunLoop& loop_;
  Log& log_;
  Database* database_ = nullptr;
  std::vector<Table> tables_;  // Always the same ones.
  std::function<void()> taking_force_;
};

}  // namespace tipring::dsl
