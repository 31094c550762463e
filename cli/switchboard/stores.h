#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "cli/switchboard/state_folder.h"
#include "cli/switchboard/store.h"
#include "dsl/site/site.h"

namespace tipring::cli {

/// The business databases of a site: its own, and one for each of its enterprises. Once open they stay so,
/// whatever version is in force. Control thread only.
class Stores {
 public:
  /// `surroundings` as there.
  Stores(std::filesystem::path site_folder, StateFolder state, StoreSurroundings surroundings)
      : site_folder_(std::move(site_folder)), state_(std::move(state)), surroundings_(surroundings) {}

  /// Opens those of a version that are not open yet. Fails like open_store(), and with "wrong-state" where one
  /// is open that an enterprise of that name has had before, somewhere else.
  Result<void> open(const dsl::Site& site);

  /// Of an enterprise, or by the empty name of the site itself. Null where none is open: of a version that was
  /// opened all are.
  Database* find(const std::string& enterprise) const {
    const auto found = stores_.find(enterprise);
    return found == stores_.end() ? nullptr : found->second.database.get();
  }

 private:
  struct Open {
    std::string place;
    std::unique_ptr<Database> database;
  };

  std::filesystem::path site_folder_;
  StateFolder state_;
  StoreSurroundings surroundings_;
  std::map<std::string, Open, std::less<>> stores_;
};

}  // namespace tipring::cli
