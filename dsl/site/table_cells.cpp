#include "dsl/site/table_cells.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include "dsl/words/conditions.h"
#include "dsl/words/variable_types.h"
#include "runtime/base/nearest.h"
#include "runtime/queue/skills.h"
#include "runtime/rules/number_pattern.h"

namespace tipring::dsl {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string_view unquoted(std::string_view text) {
  const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return quoted ? text.substr(1, text.size() - 2) : text;
}

std::optional<double> number_of(std::string_view text) {
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

// Commas part alternatives, but for those between quotation marks.
std::vector<std::string_view> alternatives_of(std::string_view text) {
  std::vector<std::string_view> parts;
  bool quoted = false;
  std::size_t begun = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') quoted = !quoted;
    if (text[at] != ',' || quoted) continue;
    parts.push_back(trimmed(text.substr(begun, at - begun)));
    begun = at + 1;
  }
  parts.push_back(trimmed(text.substr(begun)));
  return parts;
}

// One cell of text.
class CellReader {
 public:
  CellReader(const std::string& field, const VariableType& type) : field_(field), type_(type) {}

  Result<std::vector<CellTest>> read(std::string_view cell) {
    const std::string_view text = trimmed(cell);
    if (text.empty() || text == "-") return std::vector<CellTest>{};
    std::vector<CellTest> tests;
    for (const std::string_view part : alternatives_of(text)) {
      auto test = read_one(part);
      if (!test) return test.error();
      tests.push_back(std::move(test).value());
    }
    return tests;
  }

 private:
  static Error bad(const std::string& text) { return {"bad-cell", text}; }

  CellTest of_field(Comparison::Kind kind, std::vector<FieldValue> values = {}) const {
    return {{.field = field_}, kind, std::move(values)};
  }

  Result<CellTest> read_one(std::string_view text) {
    if (text.empty()) return bad("there is nothing between two commas");
    if (asks_for_hours(field_))
      return CellTest{{.kind = Attribute::Kind::hours, .name = std::string(unquoted(text))},
                      Comparison::Kind::is,
                      {field_ == "open"}};
    if (text == "present") return of_field(Comparison::Kind::present);
    if (text == "missing") return of_field(Comparison::Kind::missing);
    if (text == "ours" || text == "not ours")
      return CellTest{{Attribute::Kind::owned, field_, {}}, Comparison::Kind::is, {text == "ours"}};
    for (const auto& [words, on] :
         {std::pair<std::string_view, bool>{"on list ", true}, {"not on list ", false}}) {
      if (text.starts_with(words))
        return CellTest{
            {Attribute::Kind::list, field_, std::string(unquoted(trimmed(text.substr(words.size()))))},
            Comparison::Kind::is,
            {on}};
    }
    if (text.front() == '<' || text.front() == '>') return compared(text);
    if (const auto dots = text.find(".."); dots != std::string_view::npos && text.front() != '"')
      return range(trimmed(text.substr(0, dots)), trimmed(text.substr(dots + 2)));
    return value(text);
  }

  Result<CellTest> compared(std::string_view text) const {
    const bool inclusive = text.size() > 1 && text[1] == '=';
    const auto number = number_of(trimmed(text.substr(inclusive ? 2 : 1)));
    if (!number)
      return bad("\"" + std::string(text) + "\" compares with no number; expected such as \"> 500\"");
    const bool over = text.front() == '>';
    using Kind = Comparison::Kind;
    const Kind kind =
        over ? (inclusive ? Kind::at_least : Kind::above) : (inclusive ? Kind::at_most : Kind::below);
    return of_field(kind, {*number});
  }

  Result<CellTest> range(std::string_view first, std::string_view last) const {
    if (type_.kind == VariableType::Kind::number) {
      const auto least = number_of(first);
      const auto most = number_of(last);
      if (!least || !most || *least > *most)
        return bad("\"" + std::string(first) + ".." + std::string(last) +
                   "\" is no range; expected such as 10..20");
      return of_field(Comparison::Kind::between, {*least, *most});
    }
    const std::string from = dialled_number(first);
    const std::string to = dialled_number(last);
    if (from.empty() || from.size() != to.size() || !is_number_or_name(from) || !is_number_or_name(to) ||
        from > to)
      return bad(
          "\"" + std::string(first) + ".." + std::string(last) +
          "\" is no range of telephone numbers: both have as many digits, and the first is not the larger");
    return of_field(Comparison::Kind::numbers, {from, to});
  }

  Result<CellTest> value(std::string_view text) const {
    const std::string plain(unquoted(text));
    const bool is_quoted = plain.size() != text.size();
    if (type_.kind == VariableType::Kind::number) {
      if (const auto number = number_of(text)) return of_field(Comparison::Kind::is, {*number});
    } else if (type_.kind == VariableType::Kind::boolean) {
      if (plain == "true" || plain == "false") return of_field(Comparison::Kind::is, {plain == "true"});
    } else if (!is_quoted && plain.find_first_of("*?") != std::string::npos) {
      if (const std::string why = why_no_pattern(plain); !why.empty())
        return bad("\"" + plain + "\" is no pattern of numbers: " + why);
      return of_field(Comparison::Kind::number, {dialled_number(plain)});
    } else if (fits(type_, FieldValue{plain})) {
      return of_field(Comparison::Kind::is, {plain});
    }
    return bad("\"" + plain + "\" is not " + wanted(type_) + ", as '" + field_ + "' is");
  }

  const std::string& field_;
  const VariableType& type_;
};

}  // namespace

Result<FieldValue> value_of_cell(const VariableType& type, const DatabaseValue& cell) {
  using Kind = VariableType::Kind;
  std::optional<FieldValue> value;
  if (const auto* truth = std::get_if<bool>(&cell)) value = *truth;
  if (const auto* number = std::get_if<double>(&cell)) value = *number;
  if (const auto* text = std::get_if<std::string>(&cell)) {
    value = *text;
    if (const auto number = number_of(*text); number && type.kind == Kind::number) value = *number;
    if (type.kind == Kind::boolean && (*text == "true" || *text == "false")) value = *text == "true";
  }
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
    value = std::to_string(*whole);
    if (type.kind == Kind::number) value = static_cast<double>(*whole);
    if (type.kind == Kind::boolean && (*whole == 0 || *whole == 1)) value = *whole == 1;
  }
  if (value && fits(type, *value)) return std::move(*value);
  return Error{"bad-cell", (value ? to_text(*value) : std::string("NULL")) + " is not " + wanted(type)};
}

Result<std::vector<CellTest>> tests_of_cell(const std::string& field, const VariableType& type,
                                            const DatabaseValue& cell) {
  if (std::holds_alternative<std::monostate>(cell)) return std::vector<CellTest>{};
  if (const auto* text = std::get_if<std::string>(&cell)) return CellReader(field, type).read(*text);
  auto value = value_of_cell(type, cell);
  if (!value) return Error{"bad-cell", value.error().text + ", as '" + field + "' is"};
  return std::vector<CellTest>{{{.field = field}, Comparison::Kind::is, {std::move(value).value()}}};
}

Result<std::map<std::string, int, std::less<>>> needs_of_cell(const Definitions& definitions,
                                                              const std::string& text) {
  std::map<std::string, int, std::less<>> needs;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view need = trimmed(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    const std::size_t blank = std::min(need.find_last_of(" \t"), need.size());
    const std::string_view last = blank < need.size() ? need.substr(blank + 1) : std::string_view();
    int least = 1;
    const auto read = std::from_chars(last.data(), last.data() + last.size(), least);
    const bool has_number = !last.empty() && read.ec == std::errc{} && read.ptr == last.data() + last.size();
    const std::string skill(unquoted(trimmed(has_number ? need.substr(0, blank) : need)));
    if (!definitions.skills.contains(skill)) {
      NearestName near(skill);
      for (const auto& [known, definition] : definitions.skills)
        near.offer(known);
      return Error{"bad-cell", "there is no skill \"" + skill + "\"" + did_you_mean(near.best())};
    }
    if (least < 1 || least > highest_proficiency)
      return Error{"bad-cell",
                   "of \"" + skill + "\" a proficiency from 1 to 10 is needed, not " + std::to_string(least)};
    needs.insert_or_assign(skill, least);
  }
  return needs;
}

}  // namespace tipring::dsl
