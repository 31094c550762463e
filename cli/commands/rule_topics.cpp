#include <array>

#include "cli/commands/help_topics.h"

namespace tipring::cli {
namespace {

constexpr std::string_view hours_text = R"(open and closed: in when, whether hours are open at that moment.

  hours "office" { mon_fri = "08:00-20:00" }

  when = { closed = "office" }               they are closed
  when = { open = { "office", "hotline" } }  any of these is open
  when = { none { open = { "office", "hotline" } } }  none of these is

Functions ask is_open "office". tipring hours show SITE office tells from when to when, and tipring decide --at what
rules do at a time. More by: tipring help hours
)";

constexpr std::array<HelpTopic, 11> topics{{
    {"closed", hours_text},
    {"go", R"(go: where the contacts of a rule go.

  go = dialog "menu"                 a dialog of the site
  go = rules "next"                  other rules, which see what this one has set
  go = queue "billing"               waits until an agent is free; see priority and needs
  go = phone "100", trunk("carrier", "+12025550143"), "sip:ann@192.0.2.7"
                                     connects a call, which is refused as they refuse it
  go = reject(404), redirect "sip:ann@192.0.2.7", hang_up()

Only rules of policy = "collect" may go without. More by: tipring help rules
)"},
    {"needs", R"(needs: of a rule, what an agent must have for the contact, beside what a queue wants.

  { "from Spain", when = { caller = matching "+34*" }, go = queue "billing", needs = { spanish = at_least(3) } }

It counts in every queue that the contact comes to; rules that decide later add to it. More by: tipring help queue
)"},
    {"note", R"(note: in a rule, a text for whoever asks why it decided.

  { "barred", when = { caller = on_list "barred" }, go = reject(603), note = "asked for by the bank" }

tipring call why and tipring decide show it. More by: tipring help rules
)"},
    {"open", hours_text},
    {"otherwise", R"(otherwise: in rules, where contacts go about whom no rule decides.

  otherwise = dialog "menu",
  otherwise = { go = dialog "menu", set = { reason = "other" }, note = "nobody knows why" },

Under policy = "unique" it decides where several rules hold, too, and under policy = "collect" where those that hold
only set. Rules that leave nobody over need none; of others tipring check tells who would go nowhere.
More by: tipring help rules
)"},
    {"policy", R"(policy: in rules, which of those that hold decide.

  policy = "first"                   the first as they stand; so it is where nothing is said
  policy = "priority"                that of the highest priority; of equal ones the first
  policy = "unique"                  the only one; where several hold, otherwise decides
  policy = "collect"                 all: each sets what none before it has set, and the first with go says where

More by: tipring help rules
)"},
    {"priority", R"(priority: of a rule, a number that ranks it under policy = "priority": the highest decides.

  policy = "priority",
  { "gold", when = { tier = "gold" }, go = dialog "gold", priority = 80 },

A rule without one has 0. Under other policies it does not matter which rule has which. In queues the
contact has that of the rule that decided last: the higher comes first. tipring decide shows it.
More by: tipring help policy
)"},
    {"set", R"(set: in a rule, values for variables of the contacts that it decides about.

  variables { reason = one_of { "billing", "repair" } }

  { "repair line", when = { dialled = "300" }, go = rules "repair", set = { reason = "repair" } }

Rules and dialogs that follow see them: call.reason. More by: tipring help variables
)"},
    {"when", R"(when: in a rule, what a contact must be for it to hold. All of its fields must hold.

  caller = "+12025550143"            a value stands for itself
  reason = { "billing", "repair" }   a list for any of its values
  dialled = matching "+1800*"        also numbers_between, on_list, ours and not_ours
  amount = above(500)                also at_least, below, at_most and between
  phone = present                    or missing: nothing else holds of what a contact lacks
  closed = "office"                  hours, by open or closed
  queue = { billing = { waiting = above(10) } }
                                     also longest_wait (seconds), and the agents: logged_in, ready, serving
  number = { purpose = "sales" }     purpose and enterprise of the site's number that was dialled

Attributes are caller, caller_name, caller_uri, dialled, dialled_uri, phone, trunk, transferred_by and channel;
variables stand beside them. Further conditions are any { … }, all { … }, none { … } and where(name, fn);
when = always holds for every contact. More by: tipring help rules
)"},
    {"treatment", R"(treatment: of a rule, sounds for the contacts that it decides.

  { "gold", when = { customer = { tier = "gold" } }, go = queue "billing",
    treatment = { promotion = "cards", audio = "hold/gold" } }

The promotion is heard once, before the contact goes to a dialog, a queue or whom it is connected with. The audio is heard in queues
in place of their music. More by: tipring help rules
)"},
}};

}  // namespace

std::span<const HelpTopic> rule_topics() {
  return topics;
}

}  // namespace tipring::cli
