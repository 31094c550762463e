#pragma once

#include <memory>
#include <string>

#include "cli/switchboard/secrets.h"
#include "dsl/words/definitions.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/http.h"
#include "runtime/ports/log.h"
#include "runtime/ports/reactor.h"

namespace tipring::cli {

/// The web that a site's scripts ask, with the authorities that its `http` names and the secrets of `folders`.
/// Fails with "no-certificates" where that file cannot be read.
Result<std::unique_ptr<Http>> open_web(const std::optional<dsl::HttpDefinition>& definition,
                                       SecretFolders folders, const std::string& version, RunLoop& loop,
                                       Reactor& reactor, Log& log);

}  // namespace tipring::cli
