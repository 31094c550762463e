#include <utility>

#include "dsl/check/parser_state.h"

namespace tipring::dsl {
namespace {

// LuaJIT keeps three locals of its own for each loop; they count against its limit.
constexpr std::size_t hidden_loop_locals = 3;

}  // namespace

void Parser::parse_if(Block& block) {
  const Opening opening{TokenKind::keyword_if, token_.position};
  If statement;
  do {
    advance();
    If::Arm arm;
    arm.condition = parse_expression();
    expect(TokenKind::keyword_then);
    arm.block = parse_block(false);
    statement.arms.push_back(std::move(arm));
  } while (at(TokenKind::keyword_elseif));
  if (accept(TokenKind::keyword_else)) statement.arms.push_back({nullptr, parse_block(false)});
  expect_closing(TokenKind::keyword_end, opening);
  add(block, opening.position, std::move(statement));
}

void Parser::parse_while(Block& block) {
  const Opening opening{TokenKind::keyword_while, token_.position};
  advance();
  While statement;
  statement.condition = parse_expression();
  expect(TokenKind::keyword_do);
  statement.block = parse_block(true);
  expect_closing(TokenKind::keyword_end, opening);
  add(block, opening.position, std::move(statement));
}

void Parser::parse_do(Block& block) {
  const Opening opening{TokenKind::keyword_do, token_.position};
  advance();
  Do statement{parse_block(false)};
  expect_closing(TokenKind::keyword_end, opening);
  add(block, opening.position, std::move(statement));
}

void Parser::parse_for(Block& block) {
  const Opening opening{TokenKind::keyword_for, token_.position};
  advance();
  const Position name_position = token_.position;
  const std::string name = expect_name("the name of a variable");
  scopes_.open_block(true);
  if (at(TokenKind::assign)) {
    parse_numeric_for(block, opening.position, name_position, name);
  } else if (at(TokenKind::comma) || at(TokenKind::keyword_in)) {
    parse_generic_for(block, opening.position, name_position, name);
  } else {
    fail_here("'=' or 'in' was");
  }
  expect_closing(TokenKind::keyword_end, opening);
  check(scopes_.close_block());
}

void Parser::parse_numeric_for(Block& block, Position start, Position name_position, const std::string& name) {
  NumericFor statement;
  statement.name = declare(name, name_position, hidden_loop_locals);
  advance();
  statement.bounds.push_back(parse_expression());
  expect(TokenKind::comma);
  statement.bounds.push_back(parse_expression());
  if (accept(TokenKind::comma)) statement.bounds.push_back(parse_expression());
  scopes_.activate_hidden(hidden_loop_locals);
  expect(TokenKind::keyword_do);
  scopes_.open_block(false);
  scopes_.activate(statement.name);
  statement.block = parse_block(false);
  check(scopes_.close_block());
  add(block, start, std::move(statement));
}

void Parser::parse_generic_for(Block& block, Position start, Position name_position, const std::string& name) {
  GenericFor statement;
  statement.names.push_back(declare(name, name_position, hidden_loop_locals));
  while (accept(TokenKind::comma)) {
    const Position position = token_.position;
    const std::string next = expect_name("the name of a variable");
    statement.names.push_back(declare(next, position, hidden_loop_locals + statement.names.size()));
  }
  expect(TokenKind::keyword_in);
  statement.values = parse_expressions();
  scopes_.activate_hidden(hidden_loop_locals);
  expect(TokenKind::keyword_do);
  scopes_.open_block(false);
  for (const Local* local : statement.names)
    scopes_.activate(local);
  statement.block = parse_block(false);
  check(scopes_.close_block());
  add(block, start, std::move(statement));
}

void Parser::parse_repeat(Block& block) {
  const Opening opening{TokenKind::keyword_repeat, token_.position};
  advance();
  Repeat statement;
  scopes_.open_block(true);
  scopes_.open_block(false);
  statement.block = parse_statements();
  expect_closing(TokenKind::keyword_until, opening);
  statement.condition = parse_expression();
  check(scopes_.close_block());
  check(scopes_.close_block());
  add(block, opening.position, std::move(statement));
}

}  // namespace tipring::dsl
