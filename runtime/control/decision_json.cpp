#include "runtime/control/decision_json.h"

#include <cmath>
#include <cstdint>

#include "runtime/rules/why_record.h"

namespace tipring {
namespace {

// Whole numbers are written so: scripts know no others.
Json to_json(double number) {
  constexpr double most_exact = 9'007'199'254'740'992;
  if (std::trunc(number) == number && std::abs(number) <= most_exact) return static_cast<std::int64_t>(number);
  return number;
}

Json to_json(const FieldValue& value) {
  if (const auto* number = std::get_if<double>(&value)) return to_json(*number);
  return std::visit([](const auto& plain) { return Json(plain); }, value);
}

std::string_view to_string(Truth truth_of) {
  switch (truth_of) {
    case Truth::no:
      return "no";
    case Truth::yes:
      return "yes";
    case Truth::unknown:
      break;
  }
  return "unknown";
}

void add_observations(const RuleSetDefinition& rules, const Decision& decision, Json& json) {
  json["saw"] = Json::object();
  json["missing"] = Json::array();
  json["not_known"] = Json::array();
  for (std::size_t i = 0; i < rules.attributes.size(); ++i) {
    const std::string name = to_text(rules.attributes[i]);
    switch (decision.seen[i].state) {
      case Observation::State::seen:
        json["saw"][name] = to_json(decision.seen[i].value);
        break;
      case Observation::State::missing:
        json["missing"].push_back(name);
        break;
      case Observation::State::unknown:
        json["not_known"].push_back(name);
        break;
    }
  }
}

}  // namespace

Json decision_json(const RuleSetDefinition& rules, const Explanation& explanation) {
  const auto& [decision, outcome, tried] = explanation;
  Json json{{"rules", rules.name},
            {"file", rules.file},
            {"line", rules.line},
            {"by", decided_by(decision)},
            {"rule", decision.holding.empty() ? Json() : Json(rules.rules[decision.holding.front()].name)},
            {"go", outcome.go ? Json(to_text(*outcome.go)) : Json()},
            {"note", outcome.note.empty() ? Json() : Json(outcome.note)},
            {"priority", outcome.has_priority ? to_json(outcome.priority) : Json()},
            {"set", Json::object()}};
  for (const auto& [name, value] : outcome.set)
    json["set"][name] = to_json(value);
  if (!outcome.needs.empty()) json["needs"] = outcome.needs;
  if (!outcome.treatment.empty()) json["treatment"] = outcome.treatment;
  add_observations(rules, decision, json);
  json["tried"] = Json::array();
  for (const RuleVerdict& verdict : tried) {
    const Rule& rule = rules.rules[verdict.rule];
    json["tried"].push_back({{"rule", rule.name},
                             {"file", rule.file},
                             {"line", rule.line},
                             {"holds", to_string(verdict.holds)},
                             {"why", verdict.why}});
  }
  return json;
}

}  // namespace tipring
