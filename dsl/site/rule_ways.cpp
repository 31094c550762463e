#include "dsl/site/rule_ways.h"

#include <algorithm>
#include <deque>

namespace tipring::dsl {

bool leads_to_rules(const Outcome& outcome) {
  return outcome.go && outcome.go->kind == Action::Kind::rules;
}

RuleWays::RuleWays(const RuleSetsByName& sets) : sets_(sets) {
  const auto add = [&](std::set<std::string>& next, const Outcome& outcome) {
    if (leads_to_rules(outcome) && sets.contains(outcome.go->name)) next.insert(outcome.go->name);
  };
  for (const auto& [name, rules] : sets) {
    std::set<std::string>& next = next_[name];
    for (const Rule& rule : rules->rules)
      add(next, rule.outcome);
    if (rules->otherwise) add(next, *rules->otherwise);
  }
}

// Without `name` itself, unless it is come back to.
std::set<std::string> RuleWays::reached_from(const Next& next, const std::string& name) {
  std::set<std::string> reached;
  std::deque<std::string> open{name};
  while (!open.empty()) {
    const auto found = next.find(open.front());
    open.pop_front();
    if (found == next.end()) continue;
    for (const std::string& one : found->second)
      if (reached.insert(one).second) open.push_back(one);
  }
  return reached;
}

std::set<std::string> RuleWays::before_rings() const {
  std::map<std::string, std::set<std::string>> reached;
  for (const auto& [name, next] : next_)
    if (!next.empty()) reached[name] = reached_from(next_, name);
  std::set<std::string> names;
  const auto comes_back = [&](const std::string& name) {
    const auto found = reached.find(name);
    return found != reached.end() && found->second.contains(name);
  };
  for (const auto& [name, theirs] : reached)
    if (comes_back(name) || std::ranges::any_of(theirs, comes_back)) names.insert(name);
  return names;
}

RuleWays::Next RuleWays::closed() const {
  Next closed;
  const auto goes_on = [](const Outcome& outcome) { return !outcome.go || leads_to_rules(outcome); };
  for (const auto& [name, rules] : sets_) {
    const bool all = std::ranges::all_of(rules->rules, [&](const Rule& rule) { return goes_on(rule.outcome); });
    if (all && (!rules->otherwise || goes_on(*rules->otherwise)) && !next_.at(name).empty())
      closed[name] = next_.at(name);
  }
  for (bool changed = true; changed;) {
    changed = std::erase_if(closed, [&](const auto& one) {
                return std::ranges::any_of(one.second,
                                           [&](const std::string& next) { return !closed.contains(next); });
              }) > 0;
  }
  return closed;
}

std::vector<std::vector<RuleWay>> RuleWays::rings_without_end() const {
  const Next next = closed();
  std::vector<std::vector<RuleWay>> rings;
  std::set<std::string> told;
  for (const auto& [name, others] : next) {
    const std::set<std::string> reached = reached_from(next, name);
    if (told.contains(name) || !reached.contains(name)) continue;
    rings.push_back(way_round(next, name));
    for (const std::string& one : reached)
      if (reached_from(next, one).contains(name)) told.insert(one);
  }
  return rings;
}

std::set<std::string> RuleWays::without_end() const {
  std::set<std::string> names;
  for (const auto& [name, next] : closed())
    names.insert(name);
  return names;
}

// The shortest, from `name` back to it.
std::vector<RuleWay> RuleWays::way_round(const Next& next, const std::string& name) const {
  std::map<std::string, std::string> before;
  std::deque<std::string> open{name};
  while (!before.contains(name)) {
    for (const std::string& one : next.at(open.front()))
      if (before.emplace(one, open.front()).second) open.push_back(one);
    open.pop_front();
  }
  std::vector<RuleWay> ring;
  std::string to = name;
  do {
    const std::string& from = before.at(to);
    ring.push_back({from, rule_between(from, to)});
    to = from;
  } while (to != name);
  std::ranges::reverse(ring);
  return ring;
}

const Rule* RuleWays::rule_between(const std::string& from, const std::string& to) const {
  const std::vector<Rule>& rules = sets_.at(from)->rules;
  const auto found = std::ranges::find_if(
      rules, [&](const Rule& rule) { return leads_to_rules(rule.outcome) && rule.outcome.go->name == to; });
  return found == rules.end() ? nullptr : &*found;
}

}  // namespace tipring::dsl
