#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/switchboard/secrets.h"
#include "dsl/check/finding.h"
#include "dsl/site/site_files.h"
#include "dsl/words/definitions.h"

namespace tipring::cli {

/// What a site asks for that a runtime of it could never do: trunks without a host, trunks and targets by a
/// transport that is not listened on, header fields that cannot be set or carried. In the order of files and
/// lines. Files of certificates that are there, but cannot be used, are among them. `listen`: where it listens
/// in place of its own addresses.
std::vector<dsl::Finding> installation_findings(const dsl::SiteFiles& files,
                                                const dsl::Definitions& definitions,
                                                const std::filesystem::path& site_folder,
                                                const std::vector<std::string>& listen = {});

/// Files of certificates that are not there: lines for people. Where the site is to run they may be.
std::vector<std::string> missing_files(const dsl::Definitions& definitions,
                                       const std::filesystem::path& site_folder);

/// Secrets that are not where they are looked for, or that everybody may read: lines for people. Here; where
/// the site is to run they may be.
std::vector<std::string> missing_secrets(const dsl::Definitions& definitions, const SecretFolders& folders);

}  // namespace tipring::cli
