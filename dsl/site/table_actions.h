#pragma once

#include <string_view>

#include "dsl/words/definitions.h"
#include "runtime/base/result.h"
#include "runtime/rules/action.h"

namespace tipring::dsl {

/// Reads where a rule of a table sends contacts, as scripts write it or plainer: `dialog gold`, `rules night`,
/// `phone 100`, `trunk carrier +12025550143`, `sip:ann@192.0.2.7`, `tel:+12025550143`, `reject 603`,
/// `reject 486 All lines are busy`, `redirect sip:ann@192.0.2.7`, `hang_up`. Names may stand in quotation
/// marks. Fails with "bad-cell" where it is none of these, or names what the site does not define: with the
/// nearest.
Result<Action> action_of_cell(const Definitions& definitions, std::string_view text);

}  // namespace tipring::dsl
