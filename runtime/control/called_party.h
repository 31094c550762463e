#pragma once

#include <string>

#include "runtime/base/result.h"
#include "runtime/floor.h"

namespace tipring {

/// Somebody to call, as commands name them: "phone:100", or a SIP URI. Fails with "wrong-state" where the phone
/// is not registered, and with "invalid-params" for what is neither.
Result<ConnectTarget> called_party(const Floor& floor, const std::string& text);

}  // namespace tipring
