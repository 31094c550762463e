#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/ledger/entry.h"
#include "runtime/rules/rule_set.h"

namespace tipring {

/// Which rules decide.
struct RulesOrigin {
  std::string version;  ///< Of the site that they are from: see short_version().
  /// Where rows of a database have come in since that version was read, the address of all rules in force, as
  /// short as a version; else empty.
  std::string rows{};

  /// What they are kept by.
  const std::string& address() const { return rows.empty() ? version : rows; }
};

/// What is kept of a decision: enough to make it again, and to try other rules on what it saw. The fields of an
/// entry EntryKind::contact_decided:
///
///   version, rows      which rules these are: see RulesOrigin
///   enterprise         of the site, whose rules these are; nothing: they are the site's own
///   rules              the rule set's name
///   by                 "rule", "otherwise", or "unknown" where it hung on something that nobody knows
///   rule               the first rule that held, by its name
///   also               the names of further ones that held, with line ends between them
///   go                 where the contact goes, as to_text() has it; nothing: nowhere
///   saw.<attribute>    the value of each attribute that was seen, as to_text() names it
///   missing            those that the contact had not, with line ends between them
///   said.<predicate>   what each function said that was asked; one that failed has said false
///
/// What is set follows in entries of its own.
std::vector<std::pair<std::string, FieldValue>> record_of(const RulesOrigin& origin,
                                                          const RuleSetDefinition& rules,
                                                          const Decision& decision, const Outcome& outcome);

/// How a decision came about, as records name it: "rule", "otherwise", "unknown".
std::string_view decided_by(const Decision& decision);

/// The beginning of a version's address, long enough to find it by.
std::string_view short_version(std::string_view content);

/// The contact and the world as an entry of a decision has them: what it does not tell is unknown.
class RecordedCircumstances final : public Circumstances {
 public:
  /// `predicate_names` are those of the rule set that is to ask.
  RecordedCircumstances(const Entry& entry, std::vector<std::string> predicate_names);

  Observation see(const Attribute& attribute) override;
  Truth holds(std::size_t predicate) override;

 private:
  std::map<std::string, Observation, std::less<>> seen_;
  std::map<std::string, bool, std::less<>> said_;
  std::vector<std::string> predicate_names_;
};

}  // namespace tipring
