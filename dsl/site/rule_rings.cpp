#include "dsl/site/rule_rings.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "runtime/rules/implication.h"

namespace tipring::dsl {
namespace {

using SetsByName = std::map<std::string, const RuleSetDefinition*>;

// Where the contacts of a rule set go on to by rules alone; nothing where any goes elsewhere.
std::optional<std::set<std::string>> only_rules_of(const RuleSetDefinition& rules) {
  std::set<std::string> names;
  const auto leads_on = [&](const Outcome& outcome) {
    if (!outcome.go) return true;
    if (outcome.go->kind != Action::Kind::rules) return false;
    names.insert(outcome.go->name);
    return true;
  };
  const bool all = std::ranges::all_of(rules.rules, [&](const Rule& rule) { return leads_on(rule.outcome); });
  if (!all || (rules.otherwise && !leads_on(*rules.otherwise)) || names.empty()) return std::nullopt;
  return names;
}

// Sets of which every one leads to others of them alone: who enters never comes out.
std::set<std::string> closed_rings(const Definitions& definitions, const SetsByName& sets,
                                   std::vector<Finding>& findings) {
  std::map<std::string, std::set<std::string>> closed;
  for (const auto& [name, rules] : sets)
    if (const auto names = only_rules_of(*rules)) closed[name] = *names;
  for (bool changed = true; changed;) {
    changed = std::erase_if(closed, [&](const auto& one) {
                return std::ranges::any_of(one.second,
                                           [&](const std::string& next) { return !closed.contains(next); });
              }) > 0;
  }
  std::set<std::string> names_of_all;
  for (const auto& [name, next] : closed) {
    std::string names;
    for (const std::string& one : next)
      names += (names.empty() ? "rules \"" : ", rules \"") + one + "\"";
    const SitePosition& position = definitions.rules.find(name)->second.position;
    findings.push_back({.kind = FindingKind::no_way_on,
                        .file = position.file,
                        .position = {static_cast<std::uint32_t>(position.line), 1},
                        .text = "rules \"" + name + "\" lead round for ever: to " + names + " alone",
                        .suggestion = {}});
    names_of_all.insert(name);
  }
  return names_of_all;
}

using Values = std::map<std::string, FieldValue>;

// A contact of whom some attributes are given, by what they are called.
class ExampleContact final : public Circumstances {
 public:
  explicit ExampleContact(const NumberForm& form) : form_(form) {}

  Values values{};

  Observation see(const Attribute& attribute) override {
    const auto found = values.find(to_text(attribute));
    if (found != values.end()) return seen(found->second);
    // A number that is known in one form is known in the other.
    const bool is_number = attribute.kind == Attribute::Kind::number;
    if (!is_number && attribute.kind != Attribute::Kind::field) return {};
    const auto other_kind = is_number ? Attribute::Kind::field : Attribute::Kind::number;
    const auto other = values.find(to_text(Attribute{.kind = other_kind, .field = attribute.field}));
    if (other == values.end()) return {};
    const auto* text = std::get_if<std::string>(&other->second);
    return seen(is_number && text != nullptr ? FieldValue{form_.of(*text)} : other->second);
  }
  Truth holds(std::size_t /*predicate*/) override { return Truth::unknown; }

 private:
  const NumberForm& form_;
};

// Sends examples of contacts through the rule sets.
class RingSearch {
 public:
  RingSearch(const NumberForm& form, const SetsByName& sets, std::vector<Finding>& findings)
      : form_(form), findings_(findings) {
    for (const auto& [name, rules] : sets)
      sets_.emplace(name, RuleSet(*rules));
  }

  void search(const RuleSetDefinition& rules) {
    for (const Rule& rule : rules.rules) {
      if (!leads_on(rule.outcome)) continue;
      if (const auto example = example_of(rule.when, rules.attributes.size()))
        follow(rules, rule.line, values_of(rules, *example));
    }
    if (rules.otherwise && leads_on(*rules.otherwise)) follow(rules, rules.line, {});
  }

 private:
  static bool leads_on(const Outcome& outcome) { return outcome.go && outcome.go->kind == Action::Kind::rules; }

  static Values values_of(const RuleSetDefinition& rules, const std::vector<Observation>& observations) {
    Values values;
    for (std::size_t i = 0; i < observations.size(); ++i)
      if (observations[i].state == Observation::State::seen)
        values[to_text(rules.attributes[i])] = observations[i].value;
    return values;
  }

  // The ring that the contact comes to; empty where it comes out.
  std::vector<std::string> ring_of(std::string name, Values values) const {
    std::vector<std::pair<std::string, Values>> been;
    for (;;) {
      std::pair<std::string, Values> here{name, values};
      if (const auto again = std::ranges::find(been, here); again != been.end()) {
        std::vector<std::string> ring;
        std::transform(again, been.end(), std::back_inserter(ring),
                       [](const auto& step) { return step.first; });
        return ring;
      }
      been.push_back(std::move(here));
      ExampleContact contact(form_);
      contact.values = values;
      const RuleSet& set = sets_.at(name);
      const Outcome outcome = set.outcome_of(set.decide(contact));
      if (!leads_on(outcome) || !sets_.contains(outcome.go->name)) return {};
      for (const auto& [variable, value] : outcome.set)
        values[variable] = value;
      name = outcome.go->name;
    }
  }

  void follow(const RuleSetDefinition& rules, int line, const Values& values) {
    const std::vector<std::string> ring = ring_of(rules.name, values);
    if (ring.empty() || !told_.emplace(ring.begin(), ring.end()).second) return;
    std::string text = "rules \"" + rules.name + "\" lead round for ever, by";
    for (const std::string& name : ring)
      text += " rules \"" + name + "\",";
    text += values.empty() ? " a contact of which nothing is known" : " a contact with";
    std::string given;
    for (const auto& [name, value] : values)
      given += (given.empty() ? " " : ", ") + name + " = " + to_text(value);
    findings_.push_back({.kind = FindingKind::no_way_on,
                         .file = rules.file,
                         .position = {static_cast<std::uint32_t>(line), 1},
                         .text = text + given,
                         .suggestion = {}});
  }

  const NumberForm& form_;
  std::vector<Finding>& findings_;
  std::map<std::string, RuleSet, std::less<>> sets_;
  std::set<std::set<std::string>> told_;  // The sets that make a ring.
};

}  // namespace

std::vector<Finding> rule_rings(const Definitions& definitions, const std::vector<RuleSetDefinition>& tables) {
  SetsByName sets;
  for (const auto& [name, definition] : definitions.rules)
    sets[name] = &definition.rules;
  for (const RuleSetDefinition& table : tables)
    sets[table.name] = &table;
  std::vector<Finding> findings;
  const std::set<std::string> closed = closed_rings(definitions, sets, findings);
  RingSearch rings(definitions.number_form, sets, findings);
  for (const auto& [name, rules] : sets)
    if (!closed.contains(name)) rings.search(*rules);
  return findings;
}

}  // namespace tipring::dsl
