#include "dsl/check/scopes.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace tipring::dsl {
namespace {

constexpr std::size_t most_locals = 200;
constexpr std::size_t most_upvalues = 60;
constexpr std::size_t most_declared = 65476;

const Local* find_active(const std::vector<const Local*>& active, std::string_view name) {
  const auto found = std::find_if(active.rbegin(), active.rend(), [name](const Local* local) {
    return local != nullptr && local->name == name;
  });
  return found == active.rend() ? nullptr : *found;
}

}  // namespace

void Scopes::open_function(Position position, bool has_varargs) {
  FunctionScope function;
  function.position = position;
  function.has_varargs = has_varargs;
  function.declared_before = declared_;
  functions_.push_back(std::move(function));
  open_block(false);
}

Scopes::Problem Scopes::close_function() {
  Problem problem = close_block();
  declared_ = functions_.back().declared_before;
  functions_.pop_back();
  return problem;
}

void Scopes::open_block(bool loop) {
  FunctionScope& function = functions_.back();
  BlockScope block;
  block.locals = function.active.size();
  block.loop = loop;
  function.blocks.push_back(std::move(block));
}

Scopes::Problem Scopes::close_block() {
  FunctionScope& function = functions_.back();
  BlockScope block = std::move(function.blocks.back());
  function.blocks.pop_back();
  function.active.resize(block.locals);
  if (function.blocks.empty()) return undefined_label(block);
  BlockScope& around = function.blocks.back();
  for (auto& [label, gotos] : block.gotos) {
    if (around.labels.contains(label)) continue;
    auto& waiting = around.gotos[label];
    for (const PendingGoto& jump : gotos)
      waiting.push_back({jump.position, block.locals});
  }
  return std::nullopt;
}

Scopes::Problem Scopes::undefined_label(const BlockScope& block) {
  Problem first;
  for (const auto& [label, gotos] : block.gotos) {
    if (gotos.empty()) continue;
    const Position position = gotos.front().position;
    const bool earlier = !first || std::tie(position.line, position.column) <
                                       std::tie(first->position.line, first->position.column);
    if (earlier) first = SyntaxError{position, "goto '" + label + "': no label of this name is visible here"};
  }
  return first;
}

Scopes::Problem Scopes::over_limit(const FunctionScope& function, Position position, std::size_t limit,
                                   std::string_view what) {
  return SyntaxError{position, "the function that begins in line " + std::to_string(function.position.line) +
                                   " has more than " + std::to_string(limit) + " " + std::string(what)};
}

Scopes::Problem Scopes::count(Position position) {
  if (declared_++ < most_declared) return std::nullopt;
  return over_limit(functions_.back(), position, most_declared, "local variables and labels");
}

Scopes::Problem Scopes::declare(Position position, std::size_t pending) {
  const FunctionScope& function = functions_.back();
  if (function.active.size() + pending < most_locals) return count(position);
  return over_limit(function, position, most_locals, "local variables");
}

Scopes::Found Scopes::find(std::string_view name, Position position) {
  Found found;
  std::size_t owner = functions_.size();
  while (owner > 0 && found.local == nullptr)
    found.local = find_active(functions_[--owner].active, name);
  if (found.local == nullptr) return found;
  // Each function between the owner and the user carries it as an upvalue.
  for (std::size_t inner = owner + 1; inner < functions_.size(); ++inner) {
    auto& upvalues = functions_[inner].upvalues;
    if (std::find(upvalues.begin(), upvalues.end(), found.local) != upvalues.end()) continue;
    if (upvalues.size() >= most_upvalues) {
      found.problem =
          over_limit(functions_[inner], position, most_upvalues, "variables of the functions around it");
      return found;
    }
    upvalues.push_back(found.local);
  }
  return found;
}

Scopes::Problem Scopes::add_goto(const std::string& label, Position position) {
  FunctionScope& function = functions_.back();
  BlockScope& block = function.blocks.back();
  if (!block.labels.contains(label)) block.gotos[label].push_back({position, function.active.size()});
  return count(position);
}

Scopes::Problem Scopes::add_label(const std::string& label, Position position) {
  const auto [earlier, is_new] = functions_.back().blocks.back().labels.try_emplace(label, position);
  if (is_new) return count(position);
  return SyntaxError{position, "the label '" + label + "' stands in this block already, in line " +
                                   std::to_string(earlier->second.line)};
}

Scopes::Problem Scopes::resolve_label(const std::string& label, bool at_block_end) {
  const FunctionScope& function = functions_.back();
  BlockScope& block = functions_.back().blocks.back();
  const auto waiting = block.gotos.find(label);
  if (waiting == block.gotos.end()) return std::nullopt;
  const std::size_t locals = at_block_end ? block.locals : function.active.size();
  for (const PendingGoto& jump : waiting->second) {
    if (jump.locals >= locals) continue;
    const Local* entered = function.active[jump.locals];
    return SyntaxError{jump.position, "goto '" + label + "' jumps into the scope of the local '" +
                                          (entered != nullptr ? entered->name : "") + "'"};
  }
  block.gotos.erase(waiting);
  return std::nullopt;
}

Scopes::Problem Scopes::add_break(Position position) {
  const auto& blocks = functions_.back().blocks;
  if (std::any_of(blocks.begin(), blocks.end(), [](const BlockScope& block) { return block.loop; })) {
    return count(position);
  }
  return SyntaxError{position, "'break' stands outside of a loop"};
}

}  // namespace tipring::dsl
