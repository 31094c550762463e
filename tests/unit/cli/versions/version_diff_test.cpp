#include "cli/versions/version_diff.h"

#include <gmock/gmock.h>

namespace tipring::cli {

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> lines_of(const std::vector<FileChange>& changes) {
  std::vector<std::string> lines;
  for (const FileChange& change : changes)
    lines.push_back(change.file + ": " + change.change);
  return lines;
}

std::vector<std::string> lines_of(const std::vector<RuleChange>& changes) {
  std::vector<std::string> lines;
  for (const RuleChange& change : changes)
    lines.push_back(change.rules + "/" + change.rule + ": " + change.change);
  return lines;
}

dsl::SiteFiles files(std::vector<dsl::SiteFile> scripts, std::vector<dsl::SiteFile> tables = {}) {
  return {.folder = {},
          .scripts = std::move(scripts),
          .modules = {},
          .calendars = {},
          .tables = std::move(tables),
          .content = {}};
}

Rule rule(const std::string& name, std::size_t attribute, const std::string& value, int status) {
  return {.name = name,
          .when = {.kind = Condition::Kind::comparison,
                   .comparison = {.attribute = attribute, .kind = Comparison::Kind::is, .values = {value}}},
          .outcome = {.go = Action{.kind = Action::Kind::reject, .status = status}},
          .file = "site.lua",
          .line = 1};
}

RuleSetDefinition rules(std::vector<Rule> list) {
  RuleSetDefinition set{.name = "inbound"};
  set.place_of({.kind = Attribute::Kind::field, .field = "caller"});
  set.place_of({.kind = Attribute::Kind::field, .field = "dialled"});
  set.rules = std::move(list);
  return set;
}

TEST(VersionDiffTest, FilesOfEveryKindAreCompared) {
  EXPECT_THAT(lines_of(file_changes(files({{"site.lua", "1"}, {"old.lua", "1"}}, {{"list.csv", "1"}}),
                                    files({{"site.lua", "1"}, {"new.lua", "1"}}, {{"list.csv", "2"}}))),
              ElementsAre("list.csv: changed", "new.lua: added", "old.lua: removed"));
}

TEST(VersionDiffTest, RulesAreComparedByWhatTheySay) {
  const auto before = rules({rule("one", 0, "a", 404), rule("two", 0, "b", 404), rule("gone", 0, "c", 404)});
  auto after = rules({rule("one", 0, "a", 404), rule("two", 0, "b", 486), rule("new", 0, "c", 404)});
  EXPECT_THAT(lines_of(rule_changes({before}, {after})),
              ElementsAre("inbound/two: changed", "inbound/gone: removed", "inbound/new: added"));
}

TEST(VersionDiffTest, WhereARuleStandsInItsFileIsNoChange) {
  const auto before = rules({rule("one", 0, "a", 404)});
  auto after = before;
  after.rules[0].line = 99;
  // The same attributes, in other places.
  std::swap(after.attributes[0], after.attributes[1]);
  after.rules[0].when.comparison.attribute = 1;
  EXPECT_THAT(rule_changes({before}, {after}), IsEmpty());
}

TEST(VersionDiffTest, OrderAndOtherwiseAreTold) {
  const auto before = rules({rule("one", 0, "a", 404), rule("two", 0, "b", 404)});
  auto after = rules({rule("two", 0, "b", 404), rule("one", 0, "a", 404)});
  after.otherwise = Outcome{.go = Action{.kind = Action::Kind::reject, .status = 404}};
  EXPECT_THAT(lines_of(rule_changes({before}, {after})),
              ElementsAre("inbound/: order changed", "inbound/: otherwise changed"));
  EXPECT_THAT(lines_of(rule_changes({}, {after})), ElementsAre("inbound/: added"));
  EXPECT_THAT(lines_of(rule_changes({before}, {})), ElementsAre("inbound/: removed"));
}

}  // namespace
}  // namespace tipring::cli
