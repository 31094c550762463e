#pragma once

#include <string>
#include <vector>

#include "cli/tester/spec.h"
#include "dsl/site/site_files.h"
#include "runtime/base/result.h"

namespace tipring::cli {

/// A site and those of its files of scenarios that are to be run.
struct SiteUnderTest {
  std::string folder;
  std::string name;             ///< The folder's own name, without where it is.
  std::vector<SpecText> specs;  ///< By name.
};

/// Finds what a path given to the tester means: a site's folder, with all files below tests/ that end in
/// "_spec.lua", or one file named so, whose site is the folder that its tests folder is in. Fails with
/// "not-found" and "unreadable".
Result<SiteUnderTest> find_specs(const std::string& path);

}  // namespace tipring::cli
