#include "runtime/rules/rule_set.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>
#include <utility>

#include "runtime/rules/rule_index.h"

namespace tipring {
namespace {

constexpr std::array<std::pair<HitPolicy, std::string_view>, 4> policies{{{HitPolicy::first, "first"},
                                                                          {HitPolicy::priority, "priority"},
                                                                          {HitPolicy::unique, "unique"},
                                                                          {HitPolicy::collect, "collect"}}};

std::vector<std::size_t> order_of(const RuleSetDefinition& definition) {
  std::vector<std::size_t> order(definition.rules.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (definition.policy == HitPolicy::priority) {
    std::ranges::stable_sort(order, [&](std::size_t one, std::size_t other) {
      return definition.rules[one].outcome.priority > definition.rules[other].outcome.priority;
    });
  }
  return order;
}

// Asks each predicate once, and keeps what it says.
class AskedOnce : public Predicates {
 public:
  AskedOnce(Predicates& predicates, std::map<std::size_t, Truth>& answers)
      : predicates_(predicates), answers_(answers) {}

  Truth holds(std::size_t predicate) override {
    const auto known = answers_.find(predicate);
    if (known != answers_.end()) return known->second;
    return answers_[predicate] = predicates_.holds(predicate);
  }

 private:
  Predicates& predicates_;
  std::map<std::size_t, Truth>& answers_;
};

// Whether the rules that hold say where the contact goes, as the policy has it.
bool says_where(const RuleSetDefinition& definition, const std::vector<std::size_t>& holding) {
  if (definition.policy == HitPolicy::unique) return holding.size() == 1;
  return std::ranges::any_of(holding,
                             [&](std::size_t rule) { return definition.rules[rule].outcome.go.has_value(); });
}

// Takes the rules in their order of deciding until the policy has what it asks.
template <typename NextRule>
Decision decide_by(const RuleSetDefinition& definition, Circumstances& circumstances, Decision decision,
                   NextRule next) {
  AskedOnce predicates(circumstances, decision.predicates);
  const bool all = definition.policy == HitPolicy::unique || definition.policy == HitPolicy::collect;
  while (const std::optional<std::size_t> rule = next(decision.seen)) {
    const Truth rule_holds = holds(definition.rules[*rule].when, decision.seen, predicates);
    if (rule_holds == Truth::no) continue;
    if (rule_holds == Truth::unknown) {
      decision.undecided = rule;
      decision.state = Decision::State::unknown;
      return decision;
    }
    decision.holding.push_back(*rule);
    if (!all) break;
  }
  decision.state =
      says_where(definition, decision.holding) ? Decision::State::decided : Decision::State::otherwise;
  return decision;
}

Decision observe(const RuleSetDefinition& definition, Circumstances& circumstances) {
  Decision decision;
  decision.seen.reserve(definition.attributes.size());
  for (const Attribute& attribute : definition.attributes)
    decision.seen.push_back(circumstances.see(attribute));
  return decision;
}

// What the first has not set, from the second.
void complete(Outcome& outcome, const Outcome& further) {
  if (!outcome.go) outcome.go = further.go;
  if (!outcome.has_priority) {
    outcome.priority = further.priority;
    outcome.has_priority = further.has_priority;
  }
  outcome.set.insert(further.set.begin(), further.set.end());
  outcome.needs.insert(further.needs.begin(), further.needs.end());
  outcome.treatment.insert(further.treatment.begin(), further.treatment.end());
  if (outcome.note.empty()) outcome.note = further.note;
}

}  // namespace

std::string_view to_string(HitPolicy policy) {
  return policies[static_cast<std::size_t>(policy)].second;
}

std::optional<HitPolicy> parse_hit_policy(std::string_view name) {
  for (const auto& [policy, text] : policies) {
    if (text == name) return policy;
  }
  return std::nullopt;
}

std::size_t RuleSetDefinition::place_of(const Attribute& attribute) {
  const auto known = std::ranges::find(attributes, attribute);
  if (known != attributes.end()) return static_cast<std::size_t>(known - attributes.begin());
  attributes.push_back(attribute);
  return attributes.size() - 1;
}

RuleSet::RuleSet(RuleSetDefinition definition)
    : definition_(std::move(definition)), order_(order_of(definition_)) {
  std::vector<RuleRow> rows;
  for (std::size_t place = 0; place < order_.size(); ++place)
    std::ranges::move(rows_of(place, definition_.rules[order_[place]].when), std::back_inserter(rows));
  index_ = std::make_unique<RuleIndex>(std::move(rows), definition_.attributes.size());
}

RuleSet::~RuleSet() = default;
RuleSet::RuleSet(RuleSet&&) noexcept = default;
RuleSet& RuleSet::operator=(RuleSet&&) noexcept = default;

Decision RuleSet::decide(Circumstances& circumstances) const {
  std::optional<RuleIndex::Search> search;
  return decide_by(definition_, circumstances, observe(definition_, circumstances),
                   [&](std::span<const Observation> seen) -> std::optional<std::size_t> {
                     if (!search) search.emplace(*index_, seen);
                     const auto place = search->next();
                     if (!place) return std::nullopt;
                     return order_[*place];
                   });
}

Decision RuleSet::decide_one_by_one(Circumstances& circumstances) const {
  std::size_t place = 0;
  return decide_by(definition_, circumstances, observe(definition_, circumstances),
                   [&](std::span<const Observation> /*seen*/) -> std::optional<std::size_t> {
                     if (place == order_.size()) return std::nullopt;
                     return order_[place++];
                   });
}

std::vector<std::size_t> RuleSet::candidates(std::span<const Observation> observations) const {
  std::vector<std::size_t> rules;
  RuleIndex::Search search(*index_, observations);
  while (const auto place = search.next())
    rules.push_back(order_[*place]);
  return rules;
}

Outcome RuleSet::outcome_of(const Decision& decision) const {
  Outcome outcome;
  const bool only_sets =
      decision.state == Decision::State::otherwise && definition_.policy == HitPolicy::collect;
  if (decision.state == Decision::State::decided || only_sets) {
    for (const std::size_t rule : decision.holding)
      complete(outcome, definition_.rules[rule].outcome);
  }
  if (!outcome.go && decision.state != Decision::State::unknown && definition_.otherwise)
    complete(outcome, *definition_.otherwise);
  return outcome;
}

}  // namespace tipring
