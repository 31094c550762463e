#include "cli/switchboard/rules_method.h"

#include "dsl/site/asked_enterprise.h"
#include "runtime/control/decision_json.h"

namespace tipring::cli {

Json asked_json(const std::vector<dsl::AskedRules>& asked, UtcTime at, const std::string& enterprise) {
  Json decisions = Json::array();
  for (const dsl::AskedRules& one : asked) {
    Json decision = decision_json(*one.rules, one.explanation);
    decision["at"] = at.time_since_epoch().count();
    decision["goes_round"] = one.goes_round;
    if (!enterprise.empty()) decision["enterprise"] = enterprise;
    decisions.push_back(std::move(decision));
  }
  return decisions;
}

void add_rules_method(Control& control, const dsl::SiteVersions& versions, const Clock& clock) {
  control.add(ControlMethod{
      "rules.decide",
      "What the site's rules say of a contact, with the reasons: one decision for each rule set it goes "
      "through.",
      {{.name = "rules", .type = ControlType::text, .doc = "The rule set; needed where there are several."},
       {.name = "enterprise",
        .type = ControlType::text,
        .doc = "Whose rules; unless given, those of whom the number dialled belongs to."},
       {.name = "given",
        .type = ControlType::texts,
        .doc = "What is known of the contact: \"caller=+12025550143\", \"reason=billing\"."}},
      [&versions, &clock](const ControlArguments& arguments) -> Result<Json> {
        const UtcTime now = clock.utc();
        const dsl::RulesQuestion question{arguments.optional_text("rules").value_or(""), now,
                                          arguments.texts("given")};
        const auto site = dsl::asked_enterprise(versions.in_force(),
                                                arguments.optional_text("enterprise").value_or(""), question);
        auto asked = site ? dsl::ask_rules(site.value()->definitions(), site.value()->decisions(), question)
                          : Result<std::vector<dsl::AskedRules>>(site.error());
        if (!asked) {
          if (asked.error().code == "usage") return Error{"invalid-params", asked.error().text, false};
          return asked.error();
        }
        return Json{{"decisions", asked_json(asked.value(), now, site.value()->enterprise())}};
      }});
}

}  // namespace tipring::cli
