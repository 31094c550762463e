#include "dsl/site/asked_rules.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <utility>

#include "dsl/site/site_attributes.h"
#include "dsl/words/variable_types.h"
#include "runtime/base/nearest.h"
#include "runtime/contact/contact_attributes.h"

namespace tipring::dsl {
namespace {

// So often a site lets a contact move on at once as well.
constexpr std::size_t most_rules_in_turn = 100;

constexpr std::string_view figure_prefix = "queue.";

using GivenValues = std::map<std::string, FieldValue, std::less<>>;

Error usage(std::string text) {
  return {"usage", std::move(text), false};
}

class GivenCircumstances final : public Circumstances {
 public:
  GivenCircumstances(const Definitions& definitions, UtcTime at) : definitions_(definitions), at_(at) {}

  GivenValues values{};
  std::map<std::string, bool, std::less<>> said{};
  const std::vector<std::string>* predicate_names = nullptr;  ///< Of the rules that ask.

  Observation see(const Attribute& attribute) override {
    return observe_attribute(definitions_, attribute, at_, [this](std::string_view field) {
      const auto found = values.find(field);
      if (found != values.end()) return seen(found->second);
      // A contact may lack what is not said; a queue is like something in any case.
      return field.starts_with(figure_prefix) ? not_known() : Observation{};
    });
  }

  Truth holds(std::size_t predicate) override {
    const auto found = said.find((*predicate_names)[predicate]);
    return found == said.end() ? Truth::unknown : truth(found->second);
  }

 private:
  const Definitions& definitions_;
  UtcTime at_;
};

std::optional<FieldValue> value_of(const VariableType& type, const std::string& text) {
  FieldValue value = text;
  if (type.kind == VariableType::Kind::boolean && (text == "true" || text == "false")) value = text == "true";
  if (type.kind == VariableType::Kind::number) {
    double number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec == std::errc{} && read.ptr == text.data() + text.size()) value = number;
  }
  if (!fits(type, value)) return std::nullopt;
  return value;
}

bool is_predicate(const Definitions& definitions, const std::string& name) {
  return std::ranges::any_of(definitions.rules, [&](const auto& one) {
    return std::ranges::find(one.second.rules.predicate_names, name) != one.second.rules.predicate_names.end();
  });
}

// "queue.billing.waiting": both names may hold no dot but the queue's.
Result<void> give_figure(const Definitions& definitions, const std::string& name, const std::string& text,
                         GivenCircumstances& given) {
  const auto dot = name.rfind('.');
  const std::string queue =
      dot < figure_prefix.size() ? "" : name.substr(figure_prefix.size(), dot - figure_prefix.size());
  const std::string figure = name.substr(dot + 1);
  if (!definitions.queues.contains(queue)) {
    std::vector<std::string> names;
    for (const auto& [known, definition] : definitions.queues)
      names.push_back(known);
    return usage("the site has no queue \"" + queue + "\"" + did_you_mean(nearest(queue, names)));
  }
  constexpr auto figures = queue_figures();
  if (std::ranges::find(figures, figure) == figures.end())
    return usage("'" + figure + "' is nothing that is known of queues" +
                 did_you_mean(nearest(figure, figures)));
  const auto value = value_of({.kind = VariableType::Kind::number, .choices = {}}, text);
  if (!value) return usage("'" + name + "' is a number, not '" + text + "'");
  given.values[name] = *value;
  return {};
}

Result<void> give(const Definitions& definitions, const std::string& setting, GivenCircumstances& given) {
  const auto equals = setting.find('=');
  if (equals == std::string::npos)
    return usage("'" + setting + "' says nothing: expected NAME=VALUE, such as reason=billing");
  const std::string name = setting.substr(0, equals);
  const std::string text = setting.substr(equals + 1);
  if (find_contact_attribute(name) != nullptr) {
    given.values[name] = text;
    return {};
  }
  if (is_predicate(definitions, name)) {
    if (text != "true" && text != "false")
      return usage("where \"" + name + "\" says true or false, not '" + text + "'");
    given.said[name] = text == "true";
    return {};
  }
  if (name.starts_with(figure_prefix)) return give_figure(definitions, name, text, given);
  const auto variable = definitions.variables.find(name);
  if (variable == definitions.variables.end()) {
    NearestName near(name);
    for (const auto& [known, type] : definitions.variables)
      near.offer(known);
    for (const ContactAttribute& attribute : contact_attributes())
      near.offer(attribute.name);
    return usage("'" + name + "' is neither an attribute of contacts nor a variable of the site" +
                 did_you_mean(near.best()));
  }
  const auto value = value_of(variable->second, text);
  if (!value) return usage("'" + name + "' is " + wanted(variable->second) + ", not '" + text + "'");
  given.values[name] = *value;
  return {};
}

Result<std::string> rules_named(const Definitions& definitions, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& [known, definition] : definitions.rules)
    names.push_back(known);
  if (names.empty()) return Error{"not-found", "the site has no rules", false};
  if (!name.empty()) {
    if (definitions.rules.contains(name)) return name;
    return Error{"not-found", "the site has no rule set \"" + name + "\"" + did_you_mean(nearest(name, names)),
                 false};
  }
  if (names.size() == 1) return names.front();
  std::string all;
  for (const std::string& one : names)
    all += (all.empty() ? "" : ", ") + one;
  return usage("the site has several rule sets, of which one must be named: " + all);
}

}  // namespace

Result<std::vector<AskedRules>> ask_rules(const Definitions& definitions, const Decisions& decisions,
                                          const RulesQuestion& question) {
  GivenCircumstances given(definitions, question.at);
  given.values["channel"] = std::string("call");
  for (const std::string& setting : question.given)
    if (auto taken = give(definitions, setting, given); !taken) return taken.error();
  auto name = rules_named(definitions, question.rules);
  if (!name) return name.error();
  std::vector<AskedRules> asked;
  std::set<std::pair<std::string, GivenValues>> been;
  for (std::string next = name.value(); !next.empty();) {
    if (!been.emplace(next, given.values).second || been.size() > most_rules_in_turn) {
      asked.back().goes_round = true;
      break;
    }
    const RuleSet& set = *decisions.find(next);
    given.predicate_names = &set.definition().predicate_names;
    asked.push_back({&set.definition(), explain(set, given)});
    const Outcome& outcome = asked.back().explanation.outcome;
    for (const auto& [variable, value] : outcome.set)
      given.values[variable] = value;
    next = outcome.go && outcome.go->kind == Action::Kind::rules ? outcome.go->name : std::string();
  }
  return asked;
}

}  // namespace tipring::dsl
