#include "runtime/rules/condition.h"

#include <algorithm>
#include <cctype>

#include "runtime/rules/number_pattern.h"

namespace tipring {
namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char letter) { return letter >= '0' && letter <= '9'; });
}

bool compares(const Comparison& test, const FieldValue& value) {
  const auto number = as_number(value);
  const auto bound = as_number(test.values.front());
  if (!number || !bound) return false;
  switch (test.kind) {
    case Comparison::Kind::above:
      return *number > *bound;
    case Comparison::Kind::at_least:
      return *number >= *bound;
    case Comparison::Kind::below:
      return *number < *bound;
    case Comparison::Kind::at_most:
      return *number <= *bound;
    default:
      return *number >= *bound && *number <= as_number(test.values.back()).value_or(*bound);
  }
}

const std::string* text_in(const FieldValue& value) {
  return std::get_if<std::string>(&value);
}

bool fits_number(const Comparison& test, const FieldValue& value) {
  const std::string* text = text_in(value);
  if (text == nullptr) return false;
  const std::string number = dialled_number(*text);
  if (test.kind == Comparison::Kind::numbers)
    return in_number_range(number, *text_in(test.values.front()), *text_in(test.values.back()));
  return std::ranges::any_of(
      test.values, [&](const FieldValue& pattern) { return matches_dialled(*text_in(pattern), number); });
}

bool holds_of(const Comparison& test, const FieldValue& value) {
  switch (test.kind) {
    case Comparison::Kind::is:
    case Comparison::Kind::one_of:
      return std::ranges::any_of(test.values,
                                 [&](const FieldValue& wanted) { return same_value(wanted, value); });
    case Comparison::Kind::number:
    case Comparison::Kind::numbers:
      return fits_number(test, value);
    case Comparison::Kind::present:
      return true;
    case Comparison::Kind::missing:
      return false;
    default:
      return compares(test, value);
  }
}

bool asks_predicate(const Condition& condition) {
  return condition.kind == Condition::Kind::predicate || std::ranges::any_of(condition.parts, asks_predicate);
}

// Stands in for predicates to find out whether what they say matters.
class NotAsked final : public Predicates {
 public:
  Truth holds(std::size_t /*predicate*/) override { return Truth::unknown; }
};

Truth holds_of(const Condition& condition, std::span<const Observation> observations, Predicates& predicates);

// Whether one of the parts is `wanted`; unknown where that hangs on an unknown one.
Truth any_is(Truth wanted, const std::vector<Condition>& parts, std::span<const Observation> observations,
             Predicates& predicates) {
  Truth result = Truth::no;
  for (const Condition& part : parts) {
    const Truth part_holds = holds_of(part, observations, predicates);
    if (part_holds == wanted) return Truth::yes;
    if (part_holds == Truth::unknown) result = Truth::unknown;
  }
  return result;
}

Truth negated(Truth truth_of) {
  if (truth_of == Truth::unknown) return Truth::unknown;
  return truth_of == Truth::yes ? Truth::no : Truth::yes;
}

Truth holds_of(const Condition& condition, std::span<const Observation> observations, Predicates& predicates) {
  switch (condition.kind) {
    case Condition::Kind::always:
      return Truth::yes;
    case Condition::Kind::comparison:
      return holds(condition.comparison, observations);
    case Condition::Kind::all:
      return negated(any_is(Truth::no, condition.parts, observations, predicates));
    case Condition::Kind::any:
      return any_is(Truth::yes, condition.parts, observations, predicates);
    case Condition::Kind::none:
      return negated(any_is(Truth::yes, condition.parts, observations, predicates));
    case Condition::Kind::predicate:
      break;
  }
  return predicates.holds(condition.predicate);
}

std::string listed(const std::vector<FieldValue>& values) {
  std::string text;
  for (const FieldValue& value : values)
    text += (text.empty() ? "" : ", ") + to_text(value);
  return text;
}

// Patterns and numbers without quotation marks: they are no texts to be compared letter by letter.
std::string plain(const FieldValue& value) {
  const std::string* text = text_in(value);
  return text == nullptr ? to_text(value) : *text;
}

std::string plain_list(const std::vector<FieldValue>& values) {
  std::string text;
  for (const FieldValue& value : values)
    text += (text.empty() ? "" : " or ") + plain(value);
  return text;
}

// What is true or false by its nature: "caller on list \"barred\"", "hours \"office\" are closed".
std::string fact(const Attribute& attribute, bool wanted) {
  switch (attribute.kind) {
    case Attribute::Kind::list:
      return attribute.field + (wanted ? " is on list \"" : " is not on list \"") + attribute.name + "\"";
    case Attribute::Kind::hours:
      return "hours \"" + attribute.name + (wanted ? "\" are open" : "\" are closed");
    case Attribute::Kind::owned:
      return attribute.field + (wanted ? " is one of our numbers" : " is none of our numbers");
    case Attribute::Kind::number:
    case Attribute::Kind::queue:
    case Attribute::Kind::field:
      break;
  }
  return attribute.field + (wanted ? " is true" : " is false");
}

std::string joined(const std::vector<Condition>& parts, std::string_view with,
                   std::span<const Attribute> attributes, std::span<const std::string> predicate_names) {
  std::string text;
  for (const Condition& part : parts) {
    if (!text.empty()) text += with;
    text += to_text(part, attributes, predicate_names);
  }
  return text;
}

}  // namespace

bool in_number_range(std::string_view number, std::string_view first, std::string_view last) {
  const bool international = first.starts_with('+');
  if (number.starts_with('+') != international || last.starts_with('+') != international) return false;
  if (number.size() != first.size() || number.size() != last.size()) return false;
  return is_digits(number.substr(international ? 1 : 0)) && number >= first && number <= last;
}

Truth holds(const Comparison& test, std::span<const Observation> observations) {
  const Observation& observation = observations[test.attribute];
  switch (observation.state) {
    case Observation::State::unknown:
      return Truth::unknown;
    case Observation::State::missing:
      return truth(test.kind == Comparison::Kind::missing);
    case Observation::State::seen:
      break;
  }
  return truth(holds_of(test, observation.value));
}

Truth holds(const Condition& condition, std::span<const Observation> observations, Predicates& predicates) {
  if (!asks_predicate(condition)) return holds_of(condition, observations, predicates);
  NotAsked not_asked;
  const Truth without = holds_of(condition, observations, not_asked);
  return without == Truth::unknown ? holds_of(condition, observations, predicates) : without;
}

std::string to_text(const Comparison& test, std::span<const Attribute> attributes) {
  const Attribute& attribute = attributes[test.attribute];
  const std::string name = to_text(attribute);
  switch (test.kind) {
    case Comparison::Kind::is:
      if (const bool* wanted = std::get_if<bool>(&test.values.front())) return fact(attribute, *wanted);
      return name + " is " + to_text(test.values.front());
    case Comparison::Kind::one_of:
      return name + " is one of " + listed(test.values);
    case Comparison::Kind::above:
      return name + " is above " + to_text(test.values.front());
    case Comparison::Kind::at_least:
      return name + " is at least " + to_text(test.values.front());
    case Comparison::Kind::below:
      return name + " is below " + to_text(test.values.front());
    case Comparison::Kind::at_most:
      return name + " is at most " + to_text(test.values.front());
    case Comparison::Kind::between:
      return name + " is from " + to_text(test.values.front()) + " to " + to_text(test.values.back());
    case Comparison::Kind::number:
      return name + " is a number " + plain_list(test.values);
    case Comparison::Kind::numbers:
      return name + " is a number from " + plain(test.values.front()) + " to " + plain(test.values.back());
    case Comparison::Kind::present:
      return name + " is there";
    case Comparison::Kind::missing:
      break;
  }
  return name + " is not there";
}

std::string to_text(const Condition& condition, std::span<const Attribute> attributes,
                    std::span<const std::string> predicate_names) {
  const auto parts = [&](std::string_view with) {
    return joined(condition.parts, with, attributes, predicate_names);
  };
  switch (condition.kind) {
    case Condition::Kind::always:
      return "always";
    case Condition::Kind::comparison:
      return to_text(condition.comparison, attributes);
    case Condition::Kind::all:
      return condition.parts.empty() ? "always" : parts(" and ");
    case Condition::Kind::any:
      return "any of (" + parts(", ") + ")";
    case Condition::Kind::none:
      return "none of (" + parts(", ") + ")";
    case Condition::Kind::predicate:
      break;
  }
  return "where(\"" + predicate_names[condition.predicate] + "\")";
}

}  // namespace tipring
