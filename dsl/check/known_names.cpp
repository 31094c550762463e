#include "dsl/check/known_names.h"

namespace tipring::dsl {
namespace {

LiteralType text_like(std::string expected) {
  LiteralType type;
  type.expected = std::move(expected);
  type.text = true;
  return type;
}

LiteralType number_like(std::string expected) {
  LiteralType type;
  type.expected = std::move(expected);
  type.number = true;
  return type;
}

}  // namespace

ByName<LiteralType> literal_types() {
  ByName<LiteralType> types;
  // Lua makes texts of numbers, and the words take them so.
  types["text"] = text_like("a text");
  types["text"].number = true;
  types["digits"] = text_like("a text of the digits 0-9, *, # and A-D");
  types["digits"].number = true;
  types["phone"].expected = "phone \"name\"";
  types["number_to_call"] = text_like("a number such as \"+12025550143\"");
  types["number_to_call"].number = true;
  types["target"] = text_like("a SIP URI, phone \"name\" or trunk(\"name\", number)");
  types["whole"] = number_like("a whole number");
  types["whole"].whole = true;
  types["number"] = number_like("a number");
  types["duration"] = number_like("a duration such as \"5s\"");
  types["duration"].text = true;
  types["range"] = number_like("a count such as 4 or \"6-12\"");
  types["range"].text = true;
  types["range"].whole = true;
  types["boolean"].expected = "true or false";
  types["boolean"].boolean = true;
  types["boolean_or_text"] = text_like("true, false or a text");
  types["boolean_or_text"].boolean = true;
  types["function"].expected = "a function";
  types["function"].function = true;
  types["table"].expected = "a table";
  types["table"].table = true;
  types["texts"].expected = "a list of texts such as { \"billing\", \"repair\" }";
  types["texts"].table = true;
  types["texts"].texts = true;
  types["clip"] = text_like("a sound's name or a clip");
  types["action"].expected = "an action such as reject(404) or dialog \"name\"";
  return types;
}

}  // namespace tipring::dsl
