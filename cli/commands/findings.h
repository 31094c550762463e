#pragma once

#include <string>
#include <vector>

#include "cli/output/console.h"
#include "cli/output/renderer.h"
#include "dsl/check/finding.h"

namespace tipring::cli {

/// Mistakes of a site as data, a record each: file, line, column, kind, text, suggestion.
void print_findings(Console& console, OutputFormat format, const std::vector<dsl::Finding>& findings,
                    const std::string& folder);

/// The same as lines for people, on the standard error: "scripts/demo/site.lua:12:8: unknown global 'quue'; …".
void explain_findings(Console& console, const std::vector<dsl::Finding>& findings, const std::string& folder);

}  // namespace tipring::cli
