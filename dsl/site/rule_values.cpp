#include "dsl/site/rule_values.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "dsl/site/site_attributes.h"
#include "dsl/words/variable_types.h"
#include "runtime/base/nearest.h"
#include "runtime/contact/contact_attributes.h"
#include "runtime/rules/number_pattern.h"

namespace tipring::dsl {
namespace {

using Kind = Comparison::Kind;

bool is_constant(const Comparison& comparison) {
  return comparison.kind == Kind::is || comparison.kind == Kind::one_of;
}

bool is_text(const VariableType& type) {
  return type.kind == VariableType::Kind::text || type.kind == VariableType::Kind::one_of;
}

// "a text, and is compared with 5"; empty: it may hold.
std::string why_never(const VariableType& type, const Comparison& comparison) {
  if (comparison.kind == Kind::present || comparison.kind == Kind::missing) return {};
  if (comparison.kind == Kind::number || comparison.kind == Kind::numbers)
    return is_text(type) ? "" : wanted(type) + ", and is compared with telephone numbers";
  if (is_constant(comparison)) {
    for (const FieldValue& value : comparison.values)
      if (!fits(type, value)) return wanted(type) + ", and is compared with " + to_text(value);
    return {};
  }
  return type.kind == VariableType::Kind::number ? "" : wanted(type) + ", and is compared with a number";
}

// "1*" and "2??", which equal no number that anybody dials. A star alone may be a key.
bool is_meant_as_pattern(const std::string& text) {
  return text != "*" && text.find_first_of("*?") != std::string::npos && why_no_pattern(text).empty();
}

// What an attribute is the name of: for the sentence that there is no such thing.
struct NamedThings {
  std::string no_such;  // "the site has no phone"
  std::vector<std::string> names;
};

template <typename Known>
std::vector<std::string> names_of(const Known& known) {
  std::vector<std::string> names;
  for (const auto& [name, definition] : known)
    names.push_back(name);
  return names;
}

// Checks one rule set.
class ValuesCheck {
 public:
  ValuesCheck(const Definitions& definitions, const RuleSetDefinition& rules, RuleMistakes& mistakes)
      : definitions_(definitions), rules_(rules), mistakes_(mistakes) {}

  void check() {
    for (const Rule& rule : rules_.rules) {
      check_values(rule, rule.when);
      check_set(rule.name, rule.outcome, rule.line);
    }
  }

  void check_otherwise() {
    if (rules_.otherwise) check_set("otherwise", *rules_.otherwise, rules_.line);
  }

 private:
  std::vector<std::string> known_names() const {
    std::vector<std::string> names = names_of(definitions_.variables);
    for (const ContactAttribute& attribute : contact_attributes())
      names.emplace_back(attribute.name);
    for (const std::string_view name : number_attributes())
      names.emplace_back(name);
    return names;
  }

  void check_values(const Rule& rule, const Condition& condition) {
    for (const Condition& part : condition.parts)
      check_values(rule, part);
    if (condition.kind == Condition::Kind::comparison) check_comparison(rule, condition.comparison);
  }

  void check_comparison(const Rule& rule, const Comparison& comparison) {
    const Attribute& attribute = rules_.attributes[comparison.attribute];
    if (attribute.kind == Attribute::Kind::hours) return check_hours(rule, attribute.name);
    if (attribute.kind == Attribute::Kind::queue) return check_figure(rule, attribute, comparison);
    const std::string& field = attribute.field;
    const auto variable = definitions_.variables.find(field);
    const bool is_variable = variable != definitions_.variables.end();
    if (!is_variable && find_contact_attribute(field) == nullptr && !is_number_attribute(field)) {
      const auto near = nearest(field, known_names());
      return mistakes_.add(FindingKind::unknown_name, rule,
                           "asks for '" + field +
                               "', which is neither an attribute of contacts nor a declared variable" +
                               did_you_mean(near),
                           near.value_or(""));
    }
    if (!definitions_.own_numbers && (attribute.kind == Attribute::Kind::owned || is_number_attribute(field)))
      return mistakes_.add(
          FindingKind::unknown_name, rule,
          "asks for the site's own numbers, and there are none: numbers \"numbers.csv\" names them");
    const VariableType type = is_variable ? variable->second : type_of_attribute(field);
    const bool is_fact = attribute.kind == Attribute::Kind::list || attribute.kind == Attribute::Kind::owned;
    if (is_fact) return check_asks_text(rule, field, type);
    if (const std::string why = why_never(type, comparison); !why.empty())
      return mistakes_.add(FindingKind::wrong_argument, rule, "never holds: '" + field + "' is " + why);
    if (is_variable || !is_constant(comparison)) return;
    check_names(rule, field, comparison);
    if (field == "caller" || field == "dialled") check_wildcards(rule, field, comparison);
  }

  static VariableType type_of_attribute(const std::string& field) {
    if (field != "channel") return {};
    return {.kind = VariableType::Kind::one_of, .choices = {"call", "message"}};
  }

  std::optional<NamedThings> named_by(const std::string& field) const {
    if (field == "phone") return NamedThings{"the site has no phone", names_of(definitions_.phones)};
    if (field == "trunk") return NamedThings{"the site has no trunk", names_of(definitions_.trunks)};
    if (!is_number_attribute(field) || !definitions_.own_numbers->numbers) return std::nullopt;
    const bool is_purpose = field == "number.purpose";
    return NamedThings{is_purpose ? "no number of the site has the purpose"
                                  : "no number of the site belongs to the enterprise",
                       definitions_.own_numbers->numbers->values_of(is_purpose ? &OwnNumber::purpose
                                                                               : &OwnNumber::enterprise)};
  }

  // Names that the site does not have.
  void check_names(const Rule& rule, const std::string& field, const Comparison& comparison) {
    const auto things = named_by(field);
    if (!things) return;
    for (const FieldValue& value : comparison.values) {
      const auto* name = std::get_if<std::string>(&value);
      if (name == nullptr || std::ranges::find(things->names, *name) != things->names.end()) continue;
      const auto near = nearest(*name, things->names);
      mistakes_.add(FindingKind::unknown_name, rule,
                    "compares '" + field + "' with " + to_text(value) + ", but " + things->no_such + " " +
                        to_text(value) + did_you_mean(near),
                    near.value_or(""));
    }
  }

  void check_wildcards(const Rule& rule, const std::string& field, const Comparison& comparison) {
    for (const FieldValue& value : comparison.values) {
      const auto* text = std::get_if<std::string>(&value);
      if (text == nullptr || !is_meant_as_pattern(*text)) continue;
      mistakes_.add(FindingKind::wrong_argument, rule,
                    "compares '" + field + "' with the very text \"" + *text +
                        "\", which no number is: to ask for what fits a pattern write " + field +
                        " = matching \"" + *text + "\"");
    }
  }

  void check_hours(const Rule& rule, const std::string& name) {
    if (definitions_.hours.contains(name)) return;
    const auto near = nearest(name, names_of(definitions_.hours));
    mistakes_.add(FindingKind::unknown_name, rule,
                  "asks for hours \"" + name + "\", which are not defined" + did_you_mean(near),
                  near.value_or(""));
  }

  void check_figure(const Rule& rule, const Attribute& attribute, const Comparison& comparison) {
    constexpr auto figures = queue_figures();
    const bool is_queue = definitions_.queues.contains(attribute.name);
    if (is_queue && std::ranges::find(figures, attribute.field) != figures.end()) {
      if (const std::string why = why_never({.kind = VariableType::Kind::number, .choices = {}}, comparison);
          !why.empty())
        mistakes_.add(FindingKind::wrong_argument, rule,
                      "never holds: '" + name_of_figure(attribute) + "' is " + why);
      return;
    }
    const auto near =
        is_queue ? nearest(attribute.field, figures) : nearest(attribute.name, names_of(definitions_.queues));
    mistakes_.add(FindingKind::unknown_name, rule,
                  (is_queue ? "asks for '" + attribute.field + "' of queue \"" + attribute.name +
                                  "\", of which waiting, longest_wait, logged_in, ready and serving are known"
                            : "asks for queue \"" + attribute.name + "\", which is not defined") +
                      did_you_mean(near),
                  near.value_or(""));
  }

  // Only a text can be a number that is ours, or on a list.
  void check_asks_text(const Rule& rule, const std::string& field, const VariableType& type) {
    if (is_text(type)) return;
    mistakes_.add(
        FindingKind::wrong_argument, rule,
        "never holds: '" + field + "' is " + wanted(type) + ", and is compared with telephone numbers");
  }

  void check_set(const std::string& rule, const Outcome& outcome, int line) {
    for (const auto& [name, value] : outcome.set) {
      const auto variable = definitions_.variables.find(name);
      if (variable == definitions_.variables.end()) {
        const auto near = nearest(name, known_names());
        mistakes_.add({FindingKind::unknown_name, rule, line,
                       "sets '" + name + "', which is no declared variable" + did_you_mean(near),
                       near.value_or("")});
      } else if (!fits(variable->second, value)) {
        mistakes_.add({FindingKind::wrong_argument,
                       rule,
                       line,
                       "sets '" + name + "' to " + to_text(value) + "; it is " + wanted(variable->second),
                       {}});
      }
    }
  }

  const Definitions& definitions_;
  const RuleSetDefinition& rules_;
  RuleMistakes& mistakes_;
};

}  // namespace

void check_rule_values(const Definitions& definitions, const RuleSetDefinition& rules, RuleMistakes& mistakes) {
  ValuesCheck(definitions, rules, mistakes).check();
}

void check_otherwise(const Definitions& definitions, const RuleSetDefinition& rules, RuleMistakes& mistakes) {
  ValuesCheck(definitions, rules, mistakes).check_otherwise();
}

}  // namespace tipring::dsl
