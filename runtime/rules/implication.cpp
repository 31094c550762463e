#include "runtime/rules/implication.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>

#include "runtime/rules/rule_rows.h"

namespace tipring {
namespace {

using Kind = Comparison::Kind;

bool holds_of_value(const Comparison& comparison, const FieldValue& value) {
  Comparison first = comparison;
  first.attribute = 0;
  const Observation observation = seen(value);
  return holds(first, {&observation, 1}) == Truth::yes;
}

// What a comparison lets pass of numbers.
struct Interval {
  double from = -std::numeric_limits<double>::infinity();
  bool from_included = false;
  double to = std::numeric_limits<double>::infinity();
  bool to_included = false;
};

std::optional<Interval> interval_of(const Comparison& comparison) {
  const auto bound = [&](std::size_t place) { return as_number(comparison.values[place]).value_or(0); };
  switch (comparison.kind) {
    case Kind::above:
      return Interval{.from = bound(0)};
    case Kind::at_least:
      return Interval{.from = bound(0), .from_included = true};
    case Kind::below:
      return Interval{.to = bound(0)};
    case Kind::at_most:
      return Interval{.to = bound(0), .to_included = true};
    case Kind::between:
      return Interval{bound(0), true, bound(1), true};
    default:
      return std::nullopt;
  }
}

bool is_within(const Interval& inner, const Interval& outer) {
  const bool from =
      inner.from > outer.from || (inner.from == outer.from && (outer.from_included || !inner.from_included));
  const bool to = inner.to < outer.to || (inner.to == outer.to && (outer.to_included || !inner.to_included));
  return from && to;
}

// Whatever digit stands for `inner` may stand for `outer`.
bool digit_within(char inner, char outer) {
  return inner == outer || (outer == '?' && inner >= '0' && inner <= '9');
}

// "+1202*" is within "+1*" and within "*", "30?" within "3*" and "3??".
bool pattern_within(std::string_view inner, std::string_view outer) {
  const bool inner_open = inner.ends_with('*');
  const bool outer_open = outer.ends_with('*');
  if (inner_open) inner.remove_suffix(1);
  if (outer_open) outer.remove_suffix(1);
  if (inner_open && !outer_open) return false;
  if (outer_open ? inner.size() < outer.size() : inner.size() != outer.size()) return false;
  if (!std::ranges::equal(inner.substr(0, outer.size()), outer, digit_within)) return false;
  // The * of the outer one stands for digits alone, and of every number for the + before them as well.
  std::string_view rest = inner.substr(outer.size());
  if (outer.empty() && rest.starts_with('+')) rest.remove_prefix(1);
  return rest.find_first_not_of("0123456789?") == std::string_view::npos;
}

const std::string& text_at(const Comparison& comparison, std::size_t place) {
  return std::get<std::string>(comparison.values[place]);
}

// A pattern that all numbers of a range fit, as closely as patterns can: "+4930100??".
std::string pattern_around(const Comparison& range) {
  std::string pattern = text_at(range, 0);
  const std::string& last = text_at(range, 1);
  if (pattern.size() != last.size()) return "*";
  const auto differ = std::ranges::mismatch(pattern, last).in1;
  std::fill(differ, pattern.end(), '?');
  return pattern;
}

bool pattern_within_range(std::string pattern, const Comparison& range) {
  if (pattern.ends_with('*')) return false;
  std::string largest = pattern;
  std::ranges::replace(pattern, '?', '0');
  std::ranges::replace(largest, '?', '9');
  const auto is_in = [&](const std::string& number) {
    return in_number_range(number, text_at(range, 0), text_at(range, 1));
  };
  return is_in(pattern) && is_in(largest);
}

bool is_about_numbers(const Comparison& comparison) {
  return comparison.kind == Kind::number || comparison.kind == Kind::numbers;
}

// Both about telephone numbers: patterns and ranges.
bool numbers_within(const Comparison& comparison, const Comparison& other) {
  const bool in_range = other.kind == Kind::numbers;
  if (comparison.kind == Kind::numbers && in_range)
    return in_number_range(text_at(comparison, 0), text_at(other, 0), text_at(other, 1)) &&
           in_number_range(text_at(comparison, 1), text_at(other, 0), text_at(other, 1));
  std::vector<std::string> inner;
  if (comparison.kind == Kind::numbers) {
    inner.push_back(pattern_around(comparison));
  } else {
    for (std::size_t i = 0; i < comparison.values.size(); ++i)
      inner.push_back(text_at(comparison, i));
  }
  return std::ranges::all_of(inner, [&](const std::string& pattern) {
    if (in_range) return pattern_within_range(pattern, other);
    return std::ranges::any_of(other.values, [&](const FieldValue& outer) {
      return pattern_within(pattern, std::get<std::string>(outer));
    });
  });
}

// The comparisons that a condition has as its own or in all { … }.
void required(const Condition& condition, std::vector<const Condition*>& all) {
  if (condition.kind == Condition::Kind::all) {
    for (const Condition& part : condition.parts)
      required(part, all);
  } else {
    all.push_back(&condition);
  }
}

// A text that a pattern fits.
std::string number_for(std::string pattern) {
  if (pattern == "*") return "0";
  if (pattern.ends_with('*')) pattern.pop_back();
  std::ranges::replace(pattern, '?', '0');
  return pattern;
}

// Values that are worth a try to make a comparison hold.
void add_candidates(const Comparison& comparison, std::vector<FieldValue>& candidates) {
  for (const FieldValue& value : comparison.values) {
    if (comparison.kind == Kind::number) {
      candidates.emplace_back(number_for(std::get<std::string>(value)));
      continue;
    }
    candidates.push_back(value);
    const auto number = as_number(value);
    if (!number) continue;
    constexpr double infinity = std::numeric_limits<double>::infinity();
    for (const double near :
         {*number + 1, *number - 1, std::nextafter(*number, infinity), std::nextafter(*number, -infinity)})
      candidates.emplace_back(near);
  }
  if (comparison.kind == Kind::present) candidates.emplace_back(std::string("something"));
}

// One value that all comparisons of an attribute let pass.
std::optional<Observation> value_for(const std::vector<const Comparison*>& comparisons) {
  std::vector<FieldValue> candidates;
  for (const Comparison* comparison : comparisons)
    add_candidates(*comparison, candidates);
  const auto all_hold = [&](const FieldValue& value) {
    return std::ranges::all_of(
        comparisons, [&](const Comparison* comparison) { return holds_of_value(*comparison, value); });
  };
  const auto found = std::ranges::find_if(candidates, all_hold);
  if (found != candidates.end()) return seen(*found);
  const bool missing = std::ranges::all_of(
      comparisons, [](const Comparison* comparison) { return comparison->kind == Kind::missing; });
  if (missing) return Observation{};
  return std::nullopt;
}

using ByAttribute = std::map<std::size_t, std::vector<const Comparison*>>;

ByAttribute comparisons_of(const std::vector<const Condition*>& conditions) {
  ByAttribute comparisons;
  for (const Condition* condition : conditions) {
    if (condition->kind == Condition::Kind::comparison)
      comparisons[condition->comparison.attribute].push_back(&condition->comparison);
  }
  return comparisons;
}

class NothingKnown final : public Predicates {
 public:
  Truth holds(std::size_t /*predicate*/) override { return Truth::unknown; }
};

// Of any { … } one part at a time is tried.
void for_each_choice(const Condition& condition, const std::vector<Condition>& chosen,
                     std::vector<std::vector<Condition>>& choices) {
  if (choices.size() >= most_rows_of_rule) return;
  std::vector<const Condition*> parts;
  required(condition, parts);
  std::vector<std::vector<Condition>> open{chosen};
  for (const Condition* part : parts) {
    std::vector<std::vector<Condition>> next;
    for (const std::vector<Condition>& so_far : open) {
      const bool is_any = part->kind == Condition::Kind::any;
      for (std::size_t i = 0; i < (is_any ? part->parts.size() : 1); ++i) {
        if (next.size() >= most_rows_of_rule) break;
        next.push_back(so_far);
        next.back().push_back(is_any ? part->parts[i] : *part);
      }
    }
    open = std::move(next);
  }
  std::ranges::move(open, std::back_inserter(choices));
}

}  // namespace

bool implies(const Comparison& comparison, const Comparison& other) {
  if (comparison.attribute != other.attribute) return false;
  if (comparison == other) return true;
  if (comparison.kind == Kind::missing || other.kind == Kind::missing) return false;
  if (other.kind == Kind::present) return true;
  if (comparison.kind == Kind::is || comparison.kind == Kind::one_of)
    return std::ranges::all_of(comparison.values,
                               [&](const FieldValue& value) { return holds_of_value(other, value); });
  if (is_about_numbers(comparison) && is_about_numbers(other)) return numbers_within(comparison, other);
  const auto inner = interval_of(comparison);
  const auto outer = interval_of(other);
  return inner && outer && is_within(*inner, *outer);
}

bool implies(const Condition& condition, const Condition& other) {
  switch (other.kind) {
    case Condition::Kind::always:
      return true;
    case Condition::Kind::all:
      return std::ranges::all_of(other.parts, [&](const Condition& part) { return implies(condition, part); });
    default:
      break;
  }
  if (condition.kind == Condition::Kind::any)
    return std::ranges::all_of(condition.parts, [&](const Condition& part) { return implies(part, other); });
  if (other.kind == Condition::Kind::any &&
      std::ranges::any_of(other.parts, [&](const Condition& part) { return implies(condition, part); }))
    return true;
  std::vector<const Condition*> parts;
  required(condition, parts);
  return std::ranges::any_of(parts, [&](const Condition* part) {
    if (part->kind != other.kind)
      return part->kind == Condition::Kind::any && part != &condition && implies(*part, other);
    if (other.kind == Condition::Kind::comparison) return implies(part->comparison, other.comparison);
    return other.kind == Condition::Kind::predicate && part->predicate == other.predicate;
  });
}

std::optional<std::vector<Observation>> example_of(const Condition& condition, std::size_t attributes) {
  std::vector<std::vector<Condition>> choices;
  for_each_choice(condition, {}, choices);
  NothingKnown nothing_known;
  for (const std::vector<Condition>& choice : choices) {
    std::vector<const Condition*> parts;
    for (const Condition& part : choice)
      required(part, parts);
    std::vector<Observation> values(attributes);
    bool found = true;
    for (const auto& [attribute, comparisons] : comparisons_of(parts)) {
      const auto value = value_for(comparisons);
      found = found && value.has_value();
      if (value) values[attribute] = *value;
    }
    if (found && holds(condition, values, nothing_known) == Truth::yes) return values;
  }
  return std::nullopt;
}

std::optional<std::vector<Observation>> example_of_both(const Condition& one, const Condition& other,
                                                        std::size_t attributes) {
  return example_of({.kind = Condition::Kind::all, .parts = {one, other}}, attributes);
}

bool never_holds(const Condition& condition, std::size_t attributes) {
  std::vector<const Condition*> parts;
  required(condition, parts);
  for (const Condition* part : parts) {
    const bool is_denied =
        part->kind == Condition::Kind::none &&
        std::ranges::any_of(part->parts, [&](const Condition& denied) { return implies(condition, denied); });
    const bool has_no_choice =
        part->kind == Condition::Kind::any && std::ranges::all_of(part->parts, [&](const Condition& choice) {
          return never_holds(choice, attributes);
        });
    if (is_denied || has_no_choice) return true;
  }
  for (const auto& [attribute, comparisons] : comparisons_of(parts)) {
    // Constants and what must be there at all: of others an example may only be hard to find.
    const bool exact = std::ranges::any_of(comparisons, [](const Comparison* comparison) {
      return comparison->kind == Kind::is || comparison->kind == Kind::one_of ||
             comparison->kind == Kind::missing || interval_of(*comparison).has_value();
    });
    if (exact && attribute < attributes && !value_for(comparisons)) return true;
  }
  return false;
}

}  // namespace tipring
