#include "dsl/check/arguments.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "dsl/check/number_literal.h"

namespace tipring::dsl {
namespace {

constexpr std::size_t longest_shown_text = 30;

const Expression* without_parentheses(const Expression* expression) {
  while (const auto* parenthesised = as<Parenthesised>(expression))
    expression = parenthesised->inner;
  return expression;
}

// A call or `...` in the last place may give any number of values.
bool may_spread(const Expression* expression) {
  if (as<Varargs>(expression) != nullptr) return true;
  const auto* suffixed = as<Suffixed>(expression);
  if (suffixed == nullptr) return false;
  const Suffix::Kind last = suffixed->suffixes.back().kind;
  return last == Suffix::Kind::call || last == Suffix::Kind::method;
}

bool is_scalar_literal(const Expression* expression) {
  return as<TextLiteral>(expression) != nullptr || as<NumberLiteral>(expression) != nullptr ||
         as<BooleanLiteral>(expression) != nullptr || as<FunctionLiteral>(expression) != nullptr ||
         as<NilLiteral>(expression) != nullptr;
}

bool looks_like_number(const std::string& text) {
  double number = 0;
  const auto outcome = std::from_chars(text.data(), text.data() + text.size(), number);
  return outcome.ec == std::errc{} || read_number(text).has_value();
}

const KnownParameter* find_named(const KnownArguments& known, std::string_view name) {
  for (const auto* list : {&known.options, &known.parameters}) {
    const auto found =
        std::find_if(list->begin(), list->end(), [name](const auto& each) { return each.name == name; });
    if (found != list->end()) return &*found;
  }
  return nullptr;
}

class Matcher {
 public:
  explicit Matcher(const KnownArguments& known) : known_(known) {}

  ArgumentMatch match(const std::vector<const Expression*>& arguments) {
    const Expression* last = arguments.empty() ? nullptr : arguments.back();
    const auto* table = known_.options.empty() ? nullptr : as<TableLiteral>(without_parentheses(last));
    for (const Expression* argument : arguments) {
      if (table == nullptr || argument != last) take_positional(argument, argument == last);
    }
    if (table != nullptr) take_table(*table);
    // A variable in the last place may hold the table of options.
    const bool perhaps_options =
        !known_.options.empty() && last != nullptr && table == nullptr && !is_scalar_literal(last);
    if (!uncertain_ && !perhaps_options && !known_.any_number) find_missing();
    return std::move(match_);
  }

 private:
  void take_positional(const Expression* argument, bool last) {
    const std::size_t at = match_.positional++;
    uncertain_ = uncertain_ || (last && may_spread(argument));
    if (at < known_.parameters.size()) {
      match_.pairs.push_back({&known_.parameters[at], argument});
    } else if (!known_.parameters.empty() && known_.parameters.back().repeats) {
      match_.pairs.push_back({&known_.parameters.back(), argument});
    } else if (!known_.any_number && match_.first_too_many == nullptr) {
      const bool perhaps_options = last && !known_.options.empty() && !is_scalar_literal(argument);
      if (!perhaps_options && !(last && may_spread(argument))) match_.first_too_many = argument;
    }
  }

  void take_table(const TableLiteral& table) {
    for (const TableItem& item : table.items) {
      const bool last = &item == &table.items.back();
      if (item.kind == TableItem::Kind::positional) {
        take_positional(item.value, last);
      } else if (item.kind == TableItem::Kind::named) {
        take_named(item.name, item);
      } else if (const auto* key = as<TextLiteral>(item.key)) {
        take_named(key->value, item);
      } else {
        uncertain_ = true;
      }
    }
  }

  void take_named(const std::string& name, const TableItem& item) {
    const KnownParameter* parameter = find_named(known_, name);
    if (parameter == nullptr) {
      match_.unknown_options.push_back({name, item.position});
    } else {
      match_.pairs.push_back({parameter, item.value});
    }
  }

  void find_missing() {
    for (const auto* list : {&known_.parameters, &known_.options}) {
      for (const KnownParameter& parameter : *list) {
        const bool given = std::any_of(match_.pairs.begin(), match_.pairs.end(),
                                       [&](const auto& pair) { return pair.parameter == &parameter; });
        if (parameter.required && !given) match_.missing.push_back(&parameter);
      }
    }
  }

  const KnownArguments& known_;
  ArgumentMatch match_;
  bool uncertain_ = false;  // More may be given than the text shows.
};

}  // namespace

ArgumentMatch match_arguments(const KnownArguments& known, const std::vector<const Expression*>& arguments) {
  return Matcher(known).match(arguments);
}

std::string describe_literal(const Expression* literal) {
  if (const auto* text = as<TextLiteral>(literal)) {
    std::string shown;
    for (const char letter : text->value.substr(0, longest_shown_text)) {
      const auto byte = static_cast<unsigned char>(letter);
      shown += byte < 0x20 || byte == 0x7f ? '?' : letter;
    }
    return "the text \"" + shown + (text->value.size() > longest_shown_text ? "...\"" : "\"");
  }
  if (const auto* number = as<NumberLiteral>(literal)) {
    char digits[32];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), number->value).ptr;
    return "the number " + std::string(std::begin(digits), end);
  }
  if (const auto* boolean = as<BooleanLiteral>(literal)) return boolean->value ? "true" : "false";
  if (as<FunctionLiteral>(literal) != nullptr) return "a function";
  if (as<TableLiteral>(literal) != nullptr) return "a table";
  return as<NilLiteral>(literal) != nullptr ? "nil" : "";
}

namespace {

// What a variable or a call gives is not known, and may be more than one item.
bool is_list_of_texts(const TableLiteral& table, std::size_t least) {
  bool certain = true;
  for (const TableItem& item : table.items) {
    const Expression* value = without_parentheses(item.value);
    if (item.kind == TableItem::Kind::named) return false;
    if (is_scalar_literal(value) || as<TableLiteral>(value) != nullptr) {
      if (as<TextLiteral>(value) == nullptr) return false;
    } else {
      certain = false;
    }
  }
  return !certain || table.items.size() >= least;
}

}  // namespace

bool literal_fits(const LiteralType& type, const Expression* literal) {
  if (const auto* text = as<TextLiteral>(literal)) {
    // Lua takes "5" for 5 where a number is wanted.
    if (!type.text) return type.number && looks_like_number(text->value);
    return !type.text_fits || type.text_fits(text->value);
  }
  if (const auto* number = as<NumberLiteral>(literal)) {
    if (number->boxed) return true;  // Reported on its own.
    return type.number && (!type.whole || number->value == std::floor(number->value)) &&
           (!type.number_fits || type.number_fits(number->value));
  }
  if (as<BooleanLiteral>(literal) != nullptr) return type.boolean;
  if (as<FunctionLiteral>(literal) != nullptr) return type.function;
  if (const auto* table = as<TableLiteral>(literal))
    return type.table && (!type.texts || is_list_of_texts(*table, type.least_items));
  return true;
}

}  // namespace tipring::dsl
