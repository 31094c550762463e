#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "runtime/rules/attribute_index.h"
#include "runtime/rules/rule_rows.h"

namespace tipring {

/// Finds the rules that may hold. Each rule is rows of tests, and a row may hold where, for each attribute, it
/// has no test of it or one that the attribute's value may pass: sets of rows, which are cut with one another
/// 64 rows at a time, so that 10,000 rules are 157 words an attribute.
class RuleIndex {
 public:
  /// Rows in ascending order of their rules; `attributes` is how many the rule set has.
  RuleIndex(std::vector<RuleRow> rows, std::size_t attributes);

  /// Goes through the rules that may hold, each once and in their order.
  class Search {
   public:
    Search(const RuleIndex& index, std::span<const Observation> observations);

    /// Nothing once there is none any more.
    std::optional<std::size_t> next();

   private:
    struct Listed {
      std::span<const std::uint32_t> rows;
      std::size_t next = 0;
    };
    // Of one attribute.
    struct Sets {
      std::vector<const Posting*> dense;
      std::vector<Listed> listed;
    };
    std::uint64_t word_of(Sets& sets) const;
    bool read_word();

    const RuleIndex& index_;
    std::vector<Sets> sets_;
    std::size_t place_ = 0;  // Of the next word.
    std::uint64_t word_ = 0;
    std::optional<std::size_t> last_{};
  };

 private:
  std::vector<std::size_t> rules_;          // Of each row.
  std::vector<std::size_t> tested_;         // The attributes that any row tests.
  std::vector<AttributeIndex> attributes_;  // Of these.
};

}  // namespace tipring
