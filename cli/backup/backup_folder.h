#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "runtime/base/clock.h"
#include "runtime/base/result.h"

namespace tipring::cli {

/// A copy of what a runtime keeps, in a folder: the ledger's segments, which are the truth; the records made
/// from them; where phones are; the versions of the site; hours that are closed in spite of their plan. It is
/// there whole or not at all.
struct BackupFolder {
  std::filesystem::path root;

  std::filesystem::path manifest() const { return root / "backup.json"; }
  std::filesystem::path ledger() const { return root / "ledger"; }
  /// Of records in SQLite.
  std::filesystem::path database() const { return root / "tipring.db"; }
  /// Of records on PostgreSQL.
  std::filesystem::path dump() const { return root / "records.sql"; }
  std::filesystem::path registrations() const { return root / "registrations.db"; }
  std::filesystem::path versions() const { return root / "versions"; }
  std::filesystem::path closings() const { return root / "closings.json"; }
};

/// What the file backup.json of a backup says.
struct BackupManifest {
  std::string program;  ///< The version of Tipring that made it.
  UtcTime made_at{};
  std::uint64_t entries = 0;  ///< The last entry of its ledger.
  std::string site{};         ///< The site's folder, by its whole path; empty: it is not known.
};

Result<void> write_manifest(const BackupFolder& backup, const BackupManifest& manifest);
/// Fails with "not-found" where the folder is no backup, with "wrong-state" where a newer program has made it.
Result<BackupManifest> read_manifest(const BackupFolder& backup);

/// Copies a file, or a folder with all that is in it; nothing where it is not there. Fails with "unwritable".
Result<void> copy_if_there(const std::filesystem::path& from, const std::filesystem::path& to);

/// Return once what was written, to a file or folder, or to all that is in a folder, survives a loss of power.
Result<void> sync_one(const std::filesystem::path& path);
Result<void> sync_all(const std::filesystem::path& folder);

/// Gives all that is in a folder to the owner of another, where we may: root's files would be of no use to the
/// runtime's user.
void give_to_owner_of(const std::filesystem::path& folder, const std::filesystem::path& of);

/// "unwritable", naming the path.
Error unwritable(const std::string& what, const std::filesystem::path& path, const std::string& why);

}  // namespace tipring::cli
