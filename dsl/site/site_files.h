#pragma once

#include <string>
#include <vector>

#include "runtime/base/result.h"

namespace tipring::dsl {

/// One file of a site.
struct SiteFile {
  std::string name;  ///< Relative to the site: "dialogs/main_menu.lua".
  std::string text;
};

/// A site as it was read: everything that makes one version.
struct SiteFiles {
  std::string folder;               ///< As given.
  std::vector<SiteFile> scripts;    ///< Run while loading, in this order: site.lua first, then by name.
  std::vector<SiteFile> modules;    ///< Below lib, for require; by name.
  std::vector<SiteFile> calendars;  ///< Files that end in .ics, for holidays; by name.
  std::vector<SiteFile> tables;     ///< Those that end in .csv, or in .sql for the store; by name.
  std::string content;              ///< The version's address: SHA-256 of names and texts, in hexadecimal.
  std::string enterprise{};         ///< Whose files these are; empty: the site's own.
  /// A folder below `enterprises` each, by name. Their files are named relative to the site; their content is
  /// that of the whole.
  std::vector<SiteFiles> enterprises{};
  std::vector<std::string> strays{};  ///< Lua files and tables that lie in `enterprises` itself.

  /// What stands before the names of all these files: "enterprises/north/", or nothing.
  std::string prefix() const { return prefix_of(enterprise); }
  static std::string prefix_of(const std::string& enterprise) {
    return enterprise.empty() ? std::string() : "enterprises/" + enterprise + "/";
  }
  /// Those of all enterprises, too.
  std::vector<const SiteFile*> all() const;
};

/// Longest Lua file of a site, in bytes. Larger ones are data in the wrong place.
inline constexpr std::size_t longest_script = 4U << 20U;

/// Longest table of a site, in bytes.
inline constexpr std::size_t longest_table = 64U << 20U;

/// Reads a site's folder: site.lua, all other Lua files, all calendars and tables in it and below, except in
/// the folders tests, sounds, secrets and var, and in those whose names begin with a dot. What is in a folder
/// below `enterprises` is that enterprise's, read likewise. Fails with "not-found" where there is no such
/// folder or no Lua file of the site's own in it, and with "unreadable", each naming the path.
Result<SiteFiles> read_site(const std::string& folder);

}  // namespace tipring::dsl
