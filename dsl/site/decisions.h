#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/words/host.h"
#include "runtime/rules/rule_set.h"
#include "runtime/rules/why_record.h"

namespace tipring::dsl {

/// The rule sets of a site, ready to decide about its contacts. Control thread only.
class Decisions {
 public:
  /// Once the site has defined everything. `content` is its version's address.
  void prepare(const Definitions& definitions, const std::string& content);

  /// Has a rule set replaced by another of its name, which decides from now on. False where it is the same.
  bool replace(RuleSetDefinition rules);

  /// Of the rules in force, as records of decisions name it: moves with whatever replace() changes.
  const RulesOrigin& origin() const { return origin_; }

  /// All rule sets in force, by name.
  std::vector<const RuleSetDefinition*> definitions() const;

  /// Null when the site has no rules of that name.
  const RuleSet* find(std::string_view name) const;

  /// Decides about a contact, and tells the ledger. Not from inside a slice of a script. `name` is that of a
  /// rule set of the site.
  Outcome decide(Host& host, const Contact& contact, std::string_view name) const;

 private:
  std::string content_;
  RulesOrigin origin_;
  std::map<std::string, RuleSet, std::less<>> sets_;
};

}  // namespace tipring::dsl
