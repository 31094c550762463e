#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "runtime/base/clock.h"
#include "runtime/contact/contact.h"

namespace tipring::dsl {

/// What was found of customers lately. Control thread only.
class CustomerCache {
 public:
  /// So many are kept; beyond, the oldest are forgotten.
  static constexpr std::size_t most = 10'000;

  /// By which of a table's keys somebody was looked up, and the value.
  using Key = std::pair<std::string, std::string>;

  /// Nothing where it is not known, or older than `fresh_for`.
  std::optional<CustomerFacts> find(const Key& key, Instant now, Duration fresh_for) const;
  void keep(const Key& key, CustomerFacts facts, Instant now);
  void clear();

  /// True the first time that it is asked of a column.
  bool first_misfit(const std::string& column) { return misfits_.insert(column).second; }

 private:
  struct Known {
    CustomerFacts facts;
    Instant at{};
  };
  void forget(const Key& key);

  std::map<Key, Known> known_;
  std::set<std::pair<Instant, Key>> by_age_;
  std::set<std::string> misfits_;
};

}  // namespace tipring::dsl
