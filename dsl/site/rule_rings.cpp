#include "dsl/site/rule_rings.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "dsl/site/rule_ways.h"
#include "runtime/rules/implication.h"
#include "runtime/rules/table_place.h"

namespace tipring::dsl {
namespace {

// More contacts than these are not sent through the rules.
constexpr std::size_t most_examples = 20'000;

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

// Rings in words.
class RingTeller {
 public:
  explicit RingTeller(const Definitions& definitions) : definitions_(definitions) {}

  // `whom` it holds: "whoever comes".
  RuleRing told(std::vector<RuleWay> ways, const std::string& whom) const {
    end_with_a_row(ways);
    RuleRing ring{.finding = finding_at(ways.back())};
    std::string& text = ring.finding.text;
    text = "rules \"" + ways.front().from + "\" lead round for ever: ";
    for (std::size_t i = 0; i < ways.size(); ++i) {
      ring.sets.push_back(ways[i].from);
      const bool is_last = i + 1 == ways.size();
      if (is_last) text += ways.size() > 1 ? "and back to " : "back to ";
      if (!is_last) text += "to ";
      text += "rules \"" + ways[(i + 1) % ways.size()].from + "\" (" + place_of(ways[i]) + ")";
      text += is_last ? "; so goes " + whom : ", ";
    }
    return ring;
  }

 private:
  bool is_by_row(const RuleWay& way) const { return way.by != nullptr && is_table_place(way.by->file); }

  // What closes a ring is what people can change soonest.
  void end_with_a_row(std::vector<RuleWay>& ways) const {
    const auto last =
        std::find_if(ways.rbegin(), ways.rend(), [&](const RuleWay& way) { return is_by_row(way); });
    if (last != ways.rend()) std::rotate(ways.begin(), last.base(), ways.end());
  }

  const SitePosition& position_of(const std::string& set) const {
    return definitions_.rules.find(set)->second.position;
  }

  std::string place_of(const RuleWay& way) const {
    if (way.by != nullptr) return place_of_rule(way.by->file, way.by->name, way.by->line);
    const SitePosition& position = position_of(way.from);
    return "otherwise, " + place_of_rule(position.file, {}, position.line);
  }

  Finding finding_at(const RuleWay& way) const {
    const bool is_in_script = way.by != nullptr && !is_by_row(way);
    const SitePosition at = is_in_script ? SitePosition{way.by->file, way.by->line} : position_of(way.from);
    return {.kind = FindingKind::no_way_on,
            .file = at.file,
            .position = {static_cast<std::uint32_t>(at.line), 1},
            .text = {},
            .suggestion = {}};
  }

  const Definitions& definitions_;
};

// Sends examples of contacts through the rule sets.
class RingSearch {
 public:
  RingSearch(const NumberForm& form, const RuleSetsByName& sets, const std::set<std::string>& names)
      : form_(form) {
    for (const std::string& name : names)
      sets_.emplace(name, RuleSet(*sets.at(name)));
  }

  using Found = std::function<void(std::vector<RuleWay> ring, const Values& whom)>;

  // Whom the rules of one set lead into a ring.
  void search(const std::string& name, const Found& found) {
    const RuleSetDefinition& rules = sets_.at(name).definition();
    for (const Rule& rule : rules.rules) {
      if (!leads_to_rules(rule.outcome)) continue;
      if (const auto example = example_of(rule.when, rules.attributes.size()))
        follow(rules.name, values_of(rules, *example), found);
    }
    if (rules.otherwise && leads_to_rules(*rules.otherwise)) follow(rules.name, {}, found);
  }

 private:
  static Values values_of(const RuleSetDefinition& rules, const std::vector<Observation>& observations) {
    Values values;
    for (std::size_t i = 0; i < observations.size(); ++i)
      if (observations[i].state == Observation::State::seen)
        values[to_text(rules.attributes[i])] = observations[i].value;
    return values;
  }

  void follow(const std::string& name, const Values& values, const Found& found) {
    if (++examples_ > most_examples) return;
    std::vector<RuleWay> ring = ring_of(name, values);
    if (!ring.empty()) found(std::move(ring), values);
  }

  // The ring that the contact comes to; empty where it comes out.
  std::vector<RuleWay> ring_of(std::string name, Values values) const {
    std::vector<std::pair<std::string, Values>> been;
    std::vector<RuleWay> ways;
    for (;;) {
      std::pair<std::string, Values> here{name, values};
      if (const auto again = std::ranges::find(been, here); again != been.end())
        return {ways.begin() + (again - been.begin()), ways.end()};
      been.push_back(std::move(here));
      ExampleContact contact(form_);
      contact.values = values;
      const RuleSet& set = sets_.at(name);
      const Decision decision = set.decide(contact);
      const Outcome outcome = set.outcome_of(decision);
      if (!leads_to_rules(outcome) || !sets_.contains(outcome.go->name)) return {};
      ways.push_back({name, rule_that_leads(set.definition(), decision)});
      for (const auto& [variable, value] : outcome.set)
        values[variable] = value;
      name = outcome.go->name;
    }
  }

  // Null: otherwise.
  static const Rule* rule_that_leads(const RuleSetDefinition& rules, const Decision& decision) {
    if (decision.state != Decision::State::decided) return nullptr;
    for (const std::size_t rule : decision.holding)
      if (rules.rules[rule].outcome.go) return &rules.rules[rule];
    return nullptr;
  }

  const NumberForm& form_;
  std::map<std::string, RuleSet, std::less<>> sets_;
  std::size_t examples_ = 0;
};

std::string whom_of(const Values& values) {
  if (values.empty()) return "a contact of which nothing is known";
  std::string text;
  for (const auto& [name, value] : values)
    text += (text.empty() ? "a contact with " : ", ") + name + " = " + to_text(value);
  return text;
}

}  // namespace

std::vector<RuleRing> rule_rings(const Definitions& definitions,
                                 const std::vector<const RuleSetDefinition*>& sets) {
  RuleSetsByName by_name;
  for (const RuleSetDefinition* rules : sets)
    by_name[rules->name] = rules;
  const RuleWays ways(by_name);
  const std::set<std::string> before_rings = ways.before_rings();
  std::vector<RuleRing> rings;
  if (before_rings.empty()) return rings;
  const RingTeller teller(definitions);
  for (std::vector<RuleWay>& ring : ways.rings_without_end())
    rings.push_back(teller.told(std::move(ring), "whoever comes"));
  const std::set<std::string> without_end = ways.without_end();
  RingSearch search(definitions.number_form, by_name, before_rings);
  std::set<std::set<std::string>> known;
  for (const std::string& name : before_rings) {
    search.search(name, [&](std::vector<RuleWay> ring, const Values& whom) {
      std::set<std::string> members;
      for (const RuleWay& way : ring)
        members.insert(way.from);
      if (without_end.contains(*members.begin()) || !known.insert(members).second) return;
      rings.push_back(teller.told(std::move(ring), whom_of(whom)));
    });
  }
  return rings;
}

}  // namespace tipring::dsl
