#include "dsl/binding/word.h"

#include <cmath>

#include "dsl/binding/word_call.h"

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
    case ValueType::boolean_or_text:
      return "true, false or a text";
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
    case ValueType::texts:
      return "a list of texts such as { \"billing\", \"repair\" }";
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

std::string_view to_sentence(Answers answers) {
  switch (answers) {
    case Answers::no:
      return "Does not answer the call.";
    case Answers::yes:
      return "Answers the call.";
    case Answers::unless_early:
      return "Answers the call, unless it has early media.";
    case Answers::later:
      return "Answers the call once somebody has answered whom it is to talk to or hear.";
  }
  return "";
}

namespace {

std::string shown(ValueType type, double bound) {
  if (type == ValueType::duration) return format_duration(Duration{std::llround(bound * 1e6)});
  return std::to_string(std::llround(bound));
}

std::string one_of_text(const Parameter& parameter) {
  std::string text = parameter.type == ValueType::boolean_or_text ? "true, false" : "";
  for (const std::string_view& each : parameter.one_of) {
    const bool last = &each == &parameter.one_of.back();
    if (!text.empty()) text += last ? " or " : ", ";
    text += "\"" + std::string(each) + "\"";
  }
  return text;
}

}  // namespace

std::string wanted(const Parameter& parameter) {
  if (!parameter.one_of.empty()) return one_of_text(parameter);
  std::string type(to_string(parameter.type));
  if (parameter.type == ValueType::texts || (!parameter.least && !parameter.most)) return type;
  if (parameter.type == ValueType::duration) type = "a duration";
  if (parameter.least && parameter.most)
    return type + " from " + shown(parameter.type, *parameter.least) + " to " +
           shown(parameter.type, *parameter.most);
  if (parameter.least) return type + " of at least " + shown(parameter.type, *parameter.least);
  return type + " of at most " + shown(parameter.type, *parameter.most);
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
