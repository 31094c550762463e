#include "runtime/rules/why_record.h"

namespace tipring {
namespace {

constexpr std::string_view saw = "saw.";
constexpr std::string_view said = "said.";

void add_line(std::string& lines, std::string_view line) {
  if (!lines.empty()) lines += '\n';
  lines += line;
}

template <typename Visit>
void for_each_line(std::string_view lines, Visit visit) {
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    visit(lines.substr(0, end));
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
  }
}

}  // namespace

std::string_view decided_by(const Decision& decision) {
  switch (decision.state) {
    case Decision::State::decided:
      return "rule";
    case Decision::State::otherwise:
      return "otherwise";
    case Decision::State::unknown:
      break;
  }
  return "unknown";
}

std::string_view short_version(std::string_view content) {
  return content.substr(0, 16);
}

std::vector<std::pair<std::string, FieldValue>> record_of(const RulesOrigin& origin,
                                                          const RuleSetDefinition& rules,
                                                          const Decision& decision, const Outcome& outcome) {
  std::vector<std::pair<std::string, FieldValue>> fields;
  fields.reserve(rules.attributes.size() + decision.predicates.size() + 8);
  fields.emplace_back("version", origin.version);
  if (!origin.rows.empty()) fields.emplace_back("rows", origin.rows);
  fields.emplace_back("rules", rules.name);
  fields.emplace_back("by", std::string(decided_by(decision)));
  if (!decision.holding.empty()) fields.emplace_back("rule", rules.rules[decision.holding.front()].name);
  std::string also;
  for (std::size_t i = 1; i < decision.holding.size(); ++i)
    add_line(also, rules.rules[decision.holding[i]].name);
  if (!also.empty()) fields.emplace_back("also", std::move(also));
  if (outcome.go) fields.emplace_back("go", to_text(*outcome.go));
  std::string missing;
  for (std::size_t i = 0; i < rules.attributes.size(); ++i) {
    const Observation& observation = decision.seen[i];
    std::string name = to_text(rules.attributes[i]);
    if (observation.state == Observation::State::missing) add_line(missing, name);
    if (observation.state != Observation::State::seen) continue;
    fields.emplace_back(name.insert(0, saw), observation.value);
  }
  if (!missing.empty()) fields.emplace_back("missing", std::move(missing));
  for (const auto& [predicate, truth_of] : decision.predicates) {
    if (truth_of != Truth::unknown)
      fields.emplace_back(std::string(said) + rules.predicate_names[predicate], truth_of == Truth::yes);
  }
  return fields;
}

RecordedCircumstances::RecordedCircumstances(const Entry& entry, std::vector<std::string> predicate_names)
    : predicate_names_(std::move(predicate_names)) {
  for (const auto& [key, value] : entry.fields) {
    const auto* truth_of = std::get_if<bool>(&value);
    if (key.starts_with(saw)) seen_[key.substr(saw.size())] = seen(value);
    if (key.starts_with(said) && truth_of != nullptr) said_[key.substr(said.size())] = *truth_of;
  }
  if (const auto* missing = entry.field<std::string>("missing"))
    for_each_line(*missing, [&](std::string_view name) { seen_[std::string(name)] = {}; });
}

Observation RecordedCircumstances::see(const Attribute& attribute) {
  const auto found = seen_.find(to_text(attribute));
  return found == seen_.end() ? not_known() : found->second;
}

Truth RecordedCircumstances::holds(std::size_t predicate) {
  const auto found = said_.find(predicate_names_[predicate]);
  return found == said_.end() ? Truth::unknown : truth(found->second);
}

}  // namespace tipring
