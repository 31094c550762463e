#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/rules/action.h"
#include "runtime/rules/condition.h"

namespace tipring {

/// What a rule does with a contact.
struct Outcome {
  std::optional<Action> go{};  ///< Nothing: it only sets (HitPolicy::collect).
  double priority = 0;  ///< Of the contact; under HitPolicy::priority of the rule as well. Higher is first.
  bool has_priority = false;
  std::map<std::string, FieldValue, std::less<>> set{};  ///< Variables of the contact.
  /// What an agent must have for the contact, beside what a queue asks: skills, and the least proficiency.
  std::map<std::string, int, std::less<>> needs{};
  /// Sounds of the site: "promotion", heard once before the contact goes on, and "audio", heard wherever it
  /// waits.
  std::map<std::string, std::string, std::less<>> treatment{};
  std::string note{};  ///< For people; stands in the why-record.

  bool operator==(const Outcome&) const = default;
};

struct Rule {
  std::string name{};
  Condition when{};
  Outcome outcome{};
  std::string file{};  ///< Where it stands, relative to the site.
  int line = 0;
};

/// Which of the rules that hold decide, as decision tables define it (DMN 1.3, section 8.2.8).
enum class HitPolicy : std::uint8_t {
  first,     ///< The first in the order in which they stand.
  priority,  ///< That of the highest priority; of equal ones the first.
  unique,    ///< The only one: where several hold, nobody decides, and `otherwise` holds.
  collect,   ///< All: each sets what none before it has set, and the first that says where to go decides that.
};

std::string_view to_string(HitPolicy policy);
std::optional<HitPolicy> parse_hit_policy(std::string_view name);

/// Rules as they are written. Plain data.
struct RuleSetDefinition {
  std::string name{};
  HitPolicy policy = HitPolicy::first;
  std::vector<Attribute> attributes{};         ///< Those that the rules' tests name by their places.
  std::vector<std::string> predicate_names{};  ///< Of the functions: "routing.lua:12".
  std::vector<Rule> rules{};
  std::optional<Outcome> otherwise{};  ///< Where no rule decides; nothing: the contact goes nowhere.
  std::string file{};
  int line = 0;

  /// The place of an attribute, which is added where it is new.
  std::size_t place_of(const Attribute& attribute);
};

/// What a decision asks of the contact and the world.
class Circumstances : public Predicates {
 public:
  virtual Observation see(const Attribute& attribute) = 0;
};

/// What was decided, and from what.
struct Decision {
  enum class State : std::uint8_t {
    decided,    ///< By `holding`.
    otherwise,  ///< No rule says where to go: none held, or several where one may, or such as only set.
    unknown,    ///< It hangs on `undecided`, of which nobody knows whether it holds.
  };
  State state = State::otherwise;
  std::vector<std::size_t>
      holding{};  ///< The rules that hold, as far as the policy asks; in order of deciding.
  std::optional<std::size_t> undecided{};     ///< The first rule that may hold or not.
  std::vector<Observation> seen{};            ///< Of the rule set's attributes, in their order.
  std::map<std::size_t, Truth> predicates{};  ///< Those that were asked.

  bool operator==(const Decision&) const = default;
};

class RuleIndex;

/// Rules made ready to decide. The time of a decision hardly depends on their number; see RuleIndex. Never
/// changes.
class RuleSet {
 public:
  explicit RuleSet(RuleSetDefinition definition);
  ~RuleSet();
  RuleSet(RuleSet&&) noexcept;
  RuleSet& operator=(RuleSet&&) noexcept;

  const RuleSetDefinition& definition() const { return definition_; }

  /// The places of the rules, in the order in which they are tried.
  const std::vector<std::size_t>& order() const { return order_; }

  Decision decide(Circumstances& circumstances) const;

  /// The same by trying each rule in its turn: what decide() is held against.
  Decision decide_one_by_one(Circumstances& circumstances) const;

  /// The rules that may hold for what was seen of the attributes, in the order of deciding: all that do, and
  /// perhaps others. What is unknown may be anything.
  std::vector<std::size_t> candidates(std::span<const Observation> observations) const;

  /// What a decision does: of several rules the parts put together as the policy says. Without `go` where the
  /// contact goes nowhere.
  Outcome outcome_of(const Decision& decision) const;

 private:
  RuleSetDefinition definition_;
  std::vector<std::size_t> order_;  // In which rules decide.
  std::unique_ptr<RuleIndex> index_;
};

}  // namespace tipring
