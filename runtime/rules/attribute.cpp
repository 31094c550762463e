#include "runtime/rules/attribute.h"

#include <array>
#include <charconv>

namespace tipring {
namespace {

template <typename Number>
std::string shortest(Number number) {
  std::array<char, 32> digits{};
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  return {digits.data(), written.ptr};
}

struct ValueText {
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return shortest(value); }
  std::string operator()(double value) const { return shortest(value); }
  std::string operator()(const std::string& value) const { return "\"" + value + "\""; }
};

}  // namespace

std::string to_text(const Attribute& attribute) {
  switch (attribute.kind) {
    case Attribute::Kind::list:
      return attribute.field + " on list \"" + attribute.name + "\"";
    case Attribute::Kind::hours:
      return "hours \"" + attribute.name + "\"";
    case Attribute::Kind::owned:
      return attribute.field + " is ours";
    case Attribute::Kind::number:
      return attribute.field + " (international)";
    case Attribute::Kind::queue:
      return "queue \"" + attribute.name + "\" " + attribute.field;
    case Attribute::Kind::field:
      break;
  }
  return attribute.field;
}

std::string to_text(const FieldValue& value) {
  return std::visit(ValueText{}, value);
}

std::optional<double> as_number(const FieldValue& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* number = std::get_if<double>(&value)) return *number;
  return std::nullopt;
}

bool same_value(const FieldValue& one, const FieldValue& other) {
  const auto first = as_number(one);
  const auto second = as_number(other);
  return first && second ? *first == *second : one == other;
}

}  // namespace tipring
