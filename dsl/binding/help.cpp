#include <string>

#include "dsl/binding/word.h"

namespace tipring::dsl {
namespace {

std::string_view place_text(WordPlace place) {
  switch (place) {
    case WordPlace::loading:
      return "While the site loads.";
    case WordPlace::task:
      return "In a function that attends a contact.";
    case WordPlace::anywhere:
      return "Anywhere.";
  }
  return "";
}

std::string parameter_line(const Parameter& parameter) {
  std::string line = "  " + std::string(parameter.name);
  line.append(line.size() < 16 ? 16 - line.size() : 1, ' ');
  line += wanted(parameter);
  if (parameter.required) line += "; required";
  if (!parameter.fallback.empty()) line += "; default " + std::string(parameter.fallback);
  return line + "\n                " + std::string(parameter.doc) + "\n";
}

}  // namespace

std::string help_text(const Word& word) {
  std::string text = signature(word) + "\n\n" + std::string(word.summary) + "\n";
  if (!word.details.empty()) text += std::string(word.details) + "\n";
  if (!word.parameters.empty()) {
    text += "\nArguments:\n";
    for (const Parameter& parameter : word.parameters)
      text += parameter_line(parameter);
  }
  if (!word.options.empty()) {
    text += "\nOptions, in a table:\n";
    for (const Parameter& option : word.options)
      text += parameter_line(option);
  }
  if (!word.returns.empty()) text += "\nReturns: " + std::string(word.returns) + "\n";
  text += "\nWhere: " + std::string(place_text(word.place));
  if (word.waits) text += " Waits: the contact's other tasks and all other contacts go on meanwhile.";
  if (word.owner == "call" && word.kind == WordKind::method)
    text += "\n" + std::string(to_sentence(word.answers));
  text += "\n";
  if (!word.example.empty()) text += "\nExample:\n\n" + std::string(word.example) + "\n";
  return text;
}

}  // namespace tipring::dsl
