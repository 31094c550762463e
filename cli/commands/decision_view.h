#pragma once

#include <vector>

#include "cli/output/console.h"
#include "cli/output/field.h"
#include "cli/output/renderer.h"
#include "runtime/control/json.h"

namespace tipring::cli {

/// Decisions with their reasons, as decision_json() gives them: for people each as a story, a line for what was
/// decided and a row for each rule that was tried; for programs as they are.
void show_decisions(Console& console, OutputFormat format, const Json& decisions);

/// The fields of a decision that a table of them has.
const std::vector<Field>& fields_of_decisions();

}  // namespace tipring::cli
