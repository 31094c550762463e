#include "dsl/site/site_warnings.h"

namespace tipring::dsl {
namespace {

std::string warning(const SitePosition& position, const std::string& file, const std::string& so_that) {
  return position.file + ":" + std::to_string(position.line) + ": " + file + " has no number in it, so that " +
         so_that;
}

}  // namespace

std::vector<std::string> site_warnings(const Definitions& definitions) {
  std::vector<std::string> warnings;
  if (const auto& own = definitions.own_numbers; own && own->numbers && own->numbers->size() == 0)
    warnings.push_back(warning(own->position, own->file, "every number is not_ours"));
  for (const auto& [name, list] : definitions.lists)
    if (list.numbers && list.numbers->size() == 0)
      warnings.push_back(warning(list.position, list.file, "nobody is on list \"" + name + "\""));
  return warnings;
}

}  // namespace tipring::dsl
