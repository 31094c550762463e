#include "dsl/check/parser.h"

#include <utility>

#include "dsl/check/parser_state.h"
#include "runtime/base/nearest.h"

namespace tipring::dsl {
namespace {

constexpr std::size_t largest_file = 16U << 20U;
constexpr int deepest_level = 200;

std::string quoted(TokenKind kind) {
  const auto first_written = TokenKind::keyword_and;
  const std::string text(spelling(kind));
  return kind < first_written ? text : "'" + text + "'";
}

std::vector<std::string> keywords() {
  std::vector<std::string> words;
  const auto last = static_cast<std::size_t>(TokenKind::keyword_while);
  for (auto keyword = static_cast<std::size_t>(TokenKind::keyword_and); keyword <= last; ++keyword) {
    words.emplace_back(spelling(static_cast<TokenKind>(keyword)));
  }
  return words;
}

}  // namespace

std::variant<Chunk, Finding> parse(std::string file, std::string_view text) {
  return Parser(std::move(file), text).run();
}

Parser::Parser(std::string file, std::string_view text) : text_(text), lexer_(text) {
  chunk_.file = std::move(file);
}

std::variant<Chunk, Finding> Parser::run() {
  if (text_.size() > largest_file) {
    fail({}, "the file is larger than 16 MB");
  } else {
    FunctionBody& main = chunk_.functions.emplace_back();
    main.has_varargs = true;
    chunk_.main = &main;
    scopes_.open_function(main.position, true);
    advance();
    main.block = parse_statements();
    if (!at(TokenKind::end_of_file)) fail_here("a statement or the end of the file was");
    check(scopes_.close_function());
    if (lexer_.error() && !error_) error_ = lexer_.error();
  }
  if (!error_) return std::move(chunk_);
  return Finding{FindingKind::syntax, chunk_.file, error_->position, error_->text, {}};
}

Parser::Level::Level(Parser& parser) : parser_(parser) {
  if (++parser_.level_ >= deepest_level) {
    parser_.fail(parser_.token_.position,
                 "blocks and expressions are nested too deeply here (200 levels at most)");
  }
}

void Parser::advance() {
  if (failed()) return;
  last_line_ = lexer_.line();
  token_ = ahead_ ? *std::exchange(ahead_, std::nullopt) : lexer_.next();
}

const Token& Parser::look_ahead() {
  if (!ahead_) ahead_ = failed() ? Token{} : lexer_.next();
  return *ahead_;
}

bool Parser::accept(TokenKind kind) {
  if (!at(kind)) return false;
  advance();
  return true;
}

void Parser::expect(TokenKind kind) {
  if (accept(kind)) return;
  std::string hint;
  if (at(TokenKind::name) && kind >= TokenKind::keyword_and && kind <= TokenKind::keyword_while) {
    hint = did_you_mean(nearest(token_.source, std::vector<std::string>{std::string(spelling(kind))}));
  }
  fail(token_.position, quoted(kind) + " was expected, not " + describe(token_) + hint);
}

void Parser::expect_closing(TokenKind kind, const Opening& opening) {
  if (accept(kind)) return;
  if (opening.position.line == token_.position.line) return expect(kind);
  fail(token_.position, quoted(kind) + " was expected, not " + describe(token_) + ", to close " +
                            quoted(opening.kind) + " of line " + std::to_string(opening.position.line));
}

std::string Parser::expect_name(std::string_view expected) {
  if (!at_name()) {
    fail_here(std::string(expected) + " was");
    return {};
  }
  std::string name(token_.source);
  advance();
  return name;
}

bool Parser::at_block_end() const {
  return at(TokenKind::end_of_file) || at(TokenKind::keyword_else) || at(TokenKind::keyword_elseif) ||
         at(TokenKind::keyword_end) || at(TokenKind::keyword_until);
}

void Parser::fail(Position position, std::string text) {
  if (error_) return;
  // After an error of the lexer the parser sees an end that is none.
  error_ = lexer_.error() ? *lexer_.error() : SyntaxError{position, std::move(text)};
  ahead_.reset();
  token_ = Token{};
  token_.position = error_->position;
}

void Parser::fail_here(const std::string& expected) {
  const bool c_like = at(TokenKind::stray) && token_.source == "!";
  fail(token_.position,
       expected + " expected, not " + describe(token_) + (c_like ? "; Lua writes '~=' for 'is not'" : ""));
}

void Parser::check(const Scopes::Problem& problem) {
  if (problem) fail(problem->position, problem->text);
}

const Local* Parser::declare(const std::string& name, Position position, std::size_t pending) {
  check(scopes_.declare(position, pending));
  chunk_.locals.push_back({name, position});
  return &chunk_.locals.back();
}

Block Parser::parse_block(bool loop) {
  scopes_.open_block(loop);
  Block block = parse_statements();
  check(scopes_.close_block());
  return block;
}

Block Parser::parse_statements() {
  const Level level(*this);
  Block block;
  bool last = false;
  while (!last && !at_block_end()) {
    last = parse_statement(block);
    accept(TokenKind::semicolon);
  }
  return block;
}

bool Parser::parse_statement(Block& block) {
  switch (token_.kind) {
    case TokenKind::keyword_if:
      parse_if(block);
      return false;
    case TokenKind::keyword_while:
      parse_while(block);
      return false;
    case TokenKind::keyword_do:
      parse_do(block);
      return false;
    case TokenKind::keyword_for:
      parse_for(block);
      return false;
    case TokenKind::keyword_repeat:
      parse_repeat(block);
      return false;
    case TokenKind::keyword_function:
      parse_function_statement(block);
      return false;
    case TokenKind::keyword_local:
      parse_local(block);
      return false;
    case TokenKind::keyword_return:
      parse_return(block);
      return true;
    case TokenKind::keyword_break:
      parse_break(block);
      return true;
    case TokenKind::double_colon:
      parse_label(block);
      return false;
    case TokenKind::keyword_goto:
      if (look_ahead().kind == TokenKind::name) {
        parse_goto(block);
        return false;
      }
      [[fallthrough]];
    default:
      parse_call_or_assignment(block);
      return false;
  }
}

void Parser::parse_function_statement(Block& block) {
  const Position start = token_.position;
  advance();
  const Position name_position = token_.position;
  const Expression* target = parse_name("the function's name");
  std::vector<Suffix> fields;
  bool has_self = false;
  while (!has_self && (at(TokenKind::dot) || at(TokenKind::colon))) {
    has_self = at(TokenKind::colon);
    advance();
    Suffix field;
    field.position = token_.position;
    field.name = expect_name("the function's name");
    fields.push_back(std::move(field));
  }
  if (!fields.empty()) target = make(name_position, Suffixed{target, std::move(fields)});
  const Expression* function = parse_function(start, has_self);
  add(block, start, Assignment{{target}, {function}});
}

void Parser::parse_local(Block& block) {
  const Position start = token_.position;
  advance();
  if (accept(TokenKind::keyword_function)) return parse_local_function(block, start);
  LocalStatement statement;
  do {
    const Position position = token_.position;
    const std::string name = expect_name("the name of a variable");
    statement.names.push_back(declare(name, position, statement.names.size()));
  } while (accept(TokenKind::comma));
  if (accept(TokenKind::assign)) statement.values = parse_expressions();
  for (const Local* local : statement.names)
    scopes_.activate(local);
  add(block, start, std::move(statement));
}

void Parser::parse_local_function(Block& block, Position start) {
  LocalFunction statement;
  const Position position = token_.position;
  statement.name = declare(expect_name("the function's name"), position, 0);
  scopes_.activate(statement.name);
  statement.function = parse_function(start, false);
  add(block, start, statement);
}

void Parser::parse_return(Block& block) {
  const Position start = token_.position;
  advance();
  Return statement;
  if (!at_block_end() && !at(TokenKind::semicolon)) statement.values = parse_expressions();
  add(block, start, std::move(statement));
}

void Parser::parse_break(Block& block) {
  check(scopes_.add_break(token_.position));
  add(block, token_.position, Break{});
  advance();
}

void Parser::parse_goto(Block& block) {
  const Position start = token_.position;
  advance();
  Goto statement{expect_name("a label's name")};
  check(scopes_.add_goto(statement.label, start));
  add(block, start, std::move(statement));
}

void Parser::parse_label(Block& block) {
  const Position start = token_.position;
  advance();
  const Label statement{expect_name("a label's name")};
  if (!failed()) check(scopes_.add_label(statement.name, start));
  expect(TokenKind::double_colon);
  add(block, start, statement);
  if (at(TokenKind::double_colon)) {
    const Level level(*this);
    parse_label(block);
  }
  if (!failed()) check(scopes_.resolve_label(statement.name, at_block_end() && !at(TokenKind::keyword_until)));
}

void Parser::parse_call_or_assignment(Block& block) {
  const Token first_token = token_;
  if (!at_name() && !at(TokenKind::left_parenthesis)) fail_here("a statement was");
  const Expression* first = parse_suffixed();
  const auto* suffixed = as<Suffixed>(first);
  if (suffixed != nullptr) {
    const Suffix::Kind last = suffixed->suffixes.back().kind;
    if (last == Suffix::Kind::call || last == Suffix::Kind::method) {
      return add(block, first_token.position, CallStatement{first});
    }
  }
  parse_assignment(block, first_token.position, first, first_token);
}

void Parser::parse_assignment(Block& block, Position start, const Expression* first, const Token& first_token) {
  Assignment statement;
  statement.targets.push_back(first);
  while (true) {
    const auto* suffixed = as<Suffixed>(statement.targets.back());
    const bool assignable = suffixed != nullptr ? suffixed->suffixes.back().kind == Suffix::Kind::field ||
                                                      suffixed->suffixes.back().kind == Suffix::Kind::index
                                                : as<Name>(statement.targets.back()) != nullptr;
    if (!assignable) {
      fail(statement.targets.back()->position, "only a variable or a field can be assigned to");
    }
    if (!accept(TokenKind::comma)) break;
    statement.targets.push_back(parse_suffixed());
    if (static_cast<std::size_t>(level_) + statement.targets.size() - 1 >= deepest_level) {
      fail(token_.position, "too many variables are assigned to in one statement");
    }
  }
  if (!at(TokenKind::assign)) {
    const bool lone_name = statement.targets.size() == 1 && as<Name>(first) != nullptr;
    const std::string hint = lone_name ? did_you_mean(nearest(first_token.source, keywords())) : std::string();
    fail(token_.position, "'=' or a call's arguments were expected, not " + describe(token_) + hint);
  }
  advance();
  statement.values = parse_expressions();
  add(block, start, std::move(statement));
}

}  // namespace tipring::dsl
