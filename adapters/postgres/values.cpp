#include "adapters/postgres/values.h"

#include <array>
#include <charconv>
#include <cmath>
#include <system_error>

#include "runtime/base/utf8.h"

namespace tipring::postgres {
namespace {

// Object ids of types that never change: src/include/catalog/pg_type.dat.
constexpr unsigned bool_type = 16;
constexpr unsigned int8_type = 20;
constexpr unsigned int2_type = 21;
constexpr unsigned int4_type = 23;
constexpr unsigned oid_type = 26;
constexpr unsigned float4_type = 700;
constexpr unsigned float8_type = 701;
constexpr unsigned numeric_type = 1700;

// The shortest decimal text that reads back as the same number.
template <typename Number>
std::string decimal(Number number) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  return {text.data(), end};
}

template <typename Number>
DatabaseValue number_of(std::string_view text) {
  Number number{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::string(text);
  return number;
}

// Of numeric: its NaN and Infinity are no numbers to count with.
DatabaseValue finite_number_of(std::string_view text) {
  DatabaseValue value = number_of<double>(text);
  const auto* number = std::get_if<double>(&value);
  if (number != nullptr && !std::isfinite(*number)) return std::string(text);
  return value;
}

}  // namespace

Result<void> check_text(std::string_view text, std::string_view what) {
  if (text.find('\0') != std::string_view::npos)
    return Error{"refused", std::string(what) + " holds a zero byte, which no text of PostgreSQL can"};
  if (!is_utf8(text)) return Error{"refused", std::string(what) + " is not UTF-8"};
  return {};
}

Result<std::optional<std::string>> parameter_text(const DatabaseValue& value) {
  using Text = std::optional<std::string>;
  if (const auto* truth = std::get_if<bool>(&value)) return Text(*truth ? "t" : "f");
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return Text(decimal(*whole));
  if (const auto* number = std::get_if<double>(&value))
    return Text(std::isnan(*number) ? "NaN" : decimal(*number));
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return Text();
  if (auto checked = check_text(*text, "a value"); !checked) return checked.error();
  return Text(*text);
}

DatabaseValue value_of(unsigned type, std::string_view text) {
  switch (type) {
    case bool_type:
      return text == "t";
    case int2_type:
    case int4_type:
    case int8_type:
    case oid_type:
      return number_of<std::int64_t>(text);
    case float4_type:
    case float8_type:
      return number_of<double>(text);
    case numeric_type:
      return finite_number_of(text);
    default:
      return std::string(text);
  }
}

}  // namespace tipring::postgres
