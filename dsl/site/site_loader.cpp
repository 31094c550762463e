#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "dsl/check/check.h"
#include "dsl/site/enterprises.h"
#include "dsl/site/hours_settlement.h"
#include "dsl/site/number_comparisons.h"
#include "dsl/site/number_tables.h"
#include "dsl/site/rule_checks.h"
#include "dsl/site/rule_places.h"
#include "dsl/site/site.h"
#include "dsl/site/site_attributes.h"
#include "dsl/site/site_names.h"
#include "dsl/site/site_tables.h"
#include "dsl/words/media_paths.h"
#include "dsl/words/words.h"
#include "runtime/base/nearest.h"

namespace tipring::dsl {
namespace {

// "dialogs/menu.lua:12: text" as a finding; what has no position stands at the beginning of `file`.
Finding as_finding(const std::string& error, const std::string& file) {
  Finding finding{
      .kind = FindingKind::failed_to_load, .file = file, .position = {}, .text = error, .suggestion = {}};
  const auto first = error.find(':');
  const auto second = first == std::string::npos ? first : error.find(": ", first + 1);
  if (second == std::string::npos) return finding;
  std::uint32_t line = 0;
  const char* const end = error.data() + second;
  const auto read = std::from_chars(error.data() + first + 1, end, line);
  if (read.ec != std::errc{} || read.ptr != end) return finding;
  finding.file = error.substr(0, first);
  finding.position.line = line;
  finding.text = error.substr(second + 2);
  return finding;
}

bool same_line(const Finding& first, const Finding& second) {
  return first.file == second.file && first.position.line == second.position.line;
}

}  // namespace

/// Loads one site, or an enterprise of it, step by step.
class SiteLoader {
 public:
  /// `shared`: what the site has defined, for an enterprise; null for the site itself.
  SiteLoader(const SiteFiles& files, const SiteSurroundings& surroundings, const Definitions* shared)
      : files_(files),
        sounds_(surroundings.sounds),
        numbers_(surroundings.numbers),
        shared_(shared),
        site_(std::make_unique<Site>(files, surroundings)) {
    if (shared_ != nullptr) give_shared(*shared_, files.enterprise, site_->definitions_);
  }

  LoadedSite load() {
    read_text();
    const bool parses = std::none_of(findings_.begin(), findings_.end(), [](const Finding& finding) {
      return finding.kind == FindingKind::syntax;
    });
    if (parses && load_library() && run_scripts()) {
      if (shared_ != nullptr) give_usual(*shared_, site_->definitions_);
      look_up_names();
      settle_hours();
      read_tables();
      read_store();
      compare_numbers_of_rules();
      check_what_rules_say();
    }
    if (!findings_.empty()) return {nullptr, std::move(findings_)};
    for (auto& [name, definition] : site_->definitions_.rules)
      see_what_is_asked_about(site_->definitions_, definition.rules);
    site_->sandbox_.freeze();
    site_->decisions_.prepare(site_->definitions_, site_->content_);
    return {std::move(site_), {}};
  }

  /// Loads the enterprises of a site whose own files are loaded.
  static LoadedSite with_enterprises(LoadedSite loaded, const SiteFiles& files,
                                     const SiteSurroundings& surroundings) {
    loaded.findings = enterprise_findings(loaded.site->definitions_, files);
    for (const SiteFiles& theirs : files.enterprises) {
      // Without a number, which is told, all that it asks about its numbers would be wrong.
      const auto& numbers = loaded.site->definitions_.own_numbers;
      const bool is_reached = numbers && numbers->numbers &&
                              std::ranges::any_of(numbers->numbers->rows(), [&theirs](const OwnNumber& row) {
                                return row.enterprise == theirs.enterprise;
                              });
      if (theirs.scripts.empty() || !is_reached) continue;
      SiteSurroundings around{.loop = surroundings.loop,
                              .sounds = surroundings.sounds_of(theirs.enterprise),
                              .numbers = surroundings.numbers,
                              .log = surroundings.log,
                              .chance = surroundings.chance,
                              .environment = surroundings.environment,
                              .wall = surroundings.wall,
                              .limits = surroundings.limits};
      LoadedSite enterprise = SiteLoader(theirs, around, &loaded.site->definitions_).load();
      std::ranges::move(enterprise.findings, std::back_inserter(loaded.findings));
      if (enterprise.site == nullptr) continue;
      enterprise.site->on_over([&site = *loaded.site](ContactId contact) {
        if (site.over_) site.over_(contact);
      });
      loaded.site->enterprises_.emplace(theirs.enterprise, std::move(enterprise.site));
    }
    if (!loaded.findings.empty()) loaded.site.reset();
    return loaded;
  }

 private:
  // What can be told without running anything: all mistakes at once.
  void read_text() {
    std::vector<SourceFile> sources;
    for (const SiteFile& file : files_.scripts)
      sources.push_back({file.name, file.text});
    for (const SiteFile& file : files_.modules)
      sources.push_back({file.name, file.text});
    KnownNames names = site_names(all_words(), sounds_.names(), site_->modules_.names(), calendars());
    if (shared_ != nullptr) {
      add_names("phone", shared_->phones, names);
      add_names("trunk", shared_->trunks, names);
    }
    findings_ = check_files(sources, names).findings;
  }

  template <typename Known>
  static void add_names(const std::string& noun, const Known& known, KnownNames& names) {
    for (const auto& [name, definition] : known)
      names.nouns[noun].names.push_back(name);
  }

  // `say` speaks numbers by the standard library's English.
  bool load_library() {
    Sandbox& sandbox = site_->sandbox_;
    sandbox.begin_loading();
    lua_State* lua = sandbox.lua();
    if (auto compiled = sandbox.compile(lua, "return require('stdlib.english').number", "stdlib"); !compiled) {
      return add(compiled.error().text, "stdlib");
    }
    const SliceOutcome outcome = sandbox.call(0);
    if (outcome.end != SliceEnd::returned || outcome.results != 1) return add(outcome.error, "stdlib");
    lua_setfield(lua, LUA_REGISTRYINDEX, "tipring.spoken_number");
    return true;
  }

  bool run_scripts() {
    Sandbox& sandbox = site_->sandbox_;
    for (const SiteFile& file : files_.scripts) {
      if (auto compiled = sandbox.compile(sandbox.lua(), file.text, file.name); !compiled) {
        return add(compiled.error().text, file.name);
      }
      const SliceOutcome outcome = sandbox.call(0);
      add_mistakes(file.name);
      if (outcome.end != SliceEnd::returned) return add(outcome.error, file.name);
      lua_settop(sandbox.lua(), 0);
    }
    return true;
  }

  // Those that words have taken, so that the script went on.
  void add_mistakes(const std::string& file) {
    for (const LoadMistake& mistake : std::exchange(site_->definitions_.mistakes, {})) {
      if (mistake.of_rules) {
        add_of_rules(mistake, file);
      } else {
        add(mistake.text, file);
      }
    }
  }

  // At the rule's place, and not that of its set. Several may stand on one line.
  void add_of_rules(const LoadMistake& mistake, const std::string& file) {
    Finding finding = as_finding(mistake.text, file);
    const auto script = std::ranges::find(files_.scripts, finding.file, &SiteFile::name);
    if (script != files_.scripts.end() && !mistake.rule.empty()) {
      const int line = static_cast<int>(finding.position.line);
      finding.position.line = static_cast<std::uint32_t>(
          line_of_rule(script->text, line, mistake.rule, mistake.place).value_or(line));
    }
    const bool known = std::ranges::any_of(findings_, [&](const Finding& other) {
      return same_line(finding, other) && (!of_rules_.contains(other.text) || other.text == finding.text);
    });
    if (known) return;
    of_rules_.insert(finding.text);
    findings_.push_back(std::move(finding));
  }

  // Names that only running could tell: dialog(prefix .. "menu").
  void look_up_names() {
    const Definitions& definitions = site_->definitions_;
    look_up("dialog", definitions.dialogs);
    look_up("rules", definitions.rules);
    look_up("phone", definitions.phones);
    look_up("trunk", definitions.trunks);
    look_up("queue", definitions.queues);
    look_up("agent", definitions.agents);
    if (!definitions.undefined.contains("skills")) look_up("skill", definitions.skills);
    look_up("hours", definitions.hours);
    look_up_holidays();
    look_up("list", definitions.lists);
    if (!definitions.undefined.contains("destinations"))
      look_up("destination", definitions.destination_classes);
    for (const auto& [position, text] : rtpengine_missed(definitions))
      add_new({.kind = FindingKind::unknown_name,
               .file = position.file,
               .position = {static_cast<std::uint32_t>(position.line), 1},
               .text = text,
               .suggestion = {}});
  }

  std::vector<std::string> calendars() const {
    std::vector<std::string> names;
    for (const SiteFile& file : files_.calendars)
      names.push_back(file.name.substr(files_.prefix().size()));
    return names;
  }

  // Those of a calendar's file are defined by that.
  void look_up_holidays() {
    std::map<std::string, bool, std::less<>> known;
    for (const std::string& name : calendars())
      known.emplace(name, true);
    for (const auto& [name, definition] : site_->definitions_.holidays)
      known.emplace(name, true);
    look_up("holidays", known);
  }

  // Names are known by now.
  void settle_hours() {
    if (!findings_.empty()) return;
    for (const std::string& mistake : dsl::settle_hours(site_->definitions_, files_))
      add(mistake, files_.prefix() + "site.lua");
  }

  void read_tables() {
    for (Finding& finding : read_number_tables(files_, numbers_, site_->definitions_))
      add_new(std::move(finding));
  }

  void read_store() {
    auto& store = site_->definitions_.store;
    if (!store || store->made_by.empty()) return;
    std::vector<Finding> findings;
    if (const SiteFile* file = table_named(store->made_by, store->position, files_, findings))
      store->statements = file->text;
    for (Finding& finding : findings)
      add_new(std::move(finding));
  }

  // The region's form is known with its tables.
  void compare_numbers_of_rules() {
    for (auto& [name, definition] : site_->definitions_.rules)
      compare_numbers(site_->definitions_.number_form, definition.rules);
  }

  // With all else in place: what is unknown is told once.
  void check_what_rules_say() {
    place_rules(site_->definitions_, files_.scripts);
    if (!findings_.empty()) return;
    for (Finding& finding : check_rules(site_->definitions_))
      findings_.push_back(std::move(finding));
  }

  template <typename Known>
  void look_up(std::string_view noun, const Known& known) {
    std::vector<std::string> names;
    for (const auto& [name, definition] : known)
      names.push_back(name);
    for (const UsedName& used : site_->definitions_.used_names) {
      if (used.noun != noun || known.contains(used.name)) continue;
      if (site_->definitions_.undefined.contains(used.noun + " \"" + used.name + "\"")) continue;
      const auto near = nearest(used.name, names);
      add_new({.kind = FindingKind::unknown_name,
               .file = used.position.file,
               .position = {static_cast<std::uint32_t>(used.position.line), 1},
               .text = "there is no " + (used.noun == "rules" ? "rule set" : used.noun) + " \"" + used.name +
                       "\"" + did_you_mean(near),
               .suggestion = near.value_or("")});
    }
  }

  bool add(const std::string& error, const std::string& file) {
    add_new(as_finding(error, file));
    return false;
  }

  // Running trips over what reading has found already: once is enough.
  void add_new(Finding finding) {
    const bool known = std::any_of(findings_.begin(), findings_.end(),
                                   [&](const Finding& other) { return same_line(finding, other); });
    if (!known) findings_.push_back(std::move(finding));
  }

  const SiteFiles& files_;
  const Sounds& sounds_;
  const NumberPlan& numbers_;
  const Definitions* shared_;
  std::unique_ptr<Site> site_;
  std::vector<Finding> findings_;
  std::set<std::string> of_rules_;  // The texts of those that are mistakes of rules.
};

LoadedSite load_site(const SiteFiles& files, const SiteSurroundings& surroundings) {
  LoadedSite loaded = SiteLoader(files, surroundings, nullptr).load();
  const bool is_whole = files.enterprises.empty() && files.strays.empty();
  if (loaded.site == nullptr || is_whole) return loaded;
  return SiteLoader::with_enterprises(std::move(loaded), files, surroundings);
}

}  // namespace tipring::dsl
