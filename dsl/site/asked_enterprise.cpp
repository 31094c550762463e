#include "dsl/site/asked_enterprise.h"

#include <algorithm>
#include <string_view>

#include "runtime/base/nearest.h"

namespace tipring::dsl {
namespace {

std::string listed_enterprises(const Site& site) {
  std::string all;
  for (const std::string& one : site.enterprises())
    all += (all.empty() ? "" : ", ") + one;
  return all;
}

}  // namespace

Result<const Site*> enterprise_named(const Site& site, const std::string& name) {
  if (const Site* found = site.find_enterprise(name)) return found;
  return Error{"not-found",
               "the site has no enterprise \"" + name + "\"" + did_you_mean(nearest(name, site.enterprises())),
               false};
}

Result<const Site*> asked_enterprise(const Site& site, const std::string& name, const RulesQuestion& question) {
  if (!name.empty()) return enterprise_named(site, name);
  constexpr std::string_view dialled = "dialled=";
  const auto given = std::ranges::find_if(
      question.given, [&](const std::string& setting) { return setting.starts_with(dialled); });
  if (given != question.given.end()) {
    const std::string number = given->substr(dialled.size());
    const std::string owner = site.enterprise_of(number, question.at);
    if (owner.empty() && site.has_enterprises() && site.decisions().definitions().empty())
      return Error{"not-found",
                   "\"" + number + "\" belongs to none of the site's enterprises (" + listed_enterprises(site) +
                       ") at that time, and the site has no rules of its own",
                   false};
    return enterprise_named(site, owner);
  }
  if (!site.has_enterprises() || !site.decisions().definitions().empty()) return &site;
  return Error{"usage",
               "the site has no rules of its own: name one of its enterprises (" + listed_enterprises(site) +
                   "), or the number dialled, which tells it",
               false};
}

}  // namespace tipring::dsl
