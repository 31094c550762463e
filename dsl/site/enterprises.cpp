#include "dsl/site/enterprises.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "runtime/base/nearest.h"

namespace tipring::dsl {
namespace {

// They stand in names of files.
constexpr std::string_view name_characters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
constexpr std::size_t longest_name = 32;

bool can_be_name(const std::string& name) {
  return name.size() <= longest_name && name.find_first_not_of(name_characters) == std::string::npos;
}

Finding finding_in(FindingKind kind, std::string file, std::size_t line, std::string text) {
  return {.kind = kind,
          .file = std::move(file),
          .position = {static_cast<std::uint32_t>(line), 1},
          .text = std::move(text),
          .suggestion = {}};
}

class EnterpriseCheck {
 public:
  EnterpriseCheck(const Definitions& site, const SiteFiles& files) : site_(site), files_(files) {
    for (const SiteFiles& theirs : files.enterprises)
      names_.push_back(theirs.enterprise);
    if (!site.own_numbers || !site.own_numbers->numbers) return;
    // Each at the first of its rows.
    for (const OwnNumber& row : site.own_numbers->numbers->rows())
      if (!row.enterprise.empty()) lines_.emplace(row.enterprise, row.line);
  }

  std::vector<Finding> check() {
    for (const std::string& stray : files_.strays)
      add(FindingKind::failed_to_load, stray, 1,
          "it belongs to no enterprise: each has a folder of its own, enterprises/NAME/site.lua");
    if (!names_.empty() && site_.own_numbers && !site_.own_numbers->table.empty()) {
      const SitePosition& position = site_.own_numbers->position;
      add(FindingKind::wrong_argument, position.file, static_cast<std::size_t>(position.line),
          "numbers that lead to enterprises stand in a file, numbers \"numbers.csv\": whose a call is must be "
          "known "
          "before any table of a store is read");
      return std::move(findings_);
    }
    if (!names_.empty()) check_numbers();
    for (const SiteFiles& theirs : files_.enterprises)
      check_folder(theirs);
    return std::move(findings_);
  }

 private:
  void check_numbers() {
    for (const auto& [name, line] : lines_) {
      if (std::ranges::find(names_, name) != names_.end()) continue;
      const auto near = nearest(name, names_);
      add(FindingKind::unknown_name, table(), line,
          "there is no enterprise \"" + name + "\": no folder enterprises/" + name + did_you_mean(near));
      findings_.back().suggestion = near.value_or("");
      if (near) meant_.push_back(*near);
    }
  }

  void check_folder(const SiteFiles& theirs) {
    const std::string& name = theirs.enterprise;
    const std::string site_script = theirs.prefix() + "site.lua";
    if (!can_be_name(name))
      add(FindingKind::failed_to_load, site_script, 1,
          "\"" + name + "\" cannot be the name of an enterprise: letters, digits, - and _ can, " +
              std::to_string(longest_name) + " at most");
    if (theirs.scripts.empty())
      add(FindingKind::failed_to_load, site_script, 1,
          "the enterprise \"" + name + "\" has no script: its folder holds no Lua file");
    const bool is_meant = std::ranges::find(meant_, name) != meant_.end();
    if (theirs.scripts.empty() || lines_.contains(name) || is_meant) return;
    add(FindingKind::unknown_name, theirs.scripts.front().name, 1,
        "no number leads to the enterprise \"" + name + "\": " +
            (site_.own_numbers ? "no row of " + table() + " names it in the column enterprise"
                               : std::string("the site has no numbers \"numbers.csv\", whose column enterprise "
                                             "would name it")));
  }

  std::string table() const { return site_.own_numbers->file; }

  void add(FindingKind kind, std::string file, std::size_t line, std::string text) {
    findings_.push_back(finding_in(kind, std::move(file), line, std::move(text)));
  }

  const Definitions& site_;
  const SiteFiles& files_;
  std::vector<std::string> names_;
  std::map<std::string, std::size_t> lines_;  // Of the enterprises that the site's numbers name.
  std::vector<std::string> meant_;            // Those that a row names wrongly, as it seems.
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> enterprise_findings(const Definitions& site, const SiteFiles& files) {
  return EnterpriseCheck(site, files).check();
}

void give_shared(const Definitions& site, const std::string& enterprise, Definitions& theirs) {
  theirs.phones = site.phones;
  theirs.trunks = site.trunks;
  theirs.tones = site.tones;
  theirs.media = site.media;
  theirs.rtpengine = site.rtpengine;
  if (!site.own_numbers || !site.own_numbers->numbers) return;
  theirs.own_numbers = OwnNumbersDefinition{.file = site.own_numbers->file,
                                            .table = {},
                                            .numbers = site.own_numbers->numbers->of(enterprise),
                                            .form = site.own_numbers->form,
                                            .position = site.own_numbers->position};
}

void give_usual(const Definitions& site, Definitions& theirs) {
  if (!theirs.zone) theirs.zone = site.zone;
  if (!theirs.region) theirs.region = site.region;
}

}  // namespace tipring::dsl
