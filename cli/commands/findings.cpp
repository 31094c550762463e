#include "cli/commands/findings.h"

namespace tipring::cli {
namespace {

std::string path_of(const std::string& folder, const std::string& file) {
  return folder.empty() || folder.ends_with('/') ? folder + file : folder + "/" + file;
}

}  // namespace

void print_findings(Console& console, OutputFormat format, const std::vector<dsl::Finding>& findings,
                    const std::string& folder) {
  Json rows = Json::array();
  for (const dsl::Finding& finding : findings) {
    rows.push_back({{"file", path_of(folder, finding.file)},
                    {"line", finding.position.line},
                    {"column", finding.position.column},
                    {"kind", dsl::to_string(finding.kind)},
                    {"text", finding.text},
                    {"suggestion", finding.suggestion}});
  }
  Renderer(console, format)
      .list({{.key = "file"},
             {.key = "line", .kind = FieldKind::number},
             {.key = "column", .kind = FieldKind::number},
             {.key = "kind"},
             {.key = "text"}},
            rows);
}

void explain_findings(Console& console, const std::vector<dsl::Finding>& findings, const std::string& folder) {
  for (const dsl::Finding& finding : findings) {
    console.err << for_people(path_of(folder, dsl::to_string(finding)), FieldKind::text) << '\n';
  }
}

}  // namespace tipring::cli
