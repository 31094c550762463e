#include "cli/switchboard/rules_method.h"

#include "dsl/site/asked_rules.h"
#include "runtime/control/decision_json.h"

namespace tipring::cli {

Json asked_json(const std::vector<dsl::AskedRules>& asked, UtcTime at) {
  Json decisions = Json::array();
  for (const dsl::AskedRules& one : asked) {
    Json decision = decision_json(*one.rules, one.explanation);
    decision["at"] = at.time_since_epoch().count();
    decision["goes_round"] = one.goes_round;
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
       {.name = "given",
        .type = ControlType::texts,
        .doc = "What is known of the contact: \"caller=+12025550143\", \"reason=billing\"."}},
      [&versions, &clock](const ControlArguments& arguments) -> Result<Json> {
        const dsl::Site& site = versions.in_force();
        const UtcTime now = clock.utc();
        auto asked =
            dsl::ask_rules(site.definitions(), site.decisions(),
                           {arguments.optional_text("rules").value_or(""), now, arguments.texts("given")});
        if (!asked) {
          if (asked.error().code == "usage") return Error{"invalid-params", asked.error().text, false};
          return asked.error();
        }
        return Json{{"decisions", asked_json(asked.value(), now)}};
      }});
}

}  // namespace tipring::cli
