#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dsl/site/table_mistake.h"
#include "dsl/words/definitions.h"
#include "runtime/ports/database.h"
#include "runtime/rules/number_list.h"
#include "runtime/rules/own_numbers.h"
#include "runtime/rules/rule_set.h"

namespace tipring::dsl {

/// So many mistakes of one table of numbers are counted.
inline constexpr std::size_t most_stored_mistakes = 1'000;

/// What the rows of a table of the store make.
struct StoredRows {
  std::variant<RuleSetDefinition, NumberList, OwnNumbers> made{};
  std::size_t count = 0;                 ///< Rows.
  std::vector<TableMistake> mistakes{};  ///< None: `made` may take force.

  /// Whether `made` is what the rows say. Mistakes then are of rules that are rows, and how they stand to one
  /// another: such as never decide.
  bool is_readable() const;
};

/// Reads on; gives what it has come to once it is over. A large table takes several times, between which others
/// can have their turn.
using ReadStored = std::function<std::optional<StoredRows>()>;

/// A part of a site that is a table of the store: a rule set, a list of numbers, or the site's own numbers.
struct StoredPart {
  enum class Kind { rules, list, own_numbers };
  Kind kind = Kind::rules;
  std::string name{};  ///< Of the rule set or the list; of own numbers there is none.
  std::string table{};
  SitePosition position{};
  DatabaseRequest request{};  ///< Asks for all of its rows.
  std::function<ReadStored(DatabaseRows)> read{};
};

/// `rules "treatments"`, `list "vip"`, `numbers`: as the site has it.
std::string to_string(const StoredPart& part);

/// `list "vip": table "vip_numbers", row 7: "12x" is no number…`
std::string to_string(const StoredPart& part, const TableMistake& mistake);

/// All of a site's. `definitions` outlive them.
std::vector<StoredPart> stored_parts(const Definitions& definitions);

}  // namespace tipring::dsl
