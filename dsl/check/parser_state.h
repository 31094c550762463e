#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "dsl/check/lexer.h"
#include "dsl/check/scopes.h"
#include "dsl/check/syntax_tree.h"

namespace tipring::dsl {

/// The recursive descent behind parse(). The first error ends it: from then on every token is the end of the
/// file, so that each rule finishes without looking for errors after each step.
class Parser {
 public:
  Parser(std::string file, std::string_view text);

  std::variant<Chunk, Finding> run();

 private:
  /// One level of nesting, of blocks or expressions, as LuaJIT counts them.
  class Level {
   public:
    explicit Level(Parser& parser);
    ~Level() { --parser_.level_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    Parser& parser_;
  };
  struct Opening {
    TokenKind kind = TokenKind::end_of_file;
    Position position;
  };

  // Tokens.
  void advance();
  const Token& look_ahead();
  bool at(TokenKind kind) const { return token_.kind == kind; }
  bool at_name() const { return at(TokenKind::name) || at(TokenKind::keyword_goto); }
  bool accept(TokenKind kind);
  void expect(TokenKind kind);
  void expect_closing(TokenKind kind, const Opening& opening);
  std::string expect_name(std::string_view expected);
  bool at_block_end() const;

  // Errors.
  void fail(Position position, std::string text);
  void fail_here(const std::string& expected);
  void check(const Scopes::Problem& problem);
  bool failed() const { return error_.has_value(); }

  // Statements.
  Block parse_block(bool loop);
  Block parse_statements();
  /// True when nothing may follow in the block.
  bool parse_statement(Block& block);
  void parse_if(Block& block);
  void parse_while(Block& block);
  void parse_do(Block& block);
  void parse_for(Block& block);
  void parse_numeric_for(Block& block, Position start, Position name_position, const std::string& name);
  void parse_generic_for(Block& block, Position start, Position name_position, const std::string& name);
  void parse_repeat(Block& block);
  void parse_function_statement(Block& block);
  void parse_local(Block& block);
  void parse_local_function(Block& block, Position start);
  void parse_return(Block& block);
  void parse_break(Block& block);
  void parse_goto(Block& block);
  void parse_label(Block& block);
  void parse_call_or_assignment(Block& block);
  void parse_assignment(Block& block, Position start, const Expression* first, const Token& first_token);

  // Expressions.
  const Expression* parse_expression() { return parse_binary(0); }
  std::vector<const Expression*> parse_expressions();
  const Expression* parse_binary(int limit);
  const Expression* parse_unary();
  const Expression* parse_simple();
  const Expression* parse_suffixed();
  const Expression* parse_prefix();
  bool parse_suffix(std::vector<Suffix>& suffixes);
  std::vector<const Expression*> parse_arguments();
  const Expression* parse_table();
  TableItem parse_table_item();
  const Expression* parse_function(Position start, bool has_self);
  void parse_parameters(FunctionBody& body, bool has_self);
  const Expression* parse_name(std::string_view expected);

  const Local* declare(const std::string& name, Position position, std::size_t pending);
  template <typename Node>
  const Expression* make(Position position, Node node) {
    chunk_.expressions.push_back({position, std::move(node)});
    return &chunk_.expressions.back();
  }
  template <typename Node>
  void add(Block& block, Position position, Node node) {
    block.statements.push_back({position, std::move(node)});
  }

  std::string_view text_;
  Chunk chunk_;
  Lexer lexer_;
  Scopes scopes_;
  Token token_;
  std::optional<Token> ahead_;
  std::uint32_t last_line_ = 1;  // Where the token before this one ended, as far as LuaJIT knows.
  int level_ = 0;
  std::optional<SyntaxError> error_;
};

}  // namespace tipring::dsl
