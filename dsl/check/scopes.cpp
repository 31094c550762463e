#include "dsl/check/scopes.h"

#include <algorithm>

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
  function.blocks.push_back({function.active.size(), function.jumps.size(), loop});
}

Scopes::Problem Scopes::close_block() {
  FunctionScope& function = functions_.back();
  const BlockScope block = function.blocks.back();
  function.blocks.pop_back();
  function.active.resize(block.locals);
  auto& jumps = function.jumps;
  for (std::size_t at = block.jumps; at < jumps.size(); ++at) {
    if (!jumps[at].is_label || jumps[at].settled) continue;
    jumps[at].settled = true;
    for (std::size_t later = at + 1; later < jumps.size(); ++later) {
      if (!jumps[later].is_label && jumps[later].label == jumps[at].label) jumps[later].settled = true;
    }
  }
  const auto first = jumps.begin() + static_cast<std::ptrdiff_t>(block.jumps);
  jumps.erase(std::remove_if(first, jumps.end(), [](const Jump& jump) { return jump.settled; }), jumps.end());
  if (block.jumps == jumps.size()) return std::nullopt;
  if (function.blocks.empty()) {
    const Jump& jump = jumps[block.jumps];
    return SyntaxError{jump.position, "goto '" + jump.label + "': no label of this name is visible here"};
  }
  for (std::size_t at = block.jumps; at < jumps.size(); ++at)
    jumps[at].locals = block.locals;
  return std::nullopt;
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

Scopes::Jump* Scopes::visible_label(const std::string& label) {
  FunctionScope& function = functions_.back();
  for (std::size_t at = function.blocks.back().jumps; at < function.jumps.size(); ++at) {
    Jump& jump = function.jumps[at];
    if (jump.is_label && !jump.settled && jump.label == label) return &jump;
  }
  return nullptr;
}

Scopes::Problem Scopes::add_goto(const std::string& label, Position position) {
  FunctionScope& function = functions_.back();
  function.jumps.push_back({label, position, false, false, function.active.size()});
  return count(position);
}

Scopes::Problem Scopes::add_label(const std::string& label, Position position) {
  if (const Jump* earlier = visible_label(label)) {
    return SyntaxError{position, "the label '" + label + "' stands in this block already, in line " +
                                     std::to_string(earlier->position.line)};
  }
  FunctionScope& function = functions_.back();
  function.jumps.push_back({label, position, true, false, function.active.size()});
  return count(position);
}

Scopes::Problem Scopes::resolve_label(const std::string& label, bool at_block_end) {
  FunctionScope& function = functions_.back();
  Jump* target = visible_label(label);
  if (target == nullptr) return std::nullopt;
  const BlockScope& block = function.blocks.back();
  if (at_block_end) target->locals = block.locals;
  for (std::size_t at = block.jumps; at < function.jumps.size(); ++at) {
    Jump& jump = function.jumps[at];
    if (&jump == target) break;
    if (jump.is_label || jump.settled || jump.label != label) continue;
    if (jump.locals < target->locals) {
      const Local* entered = function.active[jump.locals];
      return SyntaxError{jump.position, "goto '" + label + "' jumps into the scope of the local '" +
                                            (entered != nullptr ? entered->name : "") + "'"};
    }
    jump.settled = true;
  }
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
