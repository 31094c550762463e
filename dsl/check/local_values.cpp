#include "dsl/check/local_values.h"

#include "dsl/check/walker.h"

namespace tipring::dsl {
namespace {

bool has_several_results(const Expression* expression) {
  if (as<Varargs>(expression) != nullptr) return true;
  const auto* suffixed = as<Suffixed>(expression);
  if (suffixed == nullptr) return false;
  const Suffix::Kind last = suffixed->suffixes.back().kind;
  return last == Suffix::Kind::call || last == Suffix::Kind::method;
}

class Collector final : public Walker {
 public:
  explicit Collector(std::unordered_map<const Local*, LocalSources>& sources) : sources_(sources) {}

 private:
  void meet_statement(const Statement& statement) override {
    if (const auto* declared = std::get_if<LocalStatement>(&statement.node)) {
      for (std::size_t at = 0; at < declared->names.size(); ++at)
        add(declared->names[at], at, declared->values);
    } else if (const auto* function = std::get_if<LocalFunction>(&statement.node)) {
      sources_[function->name].values.push_back(function->function);
    } else if (const auto* assignment = std::get_if<Assignment>(&statement.node)) {
      for (std::size_t at = 0; at < assignment->targets.size(); ++at) {
        const auto* name = as<Name>(assignment->targets[at]);
        if (name != nullptr && name->local != nullptr) add(name->local, at, assignment->values);
      }
    } else if (const auto* numeric = std::get_if<NumericFor>(&statement.node)) {
      sources_[numeric->name].other = true;
    } else if (const auto* generic = std::get_if<GenericFor>(&statement.node)) {
      for (const Local* local : generic->names)
        sources_[local].other = true;
    }
  }

  void meet_expression(const Expression& expression) override {
    if (const auto* function = as<FunctionLiteral>(&expression)) {
      for (const Local* local : function->body->parameters)
        sources_[local].parameter = true;
    } else if (const auto* name = as<Name>(&expression)) {
      if (name->local != nullptr) ++sources_[name->local].uses;
    }
  }

  void add(const Local* local, std::size_t at, const std::vector<const Expression*>& values) {
    LocalSources& sources = sources_[local];
    if (at < values.size()) {
      sources.values.push_back(values[at]);
    } else if (!values.empty() && has_several_results(values.back())) {
      sources.other = true;
    }
  }

  std::unordered_map<const Local*, LocalSources>& sources_;
};

}  // namespace

LocalValues::LocalValues(std::span<const Chunk> chunks) {
  Collector collector(sources_);
  for (const Chunk& chunk : chunks)
    collector.walk(chunk);
}

const LocalSources& LocalValues::of(const Local* local) const {
  static const LocalSources nothing;
  const auto found = sources_.find(local);
  return found == sources_.end() ? nothing : found->second;
}

}  // namespace tipring::dsl
