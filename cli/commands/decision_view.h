#pragma once

#include "cli/output/console.h"
#include "cli/output/renderer.h"
#include "runtime/control/json.h"

namespace tipring::cli {

/// Decisions with their reasons, as decision_json() gives them: for people each as a story, a line for what was
/// decided and a row for each rule that was tried; for programs as they are.
void show_decisions(Console& console, OutputFormat format, const Json& decisions);

}  // namespace tipring::cli
