#pragma once

#include <cstddef>
#include <vector>

#include "dsl/check/syntax_tree.h"

namespace tipring::dsl {

/// Goes through a chunk in the order of its text. What wants to look at it derives from this.
class Walker {
 public:
  virtual ~Walker() = default;
  void walk(const Chunk& chunk);

 protected:
  // Called before what is inside.
  virtual void meet_statement(const Statement& statement);
  /// Every expression that is read, function and table constructors included.
  virtual void meet_expression(const Expression& expression);
  /// What an assignment writes to: a Name, or a Suffixed whose last suffix is not read but written.
  virtual void meet_target(const Expression& target);
  virtual void leave_function(const FunctionBody& body);

  const Chunk& chunk() const { return *chunk_; }
  /// The functions around the place reached, outermost first; empty at the top of the file.
  const std::vector<const FunctionBody*>& functions() const { return functions_; }
  /// True at the top of the file, outside of functions and of blocks that may not run.
  bool always_runs() const { return functions_.empty() && blocks_ == 0; }
  /// Locals whose names may be used at the place reached, those declared last at the end.
  const std::vector<const Local*>& visible_locals() const { return visible_; }

 private:
  void walk_block(const Block& block);
  void walk_conditional_block(const Block& block);
  void walk_statement(const Statement& statement);
  void walk(const Expression* expression);
  void walk(const std::vector<const Expression*>& expressions);
  void walk_function(const FunctionBody& body);
  void walk_suffixed(const Suffixed& suffixed);
  void walk_target(const Expression& target);
  void show(const std::vector<const Local*>& locals);

  void step(const LocalStatement& statement);
  void step(const LocalFunction& statement);
  void step(const Assignment& statement);
  void step(const CallStatement& statement);
  void step(const Do& statement);
  void step(const While& statement);
  void step(const Repeat& statement);
  void step(const If& statement);
  void step(const NumericFor& statement);
  void step(const GenericFor& statement);
  void step(const Return& statement);
  void step(const Break& statement);
  void step(const Goto& statement);
  void step(const Label& statement);

  const Chunk* chunk_ = nullptr;
  std::vector<const FunctionBody*> functions_;
  std::vector<const Local*> visible_;
  std::size_t blocks_ = 0;  // Blocks around the place reached that may not run, or run often.
};

}  // namespace tipring::dsl
