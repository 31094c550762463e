#include "cli/switchboard/rules_method.h"

#include "dsl/site/asked_rules.h"
#include "runtime/control/decision_json.h"

namespace tipring::cli {

void add_rules_method(Control& control, const dsl::Site& site, const Clock& clock) {
  control.add(ControlMethod{
      "rules.decide",
      "What the site's rules say of a contact, with the reasons: one decision for each rule set it goes "
      "through.",
      {{.name = "rules", .type = ControlType::text, .doc = "The rule set; needed where there are several."},
       {.name = "given",
        .type = ControlType::texts,
        .doc = "What is known of the contact: \"caller=+12025550143\", \"reason=billing\"."}},
      [&site, &clock](const ControlArguments& arguments) -> Result<Json> {
        auto asked = dsl::ask_rules(
            site.definitions(), site.decisions(),
            {arguments.optional_text("rules").value_or(""), clock.utc(), arguments.texts("given")});
        if (!asked) {
          if (asked.error().code == "usage") return Error{"invalid-params", asked.error().text, false};
          return asked.error();
        }
        Json decisions = Json::array();
        for (const dsl::AskedRules& one : asked.value())
          decisions.push_back(decision_json(*one.rules, one.explanation));
        return Json{{"decisions", std::move(decisions)}};
      }});
}

}  // namespace tipring::cli
