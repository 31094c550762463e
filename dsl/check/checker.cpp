#include "dsl/check/checker.h"

#include <algorithm>

namespace tipring::dsl {
namespace {

std::string quoted(std::string_view name) {
  return "'" + std::string(name) + "'";
}

std::string with_article(const std::string& noun) {
  const bool vowel = !noun.empty() && std::string_view("aeiou").find(noun.front()) != std::string_view::npos;
  return (vowel ? "an " : "a ") + noun;
}

}  // namespace

void Checker::report(FindingKind kind, Position position, std::string text, std::string suggestion) {
  findings_.push_back({kind, chunk().file, position, std::move(text), std::move(suggestion)});
}

void Checker::meet_statement(const Statement& statement) {
  if (const auto* loop = std::get_if<While>(&statement.node)) tested_.insert(loop->condition);
  if (const auto* loop = std::get_if<Repeat>(&statement.node)) tested_.insert(loop->condition);
  if (const auto* choice = std::get_if<If>(&statement.node)) {
    for (const If::Arm& arm : choice->arms)
      tested_.insert(arm.condition);
  }
}

void Checker::meet_expression(const Expression& expression) {
  if (const auto* name = as<Name>(&expression)) {
    if (name->local == nullptr) check_global(*name, expression.position);
  } else if (const auto* suffixed = as<Suffixed>(&expression)) {
    check_suffixes(*suffixed, suffixed->suffixes.size(), tested_.contains(&expression));
  } else if (const auto* binary = as<Binary>(&expression)) {
    const auto asks = [](BinaryOperator op) {
      return op == BinaryOperator::logical_and || op == BinaryOperator::logical_or ||
             op == BinaryOperator::equal || op == BinaryOperator::not_equal;
    };
    if (asks(binary->steps.front().op)) tested_.insert(binary->first);
    for (const Binary::Step& step : binary->steps) {
      if (asks(step.op)) tested_.insert(step.operand);
    }
  } else if (const auto* unary = as<Unary>(&expression)) {
    if (unary->op == UnaryOperator::logical_not) tested_.insert(unary->operand);
  } else if (const auto* parenthesised = as<Parenthesised>(&expression)) {
    if (tested_.contains(&expression)) tested_.insert(parenthesised->inner);
  } else if (const auto* number = as<NumberLiteral>(&expression)) {
    if (number->boxed) {
      report(FindingKind::unavailable, expression.position,
             "numbers with LL, ULL or i belong to LuaJIT's foreign functions, which scripts cannot use; a "
             "plain number "
             "was expected");
    }
  }
}

void Checker::meet_target(const Expression& target) {
  if (const auto* name = as<Name>(&target)) {
    if (name->local == nullptr) check_global_assignment(*name, target.position);
    return;
  }
  const auto* suffixed = as<Suffixed>(&target);
  const std::size_t read = suffixed->suffixes.size() - 1;
  check_suffixes(*suffixed, read, false);
  Value value = inference_.of(suffixed->base);
  for (std::size_t at = 0; at < read; ++at)
    value = inference_.after(value, suffixed->suffixes[at]);
  const Suffix& written = suffixed->suffixes.back();
  if (written.kind == Suffix::Kind::field) return check_write(value, written.name, written.position);
  if (const auto* key = as<TextLiteral>(written.key)) check_write(value, key->value, written.position);
}

void Checker::check_global(const Name& name, Position position) {
  const auto& known = inference_.names().globals;
  if (known.contains(name.name) || survey_.globals().contains(name.name)) return;
  if (survey_.misplaced_globals().contains(name.name)) return;
  const auto near = advice(name.name, visible_locals(), known, survey_.globals());
  report(FindingKind::unknown_global, position, "unknown global " + quoted(name.name) + did_you_mean(near),
         near.value_or(""));
}

void Checker::check_global_assignment(const Name& name, Position position) {
  if (functions().empty()) return;
  const auto near = advice(name.name, visible_locals());
  report(FindingKind::global_assignment, position,
         "the global " + quoted(name.name) +
             " is assigned inside a function, but globals are frozen once the site is loaded; use a local or a "
             "variable of the contact" +
             did_you_mean(near),
         near.value_or(""));
}

void Checker::check_suffixes(const Suffixed& suffixed, std::size_t count, bool tested) {
  Value value = inference_.of(suffixed.base);
  for (std::size_t at = 0; at < count; ++at) {
    const Suffix& suffix = suffixed.suffixes[at];
    const Suffix* next = at + 1 < count ? &suffixed.suffixes[at + 1] : nullptr;
    const bool asked_for = tested && next == nullptr && value.kind == Value::Kind::library;
    if (suffix.kind == Suffix::Kind::field) {
      if (!asked_for) check_read(value, suffix.name, suffix.position, next);
    } else if (suffix.kind == Suffix::Kind::index) {
      const auto* key = as<TextLiteral>(suffix.key);
      if (key != nullptr && !asked_for) check_read(value, key->value, suffix.position, next);
    } else if (suffix.kind == Suffix::Kind::method) {
      check_method(value, suffix);
      check_call(value, suffix, next);
    } else {
      check_call(value, suffix, next);
    }
    value = inference_.after(value, suffix);
  }
}

void Checker::check_read(const Value& base, std::string_view name, Position position, const Suffix* next) {
  if (base.kind == Value::Kind::library) return check_library_field(base, name, position);
  if (base.kind != Value::Kind::object) return;
  const KnownMember* member = Inference::member(*base.object, name);
  if (member == nullptr) return report_unknown_member(base, name, position, false);
  if (member->kind != MemberKind::method || next == nullptr || next->kind != Suffix::Kind::call) return;
  // Called with a dot: the first argument must then be the object itself, which no literal is.
  const bool without_object = next->arguments.empty() || !describe_literal(next->arguments.front()).empty();
  if (!without_object) return;
  report(FindingKind::wrong_use, position,
         quoted(name) + " is a method of " + with_article(base.name) +
             " and is called with a colon: write :" + std::string(name) + " instead of ." + std::string(name));
}

void Checker::check_method(const Value& base, const Suffix& suffix) {
  if (base.kind == Value::Kind::library && base.library->fields.contains(suffix.name)) {
    return report(FindingKind::wrong_use, suffix.position,
                  quoted(suffix.name) + " belongs to the library " + base.name +
                      " and is called with a dot: write " + base.name + "." + suffix.name);
  }
  if (base.kind == Value::Kind::library) return check_library_field(base, suffix.name, suffix.position);
  if (base.kind != Value::Kind::object) return;
  const KnownMember* member = Inference::member(*base.object, suffix.name);
  if (member == nullptr) return report_unknown_member(base, suffix.name, suffix.position, true);
  if (member->kind == MemberKind::method) return;
  report(FindingKind::wrong_use, suffix.position,
         quoted(suffix.name) + " is an attribute of " + with_article(base.name) + ", not a method: write ." +
             suffix.name + " and no arguments");
}

void Checker::check_library_field(const Value& base, std::string_view name, Position position) {
  if (base.library->open || base.library->fields.contains(name)) return;
  const auto near = advice(name, base.library->fields);
  report(FindingKind::unknown_member, position,
         "the library " + base.name + " has no " + quoted(name) + did_you_mean(near), near.value_or(""));
}

bool Checker::may_be_variable(const KnownObject& object, const std::string& name) const {
  if (object.open) return true;
  if (object.variables.empty()) return false;
  if (!survey_.complete(object.variables)) return true;
  if (survey_.find(object.variables, name) != nullptr) return true;
  const auto known = inference_.names().nouns.find(object.variables);
  if (known == inference_.names().nouns.end()) return false;
  const auto& names = known->second.names;
  return std::find(names.begin(), names.end(), name) != names.end() ||
         (known->second.exists && known->second.exists(name));
}

void Checker::report_unknown_member(const Value& base, std::string_view name, Position position, bool method) {
  const KnownObject& object = *base.object;
  if (method ? object.open : may_be_variable(object, std::string(name))) return;
  const bool variables = !method && !object.variables.empty();
  std::vector<std::string> members;
  for (const auto& [member, known] : object.members) {
    if (!method || known.kind == MemberKind::method) members.push_back(member);
  }
  const auto near =
      variables ? advice(name, members, survey_.names_of(object.variables)) : advice(name, members);
  std::string text = with_article(base.name) + " has no ";
  text += method ? "method " : variables ? "attribute or " + object.variables + " " : "attribute ";
  text += quoted(name);
  text += near || method ? did_you_mean(near) : how_to_declare(object, name);
  report(FindingKind::unknown_member, position, std::move(text), near.value_or(""));
}

std::string Checker::how_to_declare(const KnownObject& object, std::string_view name) const {
  for (const auto& [global, known] : inference_.names().globals) {
    const bool declares = known.function.defines == DefinitionForm::by_field && !object.variables.empty() &&
                          known.function.noun == object.variables;
    if (!declares) continue;
    std::string declaration = "{ " + std::string(name) + " = ... }";
    if (const std::string& field = known.function.defining_field; !field.empty())
      declaration = "{ " + field + " = " + declaration + " }";
    return "; " + with_article(object.variables) + " is declared by " + global + " " + declaration;
  }
  return {};
}

void Checker::check_write(const Value& base, std::string_view name, Position position) {
  if (base.kind == Value::Kind::library) {
    return report(FindingKind::wrong_use, position,
                  "the library " + base.name + " cannot be changed: " + quoted(name) + " cannot be set");
  }
  if (base.kind != Value::Kind::object) return;
  const KnownMember* member = Inference::member(*base.object, name);
  if (member == nullptr) return report_unknown_member(base, name, position, false);
  if (member->kind == MemberKind::attribute && member->writable) return;
  const std::string what = member->kind == MemberKind::method ? "method" : "attribute";
  report(FindingKind::wrong_use, position,
         "the " + what + " " + quoted(name) + " of " + with_article(base.name) + " cannot be set");
}

}  // namespace tipring::dsl
