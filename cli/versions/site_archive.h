#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "dsl/site/site_files.h"
#include "runtime/base/clock.h"
#include "runtime/base/result.h"

namespace tipring::cli {

/// A version of a site that was in force, or on trial.
struct ArchivedVersion {
  std::int64_t number = 0;  ///< Counts up from 1; that of a content never changes.
  std::string content;      ///< Its address: dsl::SiteFiles::content.
  UtcTime at{};             ///< When it took force last,
  std::string by{};         ///< and by what: "start", "reload", "rollback", "trial".
};

/// The text of the versions that a runtime has served, by content: scripts, tables and calendars as they were
/// read, each version in a folder of its own that is named by short_version(), with its manifest.json. A folder
/// is there whole or not at all.
class SiteArchive {
 public:
  explicit SiteArchive(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// The last so many stay, beside those in use.
  static constexpr std::size_t most_kept = 20;

  /// Keeps a version that takes force: a content that is known keeps its number. Fails with "unwritable".
  Result<ArchivedVersion> keep(const dsl::SiteFiles& files, UtcTime at, const std::string& by) const;

  /// In the order of their numbers. Folders that are damaged are passed over.
  std::vector<ArchivedVersion> list() const;
  /// Fails with "not-found", naming those that there are.
  Result<ArchivedVersion> find(std::int64_t number) const;

  /// The files of a version. Fails with "damaged" where they are not those that were kept.
  Result<dsl::SiteFiles> read(const ArchivedVersion& version) const;
  /// Where they are.
  std::filesystem::path folder_of(const ArchivedVersion& version) const;

  /// Removes the oldest beyond most_kept, but none of those contents.
  void prune(const std::set<std::string>& in_use) const;

 private:
  std::filesystem::path home_of(const std::string& content) const;

  std::filesystem::path folder_;
};

}  // namespace tipring::cli
