#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <variant>
#include <vector>

#include "dsl/check/finding.h"

namespace tipring::dsl {

struct Expression;
struct Statement;

/// A local variable or parameter, as declared in one place.
struct Local {
  std::string name;
  Position position;
};

struct Block {
  std::vector<Statement> statements;
};

struct FunctionBody {
  Position position;                     ///< Of the word `function`; of the first line for a file.
  std::vector<const Local*> parameters;  ///< With `self` first where the colon form gives one.
  bool has_varargs = false;
  Block block;
};

// Expressions. They refer to each other inside their chunk, which owns them all.

struct NilLiteral {};
struct Varargs {};

struct BooleanLiteral {
  bool value = false;
};

struct NumberLiteral {
  double value = 0;
  bool boxed =
      false;  ///< Written with LL, ULL or i: an integer of 64 bits or an imaginary number, not a Lua number.
};

struct TextLiteral {
  std::string value;
};

struct FunctionLiteral {
  const FunctionBody* body = nullptr;
};

struct TableItem {
  enum class Kind : std::uint8_t { positional, named, keyed };
  Kind kind = Kind::positional;
  Position position;
  std::string name;                 ///< named: `name = value`
  const Expression* key = nullptr;  ///< keyed: `[key] = value`
  const Expression* value = nullptr;
};

struct TableLiteral {
  std::vector<TableItem> items;
};

struct Name {
  std::string name;
  const Local* local = nullptr;  ///< Null for a global.
};

enum class UnaryOperator : std::uint8_t { minus, length, logical_not };

struct Unary {
  UnaryOperator op = UnaryOperator::minus;
  const Expression* operand = nullptr;
};

enum class BinaryOperator : std::uint8_t {
  add,
  subtract,
  multiply,
  divide,
  modulo,
  power,
  concatenate,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  logical_and,
  logical_or,
};

/// `first op operand op operand …`, each step applied to the value so far. A chain is one node, because a chain
/// may be as long as its file while nesting is bounded: walking the tree must not need a stack frame for each
/// step.
struct Binary {
  struct Step {
    BinaryOperator op = BinaryOperator::add;
    const Expression* operand = nullptr;
  };
  const Expression* first = nullptr;
  std::vector<Step> steps;
};

struct Suffix {
  enum class Kind : std::uint8_t { field, index, call, method };
  Kind kind = Kind::field;
  Position position;                         ///< Of the name, the key or the first argument's bracket.
  std::string name;                          ///< field and method
  const Expression* key = nullptr;           ///< index
  std::vector<const Expression*> arguments;  ///< call and method
};

/// `base.field[index](call):method()`, each suffix applied to the value so far.
struct Suffixed {
  const Expression* base = nullptr;
  std::vector<Suffix> suffixes;
};

struct Parenthesised {
  const Expression* inner = nullptr;
};

struct Expression {
  Position position;  ///< Of its first token.
  std::variant<NilLiteral, Varargs, BooleanLiteral, NumberLiteral, TextLiteral, FunctionLiteral, TableLiteral,
               Name, Unary, Binary, Suffixed, Parenthesised>
      node;
};

template <typename Node>
const Node* as(const Expression* expression) {
  return expression == nullptr ? nullptr : std::get_if<Node>(&expression->node);
}

// Statements.

struct LocalStatement {
  std::vector<const Local*> names;
  std::vector<const Expression*> values;
};

struct LocalFunction {
  const Local* name = nullptr;
  const Expression* function = nullptr;
};

/// Also `function a.b.c() end` and `function a:b() end`.
struct Assignment {
  std::vector<const Expression*> targets;  ///< A Name, or a Suffixed that ends in a field or an index.
  std::vector<const Expression*> values;
};

struct CallStatement {
  const Expression* call = nullptr;  ///< A Suffixed that ends in a call or a method.
};

struct Do {
  Block block;
};

struct While {
  const Expression* condition = nullptr;
  Block block;
};

struct Repeat {
  Block block;
  const Expression* condition = nullptr;  ///< Sees the block's locals.
};

struct If {
  struct Arm {
    const Expression* condition = nullptr;  ///< Null for `else`.
    Block block;
  };
  std::vector<Arm> arms;
};

struct NumericFor {
  const Local* name = nullptr;
  std::vector<const Expression*> bounds;  ///< Start, stop, and step if given.
  Block block;
};

struct GenericFor {
  std::vector<const Local*> names;
  std::vector<const Expression*> values;
  Block block;
};

struct Return {
  std::vector<const Expression*> values;
};

struct Break {};

struct Goto {
  std::string label;
};

struct Label {
  std::string name;
};

struct Statement {
  Position position;
  std::variant<LocalStatement, LocalFunction, Assignment, CallStatement, Do, While, Repeat, If, NumericFor,
               GenericFor, Return, Break, Goto, Label>
      node;
};

/// One parsed file; owns its tree. Blocks and expressions nest at most some 200 levels deep, as deep as LuaJIT
/// lets them.
struct Chunk {
  Chunk() = default;
  Chunk(Chunk&&) = default;
  Chunk& operator=(Chunk&&) = default;
  Chunk(const Chunk&) = delete;
  Chunk& operator=(const Chunk&) = delete;
  ~Chunk() = default;

  std::string file;
  const FunctionBody* main = nullptr;

  // Deques, because what lies in them is referred to and must stay where it is.
  std::deque<Expression> expressions;
  std::deque<FunctionBody> functions;
  std::deque<Local> locals;
};

}  // namespace tipring::dsl
