#include "dsl/check/inference.h"

namespace tipring::dsl {
namespace {

// Locals may be given each other's values in a long row; the text does not bound it, so the stack must.
constexpr int deepest_value = 400;
constexpr int deepest_literal = 50;
constexpr std::size_t most_literals = 32;

}  // namespace

Value either(const Value& one, const Value& other) {
  if (one.kind == Value::Kind::nil) return other;
  if (other.kind == Value::Kind::nil || one == other) return one;
  return {};
}

const KnownMember* Inference::member(const KnownObject& object, std::string_view name) {
  const auto found = object.members.find(name);
  return found == object.members.end() ? nullptr : &found->second;
}

Value Inference::of(const Expression* expression) {
  if (depth_ >= deepest_value) return {};
  ++depth_;
  Value value = of_node(expression);
  --depth_;
  return value;
}

Value Inference::of_node(const Expression* expression) {
  if (as<NilLiteral>(expression) != nullptr) {
    Value nil;
    nil.kind = Value::Kind::nil;
    return nil;
  }
  if (const auto* name = as<Name>(expression)) {
    return name->local != nullptr ? of_local(name->local) : of_global(name->name);
  }
  if (const auto* parenthesised = as<Parenthesised>(expression)) return of(parenthesised->inner);
  if (const auto* binary = as<Binary>(expression)) return of_binary(*binary);
  if (const auto* suffixed = as<Suffixed>(expression)) {
    Value value = of(suffixed->base);
    for (const Suffix& suffix : suffixed->suffixes)
      value = after(value, suffix);
    return value;
  }
  return {};
}

Value Inference::of_binary(const Binary& binary) {
  Value value;
  bool first = true;
  for (const Binary::Step& step : binary.steps) {
    if (step.op == BinaryOperator::logical_and) {
      // Otherwise it is false or nil.
      value = of(step.operand);
    } else if (step.op == BinaryOperator::logical_or) {
      value = either(first ? of(binary.first) : value, of(step.operand));
    } else {
      value = Value{};
    }
    first = false;
  }
  return value;
}

Value Inference::of_local(const Local* local) {
  const auto known = known_locals_.find(local);
  if (known != known_locals_.end()) return known->second;
  known_locals_[local] = Value{};  // While it is worked out: what is made from itself is unknown.
  const LocalSources& sources = locals_.of(local);
  Value value;
  value.kind = Value::Kind::nil;
  if (sources.parameter) {
    const auto handed = handed_.find(local);
    value = handed == handed_.end() ? Value{} : object(handed->second);
  }
  if (sources.other) value = Value{};
  for (const Expression* source : sources.values)
    value = either(value, of(source));
  known_locals_[local] = value;
  return value;
}

Value Inference::of_global(const std::string& name) const {
  if (site_globals_.contains(name)) return {};
  const auto found = names_.globals.find(name);
  if (found == names_.globals.end()) return {};
  const KnownGlobal& global = found->second;
  Value value;
  switch (global.kind) {
    case GlobalKind::value:
      return object(global.type);
    case GlobalKind::function:
      value.kind = Value::Kind::function;
      value.function = &global.function;
      break;
    case GlobalKind::library:
      value.kind = Value::Kind::library;
      value.library = &global;
      value.function = global.callable ? &global.function : nullptr;
      break;
  }
  value.name = name;
  return value;
}

Value Inference::object(const std::string& type) const {
  const auto found = names_.objects.find(type);
  if (found == names_.objects.end()) return {};
  Value value;
  value.kind = Value::Kind::object;
  value.name = type;
  value.object = &found->second;
  return value;
}

Value Inference::result(const KnownFunction& function) const {
  return object(function.result);
}

Value Inference::after(const Value& base, const Suffix& suffix) const {
  switch (suffix.kind) {
    case Suffix::Kind::field:
      return field(base, suffix.name);
    case Suffix::Kind::index: {
      const auto* key = as<TextLiteral>(suffix.key);
      return key != nullptr ? field(base, key->value) : Value{};
    }
    case Suffix::Kind::call:
      return call(base, suffix);
    case Suffix::Kind::method:
      break;
  }
  if (base.kind != Value::Kind::object) return {};
  const KnownMember* method = member(*base.object, suffix.name);
  return method != nullptr && method->kind == MemberKind::method ? result(method->function) : Value{};
}

Value Inference::field(const Value& base, std::string_view name) const {
  if (base.kind == Value::Kind::object) {
    const KnownMember* attribute = member(*base.object, name);
    return attribute != nullptr && attribute->kind == MemberKind::attribute ? object(attribute->type) : Value{};
  }
  if (base.kind != Value::Kind::library) return {};
  const auto found = base.library->fields.find(name);
  if (found == base.library->fields.end()) return {};
  if (found->second.kind != MemberKind::function) return object(found->second.type);
  Value value;
  value.kind = Value::Kind::function;
  value.name = base.name + "." + std::string(name);
  value.function = &found->second.function;
  return value;
}

Value Inference::call(const Value& base, const Suffix& suffix) const {
  if (base.kind != Value::Kind::function && base.kind != Value::Kind::library) return {};
  if (base.function == nullptr) return {};
  if (base.function->defines != DefinitionForm::by_name) return result(*base.function);
  Value value;
  value.kind = Value::Kind::definition;
  value.name = base.name;
  value.function = base.function;
  value.defined = suffix.arguments.empty() ? nullptr : suffix.arguments.front();
  return value;
}

std::optional<Inference::Call> Inference::called(const Value& base, const Suffix& suffix) {
  if (suffix.kind == Suffix::Kind::method) {
    if (base.kind != Value::Kind::object) return std::nullopt;
    const KnownMember* method = member(*base.object, suffix.name);
    if (method == nullptr || method->kind != MemberKind::method) return std::nullopt;
    return Call{&method->function, &method->function.arguments, base.name + ":" + suffix.name};
  }
  if (suffix.kind != Suffix::Kind::call || base.function == nullptr) return std::nullopt;
  if (base.kind == Value::Kind::definition) return Call{base.function, &base.function->definition, base.name};
  return Call{base.function, &base.function->arguments, base.name};
}

std::optional<std::string> Inference::constant_text(const Expression* expression) const {
  const auto found = literals(expression);
  if (found.size() != 1) return std::nullopt;
  const bool certain = as<TextLiteral>(expression) != nullptr || as<Name>(expression) != nullptr ||
                       as<Parenthesised>(expression) != nullptr;
  const auto* text = certain ? as<TextLiteral>(found.front()) : nullptr;
  return text != nullptr ? std::optional(text->value) : std::nullopt;
}

void Inference::hand(const FunctionBody& body, const std::vector<std::string>& types) {
  for (std::size_t at = 0; at < types.size() && at < body.parameters.size(); ++at) {
    const auto [entry, is_new] = handed_.try_emplace(body.parameters[at], types[at]);
    if (!is_new && entry->second != types[at]) entry->second.clear();
    known_locals_.erase(body.parameters[at]);
  }
}

const FunctionBody* Inference::handler(const Expression* argument) const {
  if (const auto* function = as<FunctionLiteral>(argument)) return function->body;
  const auto* name = as<Name>(argument);
  if (name == nullptr || name->local == nullptr) return nullptr;
  const LocalSources& sources = locals_.of(name->local);
  const bool only_here =
      !sources.other && !sources.parameter && sources.values.size() == 1 && sources.uses == 1;
  const auto* function = only_here ? as<FunctionLiteral>(sources.values.front()) : nullptr;
  return function != nullptr ? function->body : nullptr;
}

std::vector<const Expression*> Inference::literals(const Expression* expression) const {
  std::vector<const Expression*> found;
  add_literals(expression, 0, found);
  return found;
}

void Inference::add_literals(const Expression* expression, int depth,
                             std::vector<const Expression*>& found) const {
  if (depth > deepest_literal || found.size() >= most_literals) return;
  if (const auto* parenthesised = as<Parenthesised>(expression)) {
    return add_literals(parenthesised->inner, depth + 1, found);
  }
  if (const auto* binary = as<Binary>(expression)) {
    // `a == b and "x" or "y"` is "x" or "y", but for false and nil.
    std::vector<const Expression*> alternatives = {binary->first};
    for (const Binary::Step& step : binary->steps) {
      if (step.op != BinaryOperator::logical_or) alternatives.clear();
      if (step.op == BinaryOperator::logical_and || step.op == BinaryOperator::logical_or) {
        alternatives.push_back(step.operand);
      }
    }
    for (const Expression* alternative : alternatives)
      add_literals(alternative, depth + 1, found);
    return;
  }
  if (const auto* name = as<Name>(expression)) {
    if (name->local == nullptr) return;
    const LocalSources& sources = locals_.of(name->local);
    if (sources.other || sources.parameter || sources.values.size() != 1) return;
    const Expression* value = sources.values.front();
    const bool scalar = as<TextLiteral>(value) != nullptr || as<NumberLiteral>(value) != nullptr ||
                        as<BooleanLiteral>(value) != nullptr;
    if (scalar) found.push_back(value);
    return;
  }
  if (as<Suffixed>(expression) == nullptr && as<Unary>(expression) == nullptr &&
      as<Varargs>(expression) == nullptr) {
    found.push_back(expression);
  }
}

}  // namespace tipring::dsl
