#include "runtime/rules/rules_json.h"

#include <array>

#include <nlohmann/json.hpp>

namespace tipring {
namespace {

using Json = nlohmann::ordered_json;

// Beyond this no site's conditions are nested; a file that is has another origin.
constexpr int deepest = 100;

constexpr std::array<std::string_view, 6> attribute_kinds{"field", "list", "hours", "owned", "number", "queue"};
constexpr std::array<std::string_view, 11> comparison_kinds{"is",      "one_of",  "above",   "at_least",
                                                            "below",   "at_most", "between", "number",
                                                            "numbers", "present", "missing"};
constexpr std::array<std::string_view, 6> condition_kinds{"always", "comparison", "all",
                                                          "any",    "none",       "predicate"};
constexpr std::array<std::string_view, 7> action_kinds{"dialog", "rules",    "queue",  "connect",
                                                       "reject", "redirect", "hang_up"};

template <typename Kind, std::size_t count>
std::string_view name_of(const std::array<std::string_view, count>& names, Kind kind) {
  return names[static_cast<std::size_t>(kind)];
}

// What the file says that no file of ours says. Does not leave rules_from_json().
struct BadRules {
  std::string text;
};

template <typename Kind, std::size_t count>
Kind kind_at(const Json& json, const char* key, const std::array<std::string_view, count>& names) {
  const auto& text = json.at(key).get_ref<const std::string&>();
  for (std::size_t i = 0; i < count; ++i)
    if (names[i] == text) return static_cast<Kind>(i);
  throw BadRules{"there is no \"" + text + "\""};
}

Json to_json(const FieldValue& value) {
  return std::visit([](const auto& plain) { return Json(plain); }, value);
}

FieldValue value_from(const Json& json) {
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_number_float()) return json.get<double>();
  return json.get<std::string>();
}

Json to_json(const Condition& condition) {
  Json json{{"kind", name_of(condition_kinds, condition.kind)}};
  if (condition.kind == Condition::Kind::predicate) json["predicate"] = condition.predicate;
  if (condition.kind == Condition::Kind::comparison) {
    json["attribute"] = condition.comparison.attribute;
    json["compares"] = name_of(comparison_kinds, condition.comparison.kind);
    json["values"] = Json::array();
    for (const FieldValue& value : condition.comparison.values)
      json["values"].push_back(to_json(value));
  }
  for (const Condition& part : condition.parts)
    json["parts"].push_back(to_json(part));
  return json;
}

// A place beyond what the set has would be read where nothing is.
std::size_t place_from(const Json& json, std::size_t limit) {
  const auto place = json.get<std::size_t>();
  if (place >= limit) throw BadRules{"a condition names what the rules do not have"};
  return place;
}

std::size_t values_of(Comparison::Kind kind) {
  switch (kind) {
    case Comparison::Kind::present:
    case Comparison::Kind::missing:
      return 0;
    case Comparison::Kind::between:
    case Comparison::Kind::numbers:
      return 2;
    default:
      return 1;
  }
}

Comparison comparison_from(const Json& json, const RuleSetDefinition& rules) {
  Comparison comparison{.attribute = place_from(json.at("attribute"), rules.attributes.size()),
                        .kind = kind_at<Comparison::Kind>(json, "compares", comparison_kinds)};
  const bool is_number =
      comparison.kind == Comparison::Kind::number || comparison.kind == Comparison::Kind::numbers;
  for (const Json& value : json.at("values")) {
    comparison.values.push_back(value_from(value));
    if (is_number && !std::holds_alternative<std::string>(comparison.values.back()))
      throw BadRules{"a pattern of numbers is a text"};
  }
  if (comparison.values.size() < values_of(comparison.kind))
    throw BadRules{"a comparison lacks what it compares with"};
  return comparison;
}

Condition condition_from(const Json& json, const RuleSetDefinition& rules, int depth) {
  if (depth > deepest) throw BadRules{"conditions are nested too deep"};
  Condition condition{.kind = kind_at<Condition::Kind>(json, "kind", condition_kinds)};
  if (condition.kind == Condition::Kind::comparison) condition.comparison = comparison_from(json, rules);
  if (condition.kind == Condition::Kind::predicate)
    condition.predicate = place_from(json.at("predicate"), rules.predicate_names.size());
  if (json.contains("parts"))
    for (const Json& part : json["parts"])
      condition.parts.push_back(condition_from(part, rules, depth + 1));
  return condition;
}

Json to_json(const Action& action) {
  Json json{{"kind", name_of(action_kinds, action.kind)}};
  if (!action.name.empty()) json["name"] = action.name;
  if (action.kind == Action::Kind::reject) json["status"] = action.status;
  if (!action.reason.empty()) json["reason"] = action.reason;
  if (!action.targets.empty()) json["targets"] = action.targets;
  for (const ActionParty& party : action.parties)
    json["parties"].push_back(
        {{"uri", party.uri}, {"phone", party.phone}, {"trunk", party.trunk}, {"number", party.number}});
  return json;
}

Action action_from(const Json& json) {
  Action action{.kind = kind_at<Action::Kind>(json, "kind", action_kinds),
                .name = json.value("name", ""),
                .status = json.value("status", 0),
                .reason = json.value("reason", "")};
  if (json.contains("targets")) action.targets = json["targets"].get<std::vector<std::string>>();
  if (json.contains("parties"))
    for (const Json& party : json["parties"])
      action.parties.push_back({party.at("uri"), party.at("phone"), party.at("trunk"), party.at("number")});
  return action;
}

Json to_json(const Outcome& outcome) {
  Json json = Json::object();
  if (outcome.go) json["go"] = to_json(*outcome.go);
  if (outcome.has_priority) json["priority"] = outcome.priority;
  for (const auto& [name, value] : outcome.set)
    json["set"][name] = to_json(value);
  if (!outcome.needs.empty()) json["needs"] = outcome.needs;
  if (!outcome.treatment.empty()) json["treatment"] = outcome.treatment;
  if (!outcome.note.empty()) json["note"] = outcome.note;
  return json;
}

Outcome outcome_from(const Json& json) {
  Outcome outcome{.priority = json.value("priority", 0.0),
                  .has_priority = json.contains("priority"),
                  .note = json.value("note", "")};
  if (json.contains("go")) outcome.go = action_from(json["go"]);
  if (json.contains("set"))
    for (const auto& [name, value] : json["set"].items())
      outcome.set.emplace(name, value_from(value));
  if (json.contains("needs"))
    for (const auto& [skill, least] : json["needs"].items())
      outcome.needs.emplace(skill, least.get<int>());
  if (json.contains("treatment"))
    for (const auto& [what, sound] : json["treatment"].items())
      outcome.treatment.emplace(what, sound.get<std::string>());
  return outcome;
}

Json to_json(const RuleSetDefinition& rules) {
  Json json{{"name", rules.name},    {"policy", to_string(rules.policy)}, {"file", rules.file},
            {"line", rules.line},    {"attributes", Json::array()},       {"predicates", rules.predicate_names},
            {"rules", Json::array()}};
  for (const Attribute& attribute : rules.attributes)
    json["attributes"].push_back({{"kind", name_of(attribute_kinds, attribute.kind)},
                                  {"field", attribute.field},
                                  {"name", attribute.name}});
  for (const Rule& rule : rules.rules)
    json["rules"].push_back({{"name", rule.name},
                             {"line", rule.line},
                             {"when", to_json(rule.when)},
                             {"outcome", to_json(rule.outcome)}});
  if (rules.otherwise) json["otherwise"] = to_json(*rules.otherwise);
  return json;
}

RuleSetDefinition rules_from(const Json& json) {
  RuleSetDefinition rules{.name = json.at("name"),
                          .predicate_names = json.at("predicates"),
                          .file = json.at("file"),
                          .line = json.at("line")};
  const auto policy = parse_hit_policy(json.at("policy").get_ref<const std::string&>());
  if (!policy) throw BadRules{"there is no such policy"};
  rules.policy = *policy;
  for (const Json& attribute : json.at("attributes"))
    rules.attributes.push_back({kind_at<Attribute::Kind>(attribute, "kind", attribute_kinds),
                                attribute.at("field"), attribute.at("name")});
  for (const Json& rule : json.at("rules"))
    rules.rules.push_back({.name = rule.at("name"),
                           .when = condition_from(rule.at("when"), rules, 0),
                           .outcome = outcome_from(rule.at("outcome")),
                           .file = rules.file,
                           .line = rule.at("line")});
  if (json.contains("otherwise")) rules.otherwise = outcome_from(json["otherwise"]);
  return rules;
}

}  // namespace

std::string rules_to_json(const std::vector<const RuleSetDefinition*>& sets) {
  Json json = Json::array();
  for (const RuleSetDefinition* set : sets)
    json.push_back(to_json(*set));
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<std::vector<RuleSetDefinition>> rules_from_json(std::string_view text) {
  std::vector<RuleSetDefinition> sets;
  try {
    for (const Json& set : Json::parse(text))
      sets.push_back(rules_from(set));
  } catch (const BadRules& bad) {
    return Error{"bad-rules", bad.text, false};
  } catch (const nlohmann::json::exception& bad) {
    return Error{"bad-rules", bad.what(), false};
  }
  return sets;
}

}  // namespace tipring
