#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dsl/check/arguments.h"
#include "dsl/check/check.h"
#include "dsl/check/inference.h"
#include "dsl/check/site_survey.h"
#include "dsl/check/walker.h"
#include "runtime/base/nearest.h"

namespace tipring::dsl {

/// Holds one file after the other against what is known, and collects findings and references.
class Checker final : public Walker {
 public:
  explicit Checker(SiteSurvey& survey) : survey_(survey), inference_(survey.inference()) {}

  std::vector<Finding>& findings() { return findings_; }
  std::vector<Reference>& references() { return references_; }

 private:
  void meet_statement(const Statement& statement) override;
  void meet_expression(const Expression& expression) override;
  void meet_target(const Expression& target) override;

  // Globals.
  void check_global(const Name& name, Position position);
  void check_global_assignment(const Name& name, Position position);

  // Fields, attributes and methods.
  void check_suffixes(const Suffixed& suffixed, std::size_t count, bool tested);
  void check_read(const Value& base, std::string_view name, Position position, const Suffix* next);
  void check_method(const Value& base, const Suffix& suffix);
  void check_library_field(const Value& base, std::string_view name, Position position);
  void check_write(const Value& base, std::string_view name, Position position);
  void report_unknown_member(const Value& base, std::string_view name, Position position, bool method);
  std::string how_to_declare(const KnownObject& object, std::string_view name) const;
  bool may_be_variable(const KnownObject& object, const std::string& name) const;

  // Calls.
  void check_call(const Value& base, const Suffix& suffix, const Suffix* next);
  void check_place(const Inference::Call& call, Position position);
  void check_arguments(const Inference::Call& call, const Suffix& suffix, bool definition);
  void check_argument(const Inference::Call& call, const ArgumentMatch::Pair& pair);
  void check_options(const Inference::Call& call, const ArgumentMatch& match);
  void check_defined_once(const Value& value);
  void refer(const std::string& noun, const Expression* value);

  /// The nearest of some ranges of names; nothing once so many mistakes were found that advice on each is only
  /// slow.
  template <typename... Ranges>
  std::optional<std::string> advice(std::string_view name, const Ranges&... ranges) const {
    NearestName search(name);
    if (findings_.size() < most_advised) (offer(search, ranges), ...);
    return search.best();
  }
  template <typename Range>
  static void offer(NearestName& search, const Range& names) {
    for (const auto& each : names)
      search.offer(name_of(each));
  }
  static const std::string& name_of(const std::string& name) { return name; }
  static const std::string& name_of(const Local* local) { return local->name; }
  template <typename Known>
  static const std::string& name_of(const std::pair<const std::string, Known>& entry) {
    return entry.first;
  }
  static constexpr std::size_t most_advised = 200;

  void report(FindingKind kind, Position position, std::string text, std::string suggestion = {});

  SiteSurvey& survey_;
  Inference& inference_;
  std::set<const Expression*> tested_;  // Expressions that are only asked whether they are there.
  std::vector<Finding> findings_;
  std::vector<Reference> references_;
};

}  // namespace tipring::dsl
