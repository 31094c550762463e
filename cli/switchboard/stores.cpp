#include "cli/switchboard/stores.h"

#include <optional>
#include <utility>

namespace tipring::cli {
namespace {

std::string place_of(const std::optional<dsl::StoreDefinition>& store) {
  return store ? store->sqlite + "\n" + store->postgres : std::string();
}

}  // namespace

Result<void> Stores::open(const dsl::Site& site) {
  Result<void> result;
  site.for_each([&](const dsl::Site& each) {
    if (!result) return;
    const std::string& name = each.enterprise();
    const auto& store = each.definitions().store;
    const auto known = stores_.find(name);
    if (known != stores_.end()) {
      // What is in force already is compared by the plan of the change.
      if (!name.empty() && known->second.place != place_of(store))
        result =
            Error{"wrong-state",
                  "the store of enterprise " + name + " is another than before: that needs a restart", false};
      return;
    }
    const StoreFolders folders{.site = site_folder_ / dsl::SiteFiles::prefix_of(name),
                               .usual_file = state_.site_database(name)};
    auto opened = open_store(store, folders, surroundings_);
    if (!opened) {
      result = opened.error();
    } else {
      stores_.emplace(name, Open{place_of(store), std::move(opened).value()});
    }
  });
  return result;
}

}  // namespace tipring::cli
