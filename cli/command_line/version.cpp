#include "cli/command_line/version.h"

namespace tipring::cli {

const std::string_view version = TIPRING_VERSION;

}  // namespace tipring::cli
