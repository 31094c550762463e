#include "dsl/site/number_tables.h"

#include <algorithm>
#include <string>
#include <utility>

#include "runtime/base/nearest.h"

namespace tipring::dsl {
namespace {

// The table of that name; null where there is none, which is told.
const SiteFile* table_named(const std::string& name, const SitePosition& position, const SiteFiles& files,
                            std::vector<Finding>& findings) {
  const auto found = std::ranges::find(files.tables, name, &SiteFile::name);
  if (found != files.tables.end()) return &*found;
  std::vector<std::string> names;
  for (const SiteFile& table : files.tables)
    names.push_back(table.name);
  const auto near = nearest(name, names);
  findings.push_back({.kind = FindingKind::unknown_name,
                      .file = position.file,
                      .position = {static_cast<std::uint32_t>(position.line), 1},
                      .text = "the site's folder has no table \"" + name + "\"" + did_you_mean(near),
                      .suggestion = near.value_or("")});
  return nullptr;
}

void tell(const SiteFile& table, const std::vector<RowMistake>& mistakes, std::vector<Finding>& findings) {
  for (const RowMistake& mistake : mistakes)
    findings.push_back({.kind = FindingKind::bad_row,
                        .file = table.name,
                        .position = {static_cast<std::uint32_t>(mistake.line), 1},
                        .text = mistake.text,
                        .suggestion = {}});
}

}  // namespace

std::vector<Finding> read_number_tables(const SiteFiles& files, const NumberPlan& plan,
                                        Definitions& definitions) {
  std::vector<Finding> findings;
  if (definitions.region) definitions.number_form = NumberForm(plan, definitions.region->code);
  if (auto& own = definitions.own_numbers) {
    if (const SiteFile* table = table_named(own->file, own->position, files, findings)) {
      auto read = read_own_numbers(table->text, definitions.number_form);
      own->numbers = std::move(read.numbers);
      tell(*table, read.mistakes, findings);
    }
  }
  for (auto& [name, list] : definitions.lists) {
    if (const SiteFile* table = table_named(list.file, list.position, files, findings)) {
      auto read = read_number_list(table->text, definitions.number_form);
      list.numbers = std::move(read.list);
      tell(*table, read.mistakes, findings);
    }
  }
  return findings;
}

}  // namespace tipring::dsl
