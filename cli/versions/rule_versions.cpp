#include "cli/versions/rule_versions.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "runtime/rules/rules_json.h"

namespace tipring::cli {

namespace fs = std::filesystem;

fs::path RuleVersions::file_of(std::string_view version, std::string_view enterprise) const {
  std::string name(version);
  if (!enterprise.empty()) name.append(".").append(enterprise);
  return folder_ / (name + ".rules.json");
}

Result<void> RuleVersions::keep(std::string_view version, const std::vector<const RuleSetDefinition*>& sets,
                                std::string_view enterprise) const {
  return keep_text(version, rules_to_json(sets), enterprise);
}

Result<void> RuleVersions::keep_text(std::string_view version, std::string_view rules,
                                     std::string_view enterprise) const {
  const fs::path file = file_of(version, enterprise);
  std::error_code problem;
  if (fs::exists(file, problem)) return {};
  fs::path unfinished = file;
  unfinished += ".new";
  std::ofstream out(unfinished, std::ios::binary | std::ios::trunc);
  out << rules;
  out.close();
  if (out) fs::rename(unfinished, file, problem);
  if (!out || problem)
    return Error{"unwritable", "the rules of this version cannot be kept in " + file.string(), true};
  return {};
}

Result<std::vector<RuleSetDefinition>> RuleVersions::find(std::string_view version,
                                                          std::string_view enterprise) const {
  // Both come from the ledger; what is no name of a version or an enterprise names no file.
  const bool is_name = !version.empty() && enterprise.find_first_of("./") == std::string_view::npos &&
                       std::ranges::all_of(version, [](char letter) {
                         return std::string_view("0123456789abcdef").find(letter) != std::string_view::npos;
                       });
  const fs::path file = file_of(version, enterprise);
  std::ifstream in(file, std::ios::binary);
  if (!is_name || !in)
    return Error{"not-found",
                 "the rules of version " + std::string(version) +
                     (enterprise.empty() ? "" : " of enterprise " + std::string(enterprise)) + " are not in " +
                     folder_.string(),
                 false};
  auto rules = rules_from_json(std::string(std::istreambuf_iterator<char>(in), {}));
  if (!rules) return Error{"bad-rules", file.string() + " is damaged: " + rules.error().text, false};
  return rules;
}

}  // namespace tipring::cli
