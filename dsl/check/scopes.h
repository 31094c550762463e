#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dsl/check/lexer.h"
#include "dsl/check/syntax_tree.h"

namespace tipring::dsl {

/// Which local a name means while a file is parsed, and where `goto` and `break` may go. Holds to LuaJIT's
/// rules and limits (200 locals in scope and 60 upvalues a function, 65,476 locals and jumps in all). Where a
/// file breaks them the call gives the error.
class Scopes {
 public:
  using Problem = std::optional<SyntaxError>;

  void open_function(Position position, bool has_varargs);
  Problem close_function();
  bool has_varargs() const { return functions_.back().has_varargs; }
  void allow_varargs() { functions_.back().has_varargs = true; }

  void open_block(bool loop);
  Problem close_block();

  /// Counts a local against the limits; `pending` are those declared in the same statement before it.
  Problem declare(Position position, std::size_t pending);
  /// From here on the name means this local.
  void activate(const Local* local) { functions_.back().active.push_back(local); }
  void activate_hidden(std::size_t count) {
    functions_.back().active.resize(functions_.back().active.size() + count);
    declared_ += count;
  }

  struct Found {
    const Local* local = nullptr;  ///< Null for a global.
    Problem problem;
  };
  Found find(std::string_view name, Position position);

  Problem add_goto(const std::string& label, Position position);
  /// Called when the label's statement begins; resolve_label() follows once it is known what comes after.
  Problem add_label(const std::string& label, Position position);
  /// `at_block_end`: nothing but labels follows in the block, so that the label lies outside its locals' scope.
  Problem resolve_label(const std::string& label, bool at_block_end);
  Problem add_break(Position position);

 private:
  struct PendingGoto {
    Position position;
    std::size_t locals = 0;  // In scope where it stands, as seen from the block reached.
  };
  struct BlockScope {
    std::size_t locals = 0;
    bool loop = false;
    std::unordered_map<std::string, Position> labels;
    std::unordered_map<std::string, std::vector<PendingGoto>> gotos;  // By label; those without a label so far.
  };
  struct FunctionScope {
    Position position;
    std::size_t declared_before = 0;
    bool has_varargs = false;
    std::vector<const Local*> active;  // Null: hidden.
    std::vector<const Local*> upvalues;
    std::vector<BlockScope> blocks;
  };
  Problem count(Position position);
  static Problem undefined_label(const BlockScope& block);
  static Problem over_limit(const FunctionScope& function, Position position, std::size_t limit,
                            std::string_view what);

  std::vector<FunctionScope> functions_;
  std::size_t declared_ = 0;  // Locals and jumps of the open functions, those out of scope included.
};

}  // namespace tipring::dsl
