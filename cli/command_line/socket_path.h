#pragma once

#include <functional>
#include <optional>
#include <string>

#include <sys/types.h>

#include "runtime/base/result.h"

namespace tipring::cli {

/// Value of an environment variable; nothing when it is not set or empty.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

/// Where a runtime of this user listens when its command line does not say: $TIPRING_SOCKET; for root
/// /run/tipring/control.sock; else $XDG_RUNTIME_DIR/tipring/control.sock; else /tmp/tipring-UID/control.sock.
/// One place for a user, so that `tipring status` finds what `tipring run` started; a second runtime needs a
/// --socket of its own.
std::string default_socket_path(const Environment& environment, uid_t user);

/// Where a client looks: as above, but where there is no socket, at the machine's own runtime:
/// /run/tipring/control.sock. `exists` tells whether a path is there.
std::string client_socket_path(const Environment& environment, uid_t user,
                               const std::function<bool(const std::string& path)>& exists);

/// Makes the folder that a default path lies in, open to this user only, when it is missing. Fails with
/// "refused" when a folder in /tmp is not this user's own: whoever made it could put his own socket there.
Result<void> prepare_socket_folder(const std::string& path, uid_t user);

}  // namespace tipring::cli
