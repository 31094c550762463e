#include <algorithm>

#include "dsl/check/checker.h"

namespace tipring::dsl {
namespace {

constexpr std::size_t most_listed = 6;

std::string quoted(std::string_view name) {
  return "'" + std::string(name) + "'";
}

// Ends a message when nothing near is known: what there is, if it is little enough to be read.
template <typename Names>
std::string listed(std::string_view what, const Names& names) {
  if (names.empty() || names.size() > most_listed) return {};
  std::string text = "; " + std::string(what);
  for (const std::string& name : names)
    text += (&name == &*names.begin() ? " " : ", ") + name;
  return text;
}

}  // namespace

void Checker::check_call(const Value& base, const Suffix& suffix, const Suffix* next) {
  const auto call = Inference::called(base, suffix);
  if (!call) return;
  check_place(*call, suffix.position);
  const bool definition = base.kind == Value::Kind::definition;
  check_arguments(*call, suffix, definition);
  if (definition) return check_defined_once(base);
  if (call->function->defines != DefinitionForm::by_name || suffix.arguments.empty()) return;
  const bool defines = next != nullptr && next->kind == Suffix::Kind::call;
  if (!defines) refer(call->function->noun, suffix.arguments.front());
}

void Checker::check_place(const Inference::Call& call, Position position) {
  const KnownPlace place = call.function->place;
  if (place == KnownPlace::task && functions().empty()) {
    return report(FindingKind::wrong_use, position,
                  call.name + " attends a contact: it belongs in a function, not at the top of a file");
  }
  if (place != KnownPlace::loading) return;
  const bool attending = std::any_of(functions().begin(), functions().end(), [this](const FunctionBody* body) {
    return survey_.handlers().contains(body);
  });
  if (attending) {
    report(FindingKind::wrong_use, position,
           call.name +
               " defines the site while it loads: it belongs at the top of a file, not in a function that "
               "attends a contact");
  }
}

void Checker::check_arguments(const Inference::Call& call, const Suffix& suffix, bool definition) {
  const ArgumentMatch match = match_arguments(*call.arguments, suffix.arguments);
  for (const ArgumentMatch::Pair& pair : match.pairs) {
    // The name that a by_name function is given is checked as a whole call.
    const bool own_name = !definition && call.function->defines == DefinitionForm::by_name &&
                          pair.parameter->noun == call.function->noun;
    if (!own_name && !pair.parameter->noun.empty()) refer(pair.parameter->noun, pair.value);
    check_argument(call, pair);
  }
  check_options(call, match);
  if (match.first_too_many != nullptr) {
    const std::size_t most = call.arguments->parameters.size();
    const std::string count =
        most == 0 ? "no arguments" : std::to_string(most) + (most == 1 ? " argument" : " arguments");
    report(FindingKind::wrong_argument, match.first_too_many->position,
           call.name + " takes " + (most == 0 ? "" : "at most ") + count + ", not " +
               std::to_string(match.positional));
  }
  for (const KnownParameter* parameter : match.missing) {
    const auto type = inference_.names().types.find(parameter->type);
    const std::string expected = type == inference_.names().types.end() ? "" : ", " + type->second.expected;
    report(FindingKind::wrong_argument, suffix.position,
           call.name + " needs " + quoted(parameter->name) + expected);
  }
}

void Checker::check_argument(const Inference::Call& call, const ArgumentMatch::Pair& pair) {
  const auto named = inference_.names().types.find(pair.parameter->type);
  const auto& narrowed = pair.parameter->narrowed;
  if (!narrowed && named == inference_.names().types.end()) return;
  const LiteralType& type = narrowed ? *narrowed : named->second;
  for (const Expression* literal : inference_.literals(pair.value)) {
    if (literal_fits(type, literal)) continue;
    const auto* text = as<TextLiteral>(literal);
    const auto near = text != nullptr && !type.one_of.empty() ? advice(text->value, type.one_of) : std::nullopt;
    report(FindingKind::wrong_argument, pair.value->position,
           call.name + ": " + quoted(pair.parameter->name) + " must be " + type.expected + ", not " +
               describe_literal(literal) + did_you_mean(near),
           near.value_or(""));
  }
}

void Checker::check_options(const Inference::Call& call, const ArgumentMatch& match) {
  for (const ArgumentMatch::UnknownOption& option : match.unknown_options) {
    std::vector<std::string> names;
    for (const auto* list : {&call.arguments->parameters, &call.arguments->options}) {
      for (const KnownParameter& parameter : *list)
        names.push_back(parameter.name);
    }
    const auto near = advice(option.name, names);
    report(FindingKind::unknown_option, option.position,
           call.name + " has no option " + quoted(option.name) +
               (near ? did_you_mean(near) : listed("it has", names)),
           near.value_or(""));
  }
}

void Checker::check_defined_once(const Value& value) {
  const auto name = value.defined == nullptr ? std::nullopt : inference_.constant_text(value.defined);
  if (!name) return;
  const Definition* first = survey_.find(value.function->noun, *name);
  const Definition here{value.function->noun, *name, chunk().file, value.defined->position};
  if (first == nullptr || (first->file == here.file && first->position == here.position)) return;
  if (!survey_.certain(*first) || !survey_.certain(here)) return;
  report(FindingKind::defined_twice, here.position,
         "the " + here.noun + " " + quoted(*name) + " is defined twice; the first is in " + first->file + ":" +
             std::to_string(first->position.line));
}

void Checker::refer(const std::string& noun, const Expression* value) {
  for (const Expression* literal : inference_.literals(value)) {
    const auto* text = as<TextLiteral>(literal);
    if (text == nullptr) continue;
    // A literal that a local carries is reported where it is used.
    const bool carried = as<Name>(value) != nullptr;
    const Position position = carried ? value->position : literal->position;
    references_.push_back({noun, text->value, chunk().file, position});
    if (!survey_.complete(noun) || survey_.find(noun, text->value) != nullptr) continue;
    const auto known = inference_.names().nouns.find(noun);
    if (known != inference_.names().nouns.end()) {
      const auto& names = known->second.names;
      if (std::find(names.begin(), names.end(), text->value) != names.end()) continue;
      if (known->second.exists && known->second.exists(text->value)) continue;
    }
    const auto& names = survey_.names_of(noun);
    const auto near = advice(text->value, names);
    report(FindingKind::unknown_name, position,
           "there is no " + (noun == "rules" ? "rule set" : noun) + " " + quoted(text->value) +
               (near ? did_you_mean(near) : listed("there is", names)),
           near.value_or(""));
  }
}

}  // namespace tipring::dsl
