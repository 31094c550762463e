#pragma once

#include <filesystem>
#include <string>

#include "runtime/base/result.h"

namespace tipring::cli {

/// Where a runtime keeps what it writes.
struct StateFolder {
  std::filesystem::path root;

  std::filesystem::path ledger() const { return root / "ledger"; }
  std::filesystem::path database() const { return root / "tipring.db"; }
  /// The store of a site, or of an enterprise of it, that names none.
  std::filesystem::path site_database(const std::string& enterprise) const {
    return enterprise.empty() ? root / "site.db" : root / "enterprises" / (enterprise + ".db");
  }
  std::filesystem::path registrations() const { return root / "registrations.db"; }
  std::filesystem::path recordings() const { return root / "recordings"; }
  std::filesystem::path versions() const { return root / "versions"; }
  std::filesystem::path closings() const { return root / "closings.json"; }
  std::filesystem::path speech() const { return root / "speech"; }

  /// Makes the folders that are missing, readable by the runtime's user and group alone. Fails with
  /// "unwritable", naming the folder.
  Result<void> make() const;
};

}  // namespace tipring::cli
