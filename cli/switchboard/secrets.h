#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "dsl/words/definitions.h"
#include "runtime/base/result.h"

namespace tipring::cli {

/// Where the passwords are that a site names.
struct SecretFolders {
  std::filesystem::path site;
  std::function<std::optional<std::string>(const std::string&)> environment;
};

/// The text of a named secret: of the file of its name, without the line end, in $CREDENTIALS_DIRECTORY
/// (systemd's LoadCredential=) or else in the site's folder `secrets`; "north/crm" is an enterprise's, in the
/// folder `secrets` of its own. Fails with "no-secret", naming where it was looked for, and for a file that
/// others may read or that is empty.
Result<std::string> find_secret(const SecretFolders& folders, const std::string& name);

/// The text of a secret, named or as it stands in the site. Fails likewise, naming where in the site it is
/// asked for.
Result<std::string> read_secret(const SecretFolders& folders, const dsl::Secret& secret,
                                const dsl::SitePosition& asked);

}  // namespace tipring::cli
