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
  return one.hours == other.hours && one.of_callee == other.of_callee;
}

// What cannot come or go while the runtime runs, but with all of what it is part of.
bool needs_restart(const FloorItem& item, const FloorConfiguration& without) {
  return item.needs_restart && (item.part_of.empty() || without.items.contains(item.part_of));
}

void compare_items(const FloorConfiguration& now, const FloorConfiguration& next, std::vector<PlanStep>& plan) {
  for (const std::string& name : names_of(now.items, next.items)) {
    const auto before = now.items.find(name);
    const auto after = next.items.find(name);
    if (before == now.items.end()) {
      plan.push_back({name, "added", needs_restart(after->second, now)});
    } else if (after == next.items.end()) {
      plan.push_back({name, before->second.removal, needs_restart(before->second, next)});
    } else if (std::string text = changes_between(before->second, after->second); !text.empty()) {
      plan.push_back({name, std::move(text), after->second.needs_restart});
    }
  }
}

const dsl::HoursByName& hours_of(const FloorConfiguration& configuration, const std::string& enterprise) {
  static const dsl::HoursByName none;
  const auto found = configuration.hours.find(enterprise);
  return found == configuration.hours.end() ? none : found->second;
}

void compare_hours(const dsl::HoursByName& now, const dsl::HoursByName& next, const std::string& enterprise,
                   std::vector<PlanStep>& plan) {
  for (const std::string& name : names_of(now, next)) {
    const auto before = now.find(name);
    const auto after = next.find(name);
    std::string what = "hours \"" + name + "\"";
    if (!enterprise.empty()) what += " of enterprise \"" + enterprise + "\"";
    if (before == now.end()) {
      plan.push_back({what, "added"});
    } else if (after == next.end()) {
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
  for (const std::string& enterprise : names_of(now.hours, next.hours))
    compare_hours(hours_of(now, enterprise), hours_of(next, enterprise), enterprise, plan);
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
