#include "dsl/binding/word.h"

namespace tipring::dsl {

std::string_view to_string(ValueType type) {
  switch (type) {
    case ValueType::any:
      return "any value";
    case ValueType::text:
      return "a text";
    case ValueType::whole:
      return "a whole number";
    case ValueType::number:
      return "a number";
    case ValueType::boolean:
      return "true or false";
    case ValueType::duration:
      return "a duration such as \"5s\" or \"1m30s\"";
    case ValueType::range:
      return "a count such as 4, or a range such as \"6-12\"";
    case ValueType::digits:
      return "digits (0-9, *, #, A-D)";
    case ValueType::function:
      return "a function";
    case ValueType::table:
      return "a table";
    case ValueType::clip:
      return "a sound's name, or what tone, silence, say or record gave";
    case ValueType::target:
      return "a SIP URI such as \"sip:ann@192.0.2.7\", phone \"name\" or trunk(\"name\", number)";
    case ValueType::phone:
      return "a phone of the site: phone \"name\"";
    case ValueType::number_to_call:
      return "a number such as \"+12025550143\"";
    case ValueType::secret:
      return "secret \"name\", or a text";
    case ValueType::action:
      return "where the contact goes: dialog \"name\", reject(404), redirect(uri), hang_up()";
    case ValueType::nothing:
      return "nothing";
  }
  return "";
}

std::string qualified_name(const Word& word) {
  if (word.owner.empty()) return std::string(word.name);
  const bool on_object = word.kind == WordKind::method;
  return std::string(word.owner) + (on_object ? ":" : ".") + std::string(word.name);
}

std::string signature(const Word& word) {
  const bool defines = word.kind == WordKind::definition;
  std::string text = qualified_name(word) + (defines ? " \"name\"" : "");
  if (word.kind == WordKind::attribute || word.kind == WordKind::value) return text;
  std::string arguments;
  const auto add = [&arguments](const Parameter& parameter) {
    if (!arguments.empty()) arguments += ", ";
    arguments += std::string(parameter.name) + (parameter.repeats ? " ..." : "");
  };
  for (const Parameter& parameter : word.parameters)
    add(parameter);
  if (word.options.empty()) return text + (defines ? " (" : "(") + arguments + ")";
  for (const Parameter& option : word.options) {
    if (!arguments.empty()) arguments += ", ";
    arguments += std::string(option.name) + " =";
  }
  return text + " { " + arguments + " }";
}

}  // namespace tipring::dsl
