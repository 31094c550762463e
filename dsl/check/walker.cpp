#include "dsl/check/walker.h"

namespace tipring::dsl {

void Walker::meet_statement(const Statement& /*statement*/) {}
void Walker::meet_expression(const Expression& /*expression*/) {}
void Walker::meet_target(const Expression& /*target*/) {}
void Walker::leave_function(const FunctionBody& /*body*/) {}

void Walker::walk(const Chunk& chunk) {
  chunk_ = &chunk;
  functions_.clear();
  visible_.clear();
  blocks_ = 0;
  walk_block(chunk.main->block);
}

void Walker::walk_block(const Block& block) {
  const std::size_t visible = visible_.size();
  for (const Statement& statement : block.statements)
    walk_statement(statement);
  visible_.resize(visible);
}

void Walker::walk_conditional_block(const Block& block) {
  ++blocks_;
  walk_block(block);
  --blocks_;
}

void Walker::walk_statement(const Statement& statement) {
  meet_statement(statement);
  std::visit([this](const auto& node) { step(node); }, statement.node);
}

void Walker::walk(const std::vector<const Expression*>& expressions) {
  for (const Expression* expression : expressions)
    walk(expression);
}

void Walker::walk(const Expression* expression) {
  if (expression == nullptr) return;
  meet_expression(*expression);
  if (const auto* suffixed = as<Suffixed>(expression)) {
    walk_suffixed(*suffixed);
  } else if (const auto* binary = as<Binary>(expression)) {
    walk(binary->first);
    for (const Binary::Step& each : binary->steps)
      walk(each.operand);
  } else if (const auto* unary = as<Unary>(expression)) {
    walk(unary->operand);
  } else if (const auto* parenthesised = as<Parenthesised>(expression)) {
    walk(parenthesised->inner);
  } else if (const auto* function = as<FunctionLiteral>(expression)) {
    walk_function(*function->body);
  } else if (const auto* table = as<TableLiteral>(expression)) {
    for (const TableItem& item : table->items) {
      walk(item.key);
      walk(item.value);
    }
  }
}

void Walker::walk_suffixed(const Suffixed& suffixed) {
  walk(suffixed.base);
  for (const Suffix& suffix : suffixed.suffixes) {
    walk(suffix.key);
    walk(suffix.arguments);
  }
}

void Walker::walk_function(const FunctionBody& body) {
  const std::size_t visible = visible_.size();
  functions_.push_back(&body);
  show(body.parameters);
  walk_block(body.block);
  leave_function(body);
  functions_.pop_back();
  visible_.resize(visible);
}

void Walker::walk_target(const Expression& target) {
  meet_target(target);
  if (const auto* suffixed = as<Suffixed>(&target)) walk_suffixed(*suffixed);
}

void Walker::show(const std::vector<const Local*>& locals) {
  visible_.insert(visible_.end(), locals.begin(), locals.end());
}

void Walker::step(const LocalStatement& statement) {
  walk(statement.values);
  show(statement.names);
}

void Walker::step(const LocalFunction& statement) {
  visible_.push_back(statement.name);
  walk(statement.function);
}

void Walker::step(const Assignment& statement) {
  for (const Expression* target : statement.targets)
    walk_target(*target);
  walk(statement.values);
}

void Walker::step(const CallStatement& statement) {
  walk(statement.call);
}

void Walker::step(const Do& statement) {
  walk_block(statement.block);
}

void Walker::step(const While& statement) {
  walk(statement.condition);
  walk_conditional_block(statement.block);
}

void Walker::step(const Repeat& statement) {
  const std::size_t visible = visible_.size();
  ++blocks_;
  for (const Statement& inner : statement.block.statements)
    walk_statement(inner);
  walk(statement.condition);
  --blocks_;
  visible_.resize(visible);
}

void Walker::step(const If& statement) {
  for (const If::Arm& arm : statement.arms) {
    walk(arm.condition);
    walk_conditional_block(arm.block);
  }
}

void Walker::step(const NumericFor& statement) {
  walk(statement.bounds);
  const std::size_t visible = visible_.size();
  visible_.push_back(statement.name);
  walk_conditional_block(statement.block);
  visible_.resize(visible);
}

void Walker::step(const GenericFor& statement) {
  walk(statement.values);
  const std::size_t visible = visible_.size();
  show(statement.names);
  walk_conditional_block(statement.block);
  visible_.resize(visible);
}

void Walker::step(const Return& statement) {
  walk(statement.values);
}

void Walker::step(const Break& /*statement*/) {}
void Walker::step(const Goto& /*statement*/) {}
void Walker::step(const Label& /*statement*/) {}

}  // namespace tipring::dsl
