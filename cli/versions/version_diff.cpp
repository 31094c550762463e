#include "cli/versions/version_diff.h"

#include <algorithm>
#include <map>

namespace tipring::cli {
namespace {

using TextsByName = std::map<std::string, const std::string*>;

TextsByName texts_of(const dsl::SiteFiles& files) {
  TextsByName texts;
  for (const dsl::SiteFile* file : files.all())
    texts.emplace(file->name, &file->text);
  return texts;
}

const RuleSetDefinition* set_named(const std::vector<RuleSetDefinition>& sets, const std::string& name) {
  const auto found = std::ranges::find(sets, name, &RuleSetDefinition::name);
  return found == sets.end() ? nullptr : &*found;
}

const Rule* rule_named(const RuleSetDefinition& set, const std::string& name) {
  const auto found = std::ranges::find(set.rules, name, &Rule::name);
  return found == set.rules.end() ? nullptr : &*found;
}

bool say_the_same(const RuleSetDefinition& one_set, const Rule& one, const RuleSetDefinition& other_set,
                  const Rule& other) {
  return one.outcome == other.outcome &&
         to_text(one.when, one_set.attributes, one_set.predicate_names) ==
             to_text(other.when, other_set.attributes, other_set.predicate_names);
}

// The names of those rules that the other set has too, in order.
std::vector<std::string> shared_names(const RuleSetDefinition& set, const RuleSetDefinition& other) {
  std::vector<std::string> names;
  for (const Rule& rule : set.rules) {
    if (rule_named(other, rule.name) != nullptr) names.push_back(rule.name);
  }
  return names;
}

void compare_sets(const RuleSetDefinition& before, const RuleSetDefinition& after,
                  std::vector<RuleChange>& changes) {
  if (before.policy != after.policy) changes.push_back({after.name, "", "changed"});
  for (const Rule& rule : before.rules) {
    const Rule* now = rule_named(after, rule.name);
    if (now == nullptr) {
      changes.push_back({after.name, rule.name, "removed"});
    } else if (!say_the_same(before, rule, after, *now)) {
      changes.push_back({after.name, rule.name, "changed"});
    }
  }
  for (const Rule& rule : after.rules) {
    if (rule_named(before, rule.name) == nullptr) changes.push_back({after.name, rule.name, "added"});
  }
  if (shared_names(before, after) != shared_names(after, before))
    changes.push_back({after.name, "", "order changed"});
  if (before.otherwise != after.otherwise) changes.push_back({after.name, "", "otherwise changed"});
}

}  // namespace

std::vector<FileChange> file_changes(const dsl::SiteFiles& before, const dsl::SiteFiles& after) {
  const TextsByName old_texts = texts_of(before);
  const TextsByName new_texts = texts_of(after);
  std::map<std::string, std::string> changes;
  for (const auto& [name, text] : old_texts) {
    const auto now = new_texts.find(name);
    if (now == new_texts.end()) {
      changes[name] = "removed";
    } else if (*now->second != *text) {
      changes[name] = "changed";
    }
  }
  for (const auto& [name, text] : new_texts) {
    if (!old_texts.contains(name)) changes[name] = "added";
  }
  std::vector<FileChange> list;
  for (const auto& [name, change] : changes)
    list.push_back({name, change});
  return list;
}

std::vector<RuleChange> rule_changes(const std::vector<RuleSetDefinition>& before,
                                     const std::vector<RuleSetDefinition>& after) {
  std::vector<RuleChange> changes;
  for (const RuleSetDefinition& set : before) {
    const RuleSetDefinition* now = set_named(after, set.name);
    if (now == nullptr) {
      changes.push_back({set.name, "", "removed"});
    } else {
      compare_sets(set, *now, changes);
    }
  }
  for (const RuleSetDefinition& set : after) {
    if (set_named(before, set.name) == nullptr) changes.push_back({set.name, "", "added"});
  }
  return changes;
}

}  // namespace tipring::cli
