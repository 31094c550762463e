#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "runtime/rules/rule_set.h"

namespace tipring::dsl {

/// The rule sets of a site, by name.
using RuleSetsByName = std::map<std::string, const RuleSetDefinition*>;

/// From one rule set to another.
struct RuleWay {
  std::string from;
  const Rule* by = nullptr;  ///< Null: otherwise.
};

/// Whether it goes on to a rule set.
bool leads_to_rules(const Outcome& outcome);

/// To which rule sets each leads, as its rules say: no matter whether any contact ever goes there.
class RuleWays {
 public:
  /// `sets` outlive it.
  explicit RuleWays(const RuleSetsByName& sets);

  /// The sets from which there is a way that comes back to where it has been.
  std::set<std::string> before_rings() const;

  /// Sets that lead to one another and nowhere else: who enters never comes out. One way round for each group
  /// of them, from the first by name.
  std::vector<std::vector<RuleWay>> rings_without_end() const;

  /// Those of rings_without_end(), and those that lead to them and nowhere else.
  std::set<std::string> without_end() const;

 private:
  using Next = std::map<std::string, std::set<std::string>>;

  Next closed() const;
  static std::set<std::string> reached_from(const Next& next, const std::string& name);
  std::vector<RuleWay> way_round(const Next& next, const std::string& name) const;
  const Rule* rule_between(const std::string& from, const std::string& to) const;

  const RuleSetsByName& sets_;
  Next next_;
};

}  // namespace tipring::dsl
