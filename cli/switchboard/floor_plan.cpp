#include "cli/switchboard/floor_plan.h"

#include <algorithm>
#include <set>

namespace tipring::cli {
namespace {

// "sip", "sip and user", "password, sip and user"
std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  return text;
}

// Empty where nothing is.
std::string changes_between(const FloorItem& now, const FloorItem& next) {
  std::vector<std::string> changed;
  for (const auto& [name, value] : next.facts) {
    const auto before = now.facts.find(name);
    if (before == now.facts.end() || before->second != value) changed.push_back(name);
  }
  return changed.empty() ? std::string() : joined(changed) + " changed";
}

// The keys of both, in order.
template <typename Map>
std::set<std::string> names_of(const Map& now, const Map& next) {
  std::set<std::string> names;
  for (const auto* map : {&now, &next}) {
    for (const auto& [name, value] : *map)
      names.insert(name);
  }
  return names;
}

bool same_hours(const dsl::HoursDefinition& one, const dsl::HoursDefinition& other) {
  return one.hours == other.hours;
}

void compare_items(const FloorConfiguration& now, const FloorConfiguration& next, std::vector<PlanStep>& plan) {
  for (const std::string& name : names_of(now.items, next.items)) {
    const auto before = now.items.find(name);
    const auto after = next.items.find(name);
    if (before == now.items.end()) {
      plan.push_back({name, "added", after->second.needs_restart});
    } else if (after == next.items.end()) {
      plan.push_back({name, "removed", before->second.needs_restart});
    } else if (std::string text = changes_between(before->second, after->second); !text.empty()) {
      plan.push_back({name, std::move(text), after->second.needs_restart});
    }
  }
}

void compare_hours(const FloorConfiguration& now, const FloorConfiguration& next, std::vector<PlanStep>& plan) {
  for (const std::string& name : names_of(now.hours, next.hours)) {
    const auto before = now.hours.find(name);
    const auto after = next.hours.find(name);
    const std::string what = "hours \"" + name + "\"";
    if (before == now.hours.end()) {
      plan.push_back({what, "added"});
    } else if (after == next.hours.end()) {
      plan.push_back({what, "removed"});
    } else if (!same_hours(before->second, after->second)) {
      plan.push_back({what, "changed"});
    }
  }
}

}  // namespace

std::vector<PlanStep> plan_between(const FloorConfiguration& now, const FloorConfiguration& next) {
  std::vector<PlanStep> plan;
  compare_items(now, next, plan);
  compare_hours(now, next, plan);
  std::ranges::stable_sort(plan, {}, &PlanStep::what);
  return plan;
}

bool can_be_done_running(const std::vector<PlanStep>& plan) {
  return std::ranges::none_of(plan, &PlanStep::needs_restart);
}

std::string to_string(const PlanStep& step) {
  return step.what + ": " + step.text + (step.needs_restart ? ", which needs a restart" : "");
}

}  // namespace tipring::cli
