#include "runtime/rules/rule_rows.h"

#include <algorithm>
#include <iterator>

namespace tipring {
namespace {

using Tests = std::vector<Comparison>;
using Alternatives = std::vector<Tests>;

// How many contacts a test lets pass, roughly: the fewer, the better it is to look rules up by.
int breadth(const Comparison& test) {
  switch (test.kind) {
    case Comparison::Kind::is:
      return std::holds_alternative<bool>(test.values.front()) ? 3 : 0;
    case Comparison::Kind::one_of:
    case Comparison::Kind::number:
    case Comparison::Kind::numbers:
      return 1;
    case Comparison::Kind::missing:
      return 4;
    case Comparison::Kind::present:
      return 5;
    default:
      return 2;
  }
}

void narrow(Tests& tests, const Comparison& test) {
  const auto same = std::ranges::find(tests, test.attribute, &Comparison::attribute);
  if (same == tests.end()) {
    tests.push_back(test);
  } else if (breadth(test) < breadth(*same)) {
    *same = test;
  }
}

Alternatives both(const Alternatives& some, const Alternatives& others) {
  Alternatives result;
  for (const Tests& one : some) {
    for (const Tests& other : others) {
      Tests tests = one;
      for (const Comparison& test : other)
        narrow(tests, test);
      result.push_back(std::move(tests));
    }
  }
  return result;
}

// Without any test: what always may hold.
Alternatives anything() {
  return {Tests{}};
}

Alternatives alternatives_of(const Condition& condition) {
  Alternatives result;
  switch (condition.kind) {
    case Condition::Kind::comparison:
      return {{condition.comparison}};
    case Condition::Kind::all:
      result = anything();
      for (const Condition& part : condition.parts) {
        Alternatives more = both(result, alternatives_of(part));
        // Too many: what there is already holds as well, for more contacts.
        if (more.size() <= most_rows_of_rule) result = std::move(more);
      }
      return result;
    case Condition::Kind::any:
      for (const Condition& part : condition.parts)
        std::ranges::move(alternatives_of(part), std::back_inserter(result));
      return result.size() <= most_rows_of_rule ? result : anything();
    default:
      return anything();
  }
}

}  // namespace

std::vector<RuleRow> rows_of(std::size_t rule, const Condition& condition) {
  std::vector<RuleRow> rows;
  for (Tests& tests : alternatives_of(condition))
    rows.push_back({rule, std::move(tests)});
  return rows;
}

}  // namespace tipring
