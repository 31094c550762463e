#include "dsl/site/site_tables.h"

#include <algorithm>

#include "runtime/base/nearest.h"

namespace tipring::dsl {

const SiteFile* table_named(const std::string& name, const SitePosition& position, const SiteFiles& files,
                            std::vector<Finding>& findings) {
  const std::string prefix = files.prefix();
  const auto found = std::ranges::find(files.tables, prefix + name, &SiteFile::name);
  if (found != files.tables.end()) return &*found;
  std::vector<std::string> names;
  for (const SiteFile& table : files.tables)
    names.push_back(table.name.substr(prefix.size()));
  const auto near = nearest(name, names);
  findings.push_back({.kind = FindingKind::unknown_name,
                      .file = position.file,
                      .position = {static_cast<std::uint32_t>(position.line), 1},
                      .text = (prefix.empty() ? "the site's" : "the enterprise's") +
                              std::string(" folder has no table \"") + name + "\"" + did_you_mean(near),
                      .suggestion = near.value_or("")});
  return nullptr;
}

}  // namespace tipring::dsl
