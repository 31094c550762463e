#include "dsl/site/number_comparisons.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace tipring::dsl {
namespace {

using Kind = Comparison::Kind;

// Changes the comparisons of one rule set.
class NumberComparisons {
 public:
  NumberComparisons(const NumberForm& form, RuleSetDefinition& rules) : form_(form), rules_(rules) {}

  void change(Condition& condition) {
    for (Condition& part : condition.parts)
      change(part);
    if (condition.kind != Condition::Kind::comparison) return;
    const Attribute attribute = rules_.attributes[condition.comparison.attribute];
    const bool is_number = attribute.field == "caller" || attribute.field == "dialled";
    if (attribute.kind != Attribute::Kind::field || !is_number) return;
    const std::size_t number = rules_.place_of({.kind = Attribute::Kind::number, .field = attribute.field});
    change(condition, number);
  }

 private:
  void change(Condition& condition, std::size_t number) const {
    Comparison& comparison = condition.comparison;
    switch (comparison.kind) {
      case Kind::is:
      case Kind::one_of:
        if (!all_are_texts(comparison)) return;
        for (FieldValue& value : comparison.values)
          value = form_.of(std::get<std::string>(value));
        comparison.attribute = number;
        return;
      case Kind::present:
      case Kind::missing:
        comparison.attribute = number;
        return;
      case Kind::number:
        return split_patterns(condition, number);
      case Kind::numbers:
        return change_range(comparison, number);
      default:
        return;
    }
  }

  static bool all_are_texts(const Comparison& comparison) {
    return std::ranges::all_of(
        comparison.values, [](const FieldValue& value) { return std::holds_alternative<std::string>(value); });
  }

  void split_patterns(Condition& condition, std::size_t number) const {
    Comparison as_numbers{.attribute = number, .kind = Kind::number};
    Comparison as_dialled{.attribute = condition.comparison.attribute, .kind = Kind::number};
    for (const FieldValue& value : condition.comparison.values) {
      const auto& pattern = std::get<std::string>(value);
      if (pattern.find_first_of("*?") == std::string::npos) {
        as_numbers.values.emplace_back(form_.of(pattern));
      } else {
        (pattern.starts_with('+') ? as_numbers : as_dialled).values.push_back(value);
      }
    }
    if (as_dialled.values.empty()) {
      condition.comparison = std::move(as_numbers);
    } else if (!as_numbers.values.empty()) {
      condition = {.kind = Condition::Kind::any,
                   .parts = {{.kind = Condition::Kind::comparison, .comparison = std::move(as_numbers)},
                             {.kind = Condition::Kind::comparison, .comparison = std::move(as_dialled)}}};
    }
  }

  void change_range(Comparison& comparison, std::size_t number) const {
    const std::string first = form_.of(std::get<std::string>(comparison.values.front()));
    const std::string last = form_.of(std::get<std::string>(comparison.values.back()));
    if (!first.starts_with('+') || !in_number_range(first, first, last)) return;
    if (!in_number_range(last, first, last)) return;
    comparison = {.attribute = number, .kind = Kind::numbers, .values = {first, last}};
  }

  const NumberForm& form_;
  RuleSetDefinition& rules_;
};

}  // namespace

void compare_numbers(const NumberForm& form, RuleSetDefinition& rules) {
  if (!form.is_international()) return;
  NumberComparisons comparisons(form, rules);
  for (Rule& rule : rules.rules)
    comparisons.change(rule.when);
}

}  // namespace tipring::dsl
