#include <array>
#include <utility>

#include "dsl/check/parser_state.h"

namespace tipring::dsl {
namespace {

struct Priority {
  TokenKind token;
  BinaryOperator op;
  int left;
  int right;  // Smaller than left: the operator binds to the right.
};

// Reference manual of Lua 5.1, 2.5.6.
constexpr std::array priorities = {
    Priority{TokenKind::keyword_or, BinaryOperator::logical_or, 1, 1},
    Priority{TokenKind::keyword_and, BinaryOperator::logical_and, 2, 2},
    Priority{TokenKind::less, BinaryOperator::less, 3, 3},
    Priority{TokenKind::less_equal, BinaryOperator::less_equal, 3, 3},
    Priority{TokenKind::greater, BinaryOperator::greater, 3, 3},
    Priority{TokenKind::greater_equal, BinaryOperator::greater_equal, 3, 3},
    Priority{TokenKind::equal, BinaryOperator::equal, 3, 3},
    Priority{TokenKind::not_equal, BinaryOperator::not_equal, 3, 3},
    Priority{TokenKind::two_dots, BinaryOperator::concatenate, 5, 4},
    Priority{TokenKind::plus, BinaryOperator::add, 6, 6},
    Priority{TokenKind::minus, BinaryOperator::subtract, 6, 6},
    Priority{TokenKind::star, BinaryOperator::multiply, 7, 7},
    Priority{TokenKind::slash, BinaryOperator::divide, 7, 7},
    Priority{TokenKind::percent, BinaryOperator::modulo, 7, 7},
    Priority{TokenKind::caret, BinaryOperator::power, 10, 9},
};
constexpr int unary_priority = 8;

const Priority* priority_of(TokenKind token) {
  for (const Priority& priority : priorities) {
    if (priority.token == token) return &priority;
  }
  return nullptr;
}

std::optional<UnaryOperator> unary_operator(TokenKind token) {
  if (token == TokenKind::keyword_not) return UnaryOperator::logical_not;
  if (token == TokenKind::minus) return UnaryOperator::minus;
  if (token == TokenKind::hash) return UnaryOperator::length;
  return std::nullopt;
}

}  // namespace

std::vector<const Expression*> Parser::parse_expressions() {
  std::vector<const Expression*> expressions;
  do {
    expressions.push_back(parse_expression());
  } while (accept(TokenKind::comma));
  return expressions;
}

const Expression* Parser::parse_binary(int limit) {
  const Level level(*this);
  const Position start = token_.position;
  Binary chain;
  chain.first = parse_unary();
  for (const Priority* priority = priority_of(token_.kind); priority != nullptr && priority->left > limit;
       priority = priority_of(token_.kind)) {
    advance();
    chain.steps.push_back({priority->op, parse_binary(priority->right)});
  }
  return chain.steps.empty() ? chain.first : make(start, std::move(chain));
}

const Expression* Parser::parse_unary() {
  const auto op = unary_operator(token_.kind);
  if (!op) return parse_simple();
  const Position start = token_.position;
  advance();
  return make(start, Unary{*op, parse_binary(unary_priority)});
}

const Expression* Parser::parse_simple() {
  const Position start = token_.position;
  const Expression* literal = nullptr;
  switch (token_.kind) {
    case TokenKind::number:
      literal = make(start, token_.number);
      break;
    case TokenKind::text:
      literal = make(start, TextLiteral{std::move(token_.text)});
      break;
    case TokenKind::keyword_nil:
      literal = make(start, NilLiteral{});
      break;
    case TokenKind::keyword_true:
      literal = make(start, BooleanLiteral{true});
      break;
    case TokenKind::keyword_false:
      literal = make(start, BooleanLiteral{false});
      break;
    case TokenKind::three_dots:
      if (!scopes_.has_varargs())
        fail(start, "'...' stands in a function that does not end its parameters with '...'");
      literal = make(start, Varargs{});
      break;
    case TokenKind::left_brace:
      return parse_table();
    case TokenKind::keyword_function:
      advance();
      return parse_function(start, false);
    default:
      return parse_suffixed();
  }
  advance();
  return literal;
}

const Expression* Parser::parse_suffixed() {
  const Position start = token_.position;
  const Expression* base = parse_prefix();
  std::vector<Suffix> suffixes;
  while (parse_suffix(suffixes)) {
  }
  return suffixes.empty() ? base : make(start, Suffixed{base, std::move(suffixes)});
}

const Expression* Parser::parse_prefix() {
  if (!at(TokenKind::left_parenthesis)) return parse_name("a value");
  const Opening opening{TokenKind::left_parenthesis, token_.position};
  advance();
  const Expression* inner = parse_expression();
  expect_closing(TokenKind::right_parenthesis, opening);
  return make(opening.position, Parenthesised{inner});
}

const Expression* Parser::parse_name(std::string_view expected) {
  const Position position = token_.position;
  Name name{expect_name(expected), nullptr};
  if (!failed()) {
    const Scopes::Found found = scopes_.find(name.name, position);
    check(found.problem);
    name.local = found.local;
  }
  return make(position, std::move(name));
}

bool Parser::parse_suffix(std::vector<Suffix>& suffixes) {
  Suffix suffix;
  suffix.position = token_.position;
  switch (token_.kind) {
    case TokenKind::dot:
      advance();
      suffix.position = token_.position;
      suffix.name = expect_name("a field's name");
      break;
    case TokenKind::left_bracket:
      suffix.kind = Suffix::Kind::index;
      advance();
      suffix.position = token_.position;
      suffix.key = parse_expression();
      expect(TokenKind::right_bracket);
      break;
    case TokenKind::colon:
      suffix.kind = Suffix::Kind::method;
      advance();
      suffix.position = token_.position;
      suffix.name = expect_name("a method's name");
      suffix.arguments = parse_arguments();
      break;
    case TokenKind::left_parenthesis:
    case TokenKind::left_brace:
    case TokenKind::text:
      suffix.kind = Suffix::Kind::call;
      suffix.arguments = parse_arguments();
      break;
    default:
      return false;
  }
  suffixes.push_back(std::move(suffix));
  return true;
}

std::vector<const Expression*> Parser::parse_arguments() {
  std::vector<const Expression*> arguments;
  if (at(TokenKind::left_brace)) {
    arguments.push_back(parse_table());
  } else if (at(TokenKind::text)) {
    arguments.push_back(make(token_.position, TextLiteral{std::move(token_.text)}));
    advance();
  } else if (at(TokenKind::left_parenthesis)) {
    if (lexer_.line() != last_line_) {
      fail(token_.position,
           "'(' begins a line: is it the arguments of a call that begins in the line before, or a new "
           "statement? Put "
           "it behind the function's name, or a ';' before it");
    }
    const Opening opening{TokenKind::left_parenthesis, token_.position};
    advance();
    if (!at(TokenKind::right_parenthesis)) arguments = parse_expressions();
    expect_closing(TokenKind::right_parenthesis, opening);
  } else {
    fail_here("'(', '{' or a text was");
  }
  return arguments;
}

const Expression* Parser::parse_table() {
  const Opening opening{TokenKind::left_brace, token_.position};
  advance();
  TableLiteral table;
  while (!at(TokenKind::right_brace) && !failed()) {
    table.items.push_back(parse_table_item());
    if (!accept(TokenKind::comma) && !accept(TokenKind::semicolon)) break;
  }
  expect_closing(TokenKind::right_brace, opening);
  return make(opening.position, std::move(table));
}

TableItem Parser::parse_table_item() {
  TableItem item;
  item.position = token_.position;
  if (at(TokenKind::left_bracket)) {
    item.kind = TableItem::Kind::keyed;
    advance();
    item.key = parse_expression();
    expect(TokenKind::right_bracket);
    expect(TokenKind::assign);
  } else if (at_name() && look_ahead().kind == TokenKind::assign) {
    item.kind = TableItem::Kind::named;
    item.name = expect_name("a field's name");
    expect(TokenKind::assign);
  }
  item.value = parse_expression();
  return item;
}

const Expression* Parser::parse_function(Position start, bool has_self) {
  FunctionBody& body = chunk_.functions.emplace_back();
  body.position = start;
  scopes_.open_function(start, false);
  parse_parameters(body, has_self);
  body.block = parse_statements();
  check(scopes_.close_function());
  expect_closing(TokenKind::keyword_end, {TokenKind::keyword_function, start});
  return make(start, FunctionLiteral{&body});
}

void Parser::parse_parameters(FunctionBody& body, bool has_self) {
  expect(TokenKind::left_parenthesis);
  if (has_self) body.parameters.push_back(declare("self", body.position, 0));
  if (!at(TokenKind::right_parenthesis)) {
    do {
      if (accept(TokenKind::three_dots)) {
        body.has_varargs = true;
        scopes_.allow_varargs();
        break;
      }
      const Position position = token_.position;
      const std::string name = expect_name("a parameter's name, '...' or ')'");
      body.parameters.push_back(declare(name, position, body.parameters.size()));
    } while (accept(TokenKind::comma));
  }
  for (const Local* local : body.parameters)
    scopes_.activate(local);
  expect(TokenKind::right_parenthesis);
}

}  // namespace tipring::dsl
