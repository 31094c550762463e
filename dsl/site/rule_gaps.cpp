#include "dsl/site/rule_gaps.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "dsl/site/site_attributes.h"

namespace tipring::dsl {
namespace {

using Kind = Comparison::Kind;

// Rules that are tried before the search is given up: with many rules nobody leaves otherwise out on purpose.
constexpr std::size_t most_tries = 500'000;

class NobodyKnows final : public Predicates {
 public:
  Truth holds(std::size_t /*predicate*/) override { return Truth::unknown; }
};

// What the rules ask of one attribute.
struct Asked {
  bool at_all = false;
  std::vector<FieldValue> values;  // Constants and bounds.
  bool of_numbers = false;         // By patterns or ranges,
  bool of_no_numbers = false;      // also within none { … }.
};

std::vector<Observation> all_seen(const std::vector<FieldValue>& values) {
  std::vector<Observation> all;
  for (const FieldValue& value : values)
    all.push_back(seen(value));
  return all;
}

// One of each stretch between the bounds, and the bounds: no comparison tells others of a stretch apart.
std::vector<Observation> of_each_stretch(const std::vector<FieldValue>& bounds) {
  std::set<double> sorted;
  for (const FieldValue& bound : bounds)
    if (const auto number = as_number(bound)) sorted.insert(*number);
  if (sorted.empty()) return {seen(0.0)};
  std::vector<Observation> all{seen(*sorted.begin() - 1), seen(*sorted.rbegin() + 1)};
  for (auto bound = sorted.begin(); bound != sorted.end(); ++bound) {
    all.push_back(seen(*bound));
    if (std::next(bound) != sorted.end()) all.push_back(seen((*bound + *std::next(bound)) / 2));
  }
  return all;
}

// A text that is none of these, nor a number.
FieldValue another_than(const std::vector<FieldValue>& values) {
  std::string text = "someone";
  while (std::ranges::find(values, FieldValue{text}) != values.end())
    text += " else";
  return text;
}

// Looks for a contact that no rule takes: gives the attributes values that stand for all they may be, one
// attribute after the other, as long as that leaves it open.
class GapSearch {
 public:
  GapSearch(const Definitions& definitions, const RuleSetDefinition& rules)
      : definitions_(definitions), rules_(rules), asked_(rules.attributes.size()) {
    for (const Rule& rule : rules.rules)
      if (decides(rule)) note(rule.when, false);
    contact_.assign(rules.attributes.size(), not_known());
  }

  bool find(std::size_t attribute = 0) {
    switch (outcome()) {
      case Outcome::taken:
        return false;
      case Outcome::left:
        return true;
      case Outcome::open:
        break;
    }
    if (attribute == contact_.size() || tries_ > most_tries) {
      is_sure_ = false;
      return true;
    }
    if (!asked_[attribute].at_all) return find(attribute + 1);
    for (const Observation& value : values_of(attribute)) {
      contact_[attribute] = value;
      if (find(attribute + 1)) return true;
    }
    contact_[attribute] = not_known();
    return false;
  }

  // Empty: it is not certain that there is such a contact.
  std::string example() const {
    std::string text;
    for (std::size_t i = 0; i < contact_.size() && is_sure_; ++i) {
      if (contact_[i].state == Observation::State::unknown) continue;
      const bool is_there = contact_[i].state == Observation::State::seen;
      Comparison comparison{.attribute = i, .kind = is_there ? Kind::is : Kind::missing};
      if (is_there) comparison.values = {contact_[i].value};
      text += (text.empty() ? "" : ", ") + to_text(comparison, rules_.attributes);
    }
    return text;
  }

 private:
  enum class Outcome { taken, left, open };

  // Whether it may be this rule that says where a contact goes.
  bool decides(const Rule& rule) const {
    return rule.outcome.go.has_value() || rules_.policy == HitPolicy::unique;
  }

  void note(const Condition& condition, bool denied) {
    for (const Condition& part : condition.parts)
      note(part, denied || condition.kind == Condition::Kind::none);
    if (condition.kind != Condition::Kind::comparison) return;
    const Comparison& comparison = condition.comparison;
    Asked& asked = asked_[comparison.attribute];
    asked.at_all = true;
    if (comparison.kind == Kind::number || comparison.kind == Kind::numbers) {
      asked.of_numbers = true;
      asked.of_no_numbers = asked.of_no_numbers || denied;
      return;
    }
    for (const FieldValue& value : comparison.values)
      if (std::ranges::find(asked.values, value) == asked.values.end()) asked.values.push_back(value);
  }

  Outcome outcome() {
    NobodyKnows predicates;
    std::size_t holding = 0;
    std::size_t open = 0;
    for (const Rule& rule : rules_.rules) {
      if (!decides(rule)) continue;
      ++tries_;
      const Truth rule_holds = holds(rule.when, contact_, predicates);
      holding += rule_holds == Truth::yes ? 1 : 0;
      open += rule_holds == Truth::unknown ? 1 : 0;
      if (holding > 0 && rules_.policy != HitPolicy::unique) return Outcome::taken;
    }
    if (holding > 1 || holding + open == 0) return Outcome::left;
    return holding == 1 && open == 0 ? Outcome::taken : Outcome::open;
  }

  // The likeliest to be forgotten first.
  std::vector<Observation> values_of(std::size_t place) const {
    const Attribute& attribute = rules_.attributes[place];
    const Asked& asked = asked_[place];
    std::vector<Observation> values;
    const bool is_hours = attribute.kind == Attribute::Kind::hours;
    const bool is_there_always =
        is_hours ? !is_of_callee(definitions_, attribute.name) : attribute.field == "channel";
    if (attribute.kind == Attribute::Kind::queue) return of_figure(asked.values);
    if (!is_there_always) values.emplace_back();
    if (attribute.kind != Attribute::Kind::field && attribute.kind != Attribute::Kind::number) {
      values.insert(values.end(), {seen(false), seen(true)});
      return values;
    }
    // Which values a table of the store has nobody knows before it is read.
    const auto& own = definitions_.own_numbers;
    const std::vector<Observation> there = is_number_attribute(attribute.field) && own && own->numbers
                                               ? of_own_number(attribute.field)
                                               : of_field(attribute.field, asked);
    values.insert(values.end(), there.begin(), there.end());
    // Which patterns hold together is not gone into: where it may be a rule's undoing that one holds, nothing
    // is certain of numbers.
    const bool may_undo = asked.of_no_numbers || rules_.policy == HitPolicy::unique;
    if (asked.of_numbers && may_undo) values.push_back(not_known());
    return values;
  }

  // A count, or a time.
  static std::vector<Observation> of_figure(const std::vector<FieldValue>& bounds) {
    std::vector<Observation> values = of_each_stretch(bounds);
    std::erase_if(values, [](const Observation& value) { return as_number(value.value).value_or(0) < 0; });
    return values;
  }

  std::vector<Observation> of_own_number(const std::string& field) const {
    std::vector<Observation> values;
    for (std::string& value : definitions_.own_numbers->numbers->values_of(
             field == "number.purpose" ? &OwnNumber::purpose : &OwnNumber::enterprise))
      values.push_back(seen(std::move(value)));
    return values;
  }

  std::vector<Observation> of_field(const std::string& field, const Asked& asked) const {
    if (field == "channel") return {seen("call"), seen("message")};
    const auto variable = definitions_.variables.find(field);
    const VariableType type = variable == definitions_.variables.end() ? VariableType{} : variable->second;
    switch (type.kind) {
      case VariableType::Kind::boolean:
        return {seen(false), seen(true)};
      case VariableType::Kind::number:
        return of_each_stretch(asked.values);
      case VariableType::Kind::one_of:
        return all_seen({type.choices.begin(), type.choices.end()});
      case VariableType::Kind::text:
        break;
    }
    std::vector<FieldValue> texts{another_than(asked.values)};
    texts.insert(texts.end(), asked.values.begin(), asked.values.end());
    return all_seen(texts);
  }

  const Definitions& definitions_;
  const RuleSetDefinition& rules_;
  std::vector<Asked> asked_;
  std::vector<Observation> contact_;
  std::size_t tries_ = 0;
  bool is_sure_ = true;
};

}  // namespace

std::optional<std::string> contact_in_gap(const Definitions& definitions, const RuleSetDefinition& rules) {
  GapSearch search(definitions, rules);
  if (!search.find()) return std::nullopt;
  return search.example();
}

}  // namespace tipring::dsl
