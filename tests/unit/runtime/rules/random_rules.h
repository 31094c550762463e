#pragma once

#include <string>
#include <utility>
#include <vector>

#include "rules_kit.h"

#include "runtime/base/chance.h"

namespace tipring {

/// Makes rules and contacts out of few values, so that many meet.
class RandomRules {
 public:
  explicit RandomRules(std::uint64_t seed) : chance_(seed) {}

  RuleSetDefinition rules() {
    RuleSetDefinition rules;
    rules.policy = static_cast<HitPolicy>(below(4));
    const std::size_t count = below(4) == 0 ? below(300) : below(12);
    for (std::size_t i = 0; i < count; ++i) {
      rules.rules.push_back(rule_to(std::to_string(i), condition(rules, 3), std::to_string(i)));
      rules.rules.back().outcome.priority = static_cast<double>(below(3));
      rules.rules.back().outcome.has_priority = true;
    }
    return rules;
  }

  Scene scene(const RuleSetDefinition& rules) {
    Scene scene;
    for (const Attribute& attribute : rules.attributes) {
      const std::size_t kind = below(10);
      if (kind < 2) continue;
      scene.fields[to_text(attribute)] = kind == 2 ? not_known() : seen(value());
    }
    for (std::size_t predicate = 0; predicate < 3; ++predicate)
      scene.answers[predicate] = static_cast<Truth>(below(3));
    return scene;
  }

  Condition condition(RuleSetDefinition& rules, int depth) {
    const std::size_t kind = below(depth > 0 ? 16 : 12);
    if (kind == 0) return {};
    if (kind == 1) return {.kind = Condition::Kind::predicate, .predicate = below(3)};
    if (kind < 12) {
      const auto test = static_cast<Comparison::Kind>(below(11));
      return test_of(rules, std::string(1, static_cast<char>('a' + below(4))), test, values(test));
    }
    std::vector<Condition> parts;
    for (std::size_t count = below(5); count > 0; --count)
      parts.push_back(condition(rules, depth - 1));
    const auto combination = kind < 14   ? Condition::Kind::all
                             : kind < 15 ? Condition::Kind::any
                                         : Condition::Kind::none;
    return combined(combination, std::move(parts));
  }

 private:
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(chance_.next() % limit); }

  std::string number() {
    std::string text = below(3) == 0 ? "+" : "";
    for (std::size_t digits = 1 + below(4); digits > 0; --digits)
      text += static_cast<char>('1' + below(3));
    return text;
  }

  std::string pattern() {
    std::string text = below(8) == 0 ? "" : number();
    if (below(4) == 0) text.insert(below(text.size() + 1), "?");
    if (text.empty() || below(2) == 0) text += "*";
    return text;
  }

  FieldValue value() {
    switch (below(4)) {
      case 0:
        return FieldValue{below(2) == 0};
      case 1:
        return FieldValue{static_cast<std::int64_t>(below(6))};
      case 2:
        return FieldValue{static_cast<double>(below(12)) / 2};
      default:
        return FieldValue{number()};
    }
  }

  std::vector<FieldValue> values(Comparison::Kind kind) {
    using Kind = Comparison::Kind;
    const auto bound = [this] { return FieldValue{static_cast<double>(below(12)) / 2}; };
    switch (kind) {
      case Kind::is:
        return {value()};
      case Kind::one_of:
        return {value(), value(), value()};
      case Kind::number:
        return below(2) == 0 ? std::vector<FieldValue>{pattern()}
                             : std::vector<FieldValue>{pattern(), pattern()};
      case Kind::numbers:
        return {number(), number()};
      case Kind::between:
        return {bound(), bound()};
      case Kind::present:
      case Kind::missing:
        return {};
      default:
        return {bound()};
    }
  }

  Chance chance_;
};

}  // namespace tipring
