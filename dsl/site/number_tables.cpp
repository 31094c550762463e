#include "dsl/site/number_tables.h"

#include <algorithm>
#include <string>
#include <utility>

#include "dsl/site/site_tables.h"

namespace tipring::dsl {
namespace {

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
  // Those of an enterprise are read with the site's.
  if (auto& own = definitions.own_numbers; own && files.enterprise.empty()) own->form = definitions.number_form;
  if (auto& own = definitions.own_numbers; own && files.enterprise.empty() && own->table.empty()) {
    if (const SiteFile* table = table_named(own->file, own->position, files, findings)) {
      auto read = read_own_numbers(table->text, definitions.number_form);
      own->numbers = std::move(read.numbers);
      tell(*table, read.mistakes, findings);
    }
  }
  for (auto& [name, list] : definitions.lists) {
    if (!list.table.empty()) continue;
    if (const SiteFile* table = table_named(list.file, list.position, files, findings)) {
      auto read = read_number_list(table->text, definitions.number_form);
      list.numbers = std::move(read.list);
      tell(*table, read.mistakes, findings);
    }
  }
  return findings;
}

}  // namespace tipring::dsl
