// What a decision costs by the number of rules: a line of JSON each, in microseconds of processor time.

#include <chrono>
#include <cstdio>
#include <ctime>
#include <map>
#include <string>
#include <vector>

#include "runtime/base/chance.h"
#include "runtime/ledger/entry.h"
#include "runtime/rules/why_record.h"

namespace tipring {
namespace {

constexpr int contacts = 20'000;

Condition compared(RuleSetDefinition& rules, const char* field, Comparison::Kind kind, FieldValue value) {
  Condition condition{.kind = Condition::Kind::comparison};
  condition.comparison = {rules.place_of({.field = field}), kind, {std::move(value)}};
  return condition;
}

std::string number_of(std::size_t rule) {
  return "+1202" + std::to_string(1'000'000 + rule);
}

// As a site has them: each fourth asks for a number of its own, the others for what many contacts are.
RuleSetDefinition rules_of(std::size_t count) {
  static const std::vector<std::string> tiers{"gold", "silver", "bronze"};
  static const std::vector<std::string> reasons{"billing", "repair", "other"};
  RuleSetDefinition rules{.name = "bench"};
  for (std::size_t i = 0; i < count; ++i) {
    Condition when{.kind = Condition::Kind::all};
    if (i % 4 == 0) {
      when.parts.push_back(compared(rules, "dialled", Comparison::Kind::is, number_of(i)));
    } else {
      when.parts.push_back(
          compared(rules, "dialled", Comparison::Kind::number, number_of(i / 10 * 10).substr(0, 11) + "*"));
      when.parts.push_back(compared(rules, "tier", Comparison::Kind::is, tiers[i % tiers.size()]));
      when.parts.push_back(compared(rules, "reason", Comparison::Kind::is, reasons[i / 3 % reasons.size()]));
      when.parts.push_back(compared(rules, "size", Comparison::Kind::above, static_cast<double>(i % 500)));
    }
    Rule rule{.name = "rule " + std::to_string(i), .when = std::move(when)};
    rule.outcome.go = Action{.kind = Action::Kind::dialog, .name = "menu"};
    rules.rules.push_back(std::move(rule));
  }
  rules.otherwise = Outcome{.go = Action{.kind = Action::Kind::hang_up}};
  return rules;
}

class Caller final : public Circumstances {
 public:
  Caller(std::size_t rules, Chance& chance)
      : values_{{"dialled", number_of(static_cast<std::size_t>(chance.next() % (rules * 2)))},
                {"tier", std::string(chance.next() % 2 == 0 ? "gold" : "bronze")},
                {"reason", std::string(chance.next() % 2 == 0 ? "billing" : "other")},
                {"size", static_cast<double>(chance.next() % 600)}} {}
  Observation see(const Attribute& attribute) override { return seen(values_.at(attribute.field)); }
  Truth holds(std::size_t /*predicate*/) override { return Truth::no; }

 private:
  std::map<std::string, FieldValue> values_;
};

double microseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

void measure(std::size_t count) {
  const double loading = microseconds();
  const RuleSet rules(rules_of(count));
  const double loaded = microseconds();
  Chance chance(1);
  std::vector<Caller> callers;
  for (int i = 0; i < contacts; ++i)
    callers.emplace_back(count, chance);
  std::vector<Decision> decisions;
  decisions.reserve(contacts);
  const double deciding = microseconds();
  for (Caller& caller : callers)
    decisions.push_back(rules.decide(caller));
  const double decided = microseconds();
  std::string text;
  for (const Decision& decision : decisions) {
    Entry entry{.kind = EntryKind::contact_decided, .contact = {1, 1}};
    entry.fields = record_of({"00112233aabbccdd"}, rules.definition(), decision, rules.outcome_of(decision));
    text.clear();
    append_json(entry, text);
  }
  const double recorded = microseconds();
  std::size_t by_rules = 0;
  for (const Decision& decision : decisions)
    by_rules += decision.state == Decision::State::decided ? 1 : 0;
  std::printf(
      "{\"rules\": %zu, \"us_a_decision\": %.2f, \"us_a_record\": %.2f, \"ms_to_load\": %.1f, \"by_rules\": "
      "%.2f}\n",
      count, (decided - deciding) / contacts, (recorded - decided) / contacts, (loaded - loading) / 1000,
      static_cast<double>(by_rules) / contacts);
}

}  // namespace
}  // namespace tipring

int main() {
  for (const std::size_t count : {10, 1'000, 10'000, 100'000})
    tipring::measure(count);
}
