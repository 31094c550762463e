#include "cli/tester/spec_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

namespace tipring::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view spec_ending = "_spec.lua";

Error not_found(const std::string& text) {
  return {"not-found", text};
}

Result<SpecText> read_spec(const fs::path& site, const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  SpecText spec{file.lexically_relative(site).generic_string(), {std::istreambuf_iterator<char>(in), {}}};
  if (!in.good() && !in.eof()) return Error{"unreadable", file.string() + " cannot be read"};
  return spec;
}

/// The folder's own name, also for "." and "site/".
std::string name_of(const fs::path& folder) {
  std::error_code problem;
  const fs::path whole = fs::canonical(folder, problem);
  return problem ? folder.filename().string() : whole.filename().string();
}

Result<SiteUnderTest> specs_of_site(const fs::path& folder) {
  SiteUnderTest site{folder.string(), name_of(folder), {}};
  std::vector<fs::path> files;
  std::error_code problem;
  auto entry = fs::recursive_directory_iterator(folder / "tests", problem);
  for (; !problem && entry != fs::end(entry); entry.increment(problem)) {
    const bool is_spec = entry->path().filename().string().ends_with(spec_ending);
    if (is_spec && entry->is_regular_file(problem)) files.push_back(entry->path());
  }
  if (files.empty()) {
    return not_found(folder.string() + " has no scenarios: no file below its tests folder ends in _spec.lua");
  }
  // Not in the order of the file system's listing.
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    auto spec = read_spec(folder, file);
    if (!spec) return spec.error();
    site.specs.push_back(std::move(spec).value());
  }
  return site;
}

Result<SiteUnderTest> spec_alone(const fs::path& file) {
  if (!file.filename().string().ends_with(spec_ending)) {
    return not_found(file.string() + " is no file of scenarios: its name must end in " +
                     std::string(spec_ending));
  }
  fs::path folder = file.lexically_normal().parent_path();
  while (!folder.empty() && folder.filename() != "tests")
    folder = folder.parent_path() == folder ? fs::path() : folder.parent_path();
  if (folder.empty()) {
    return not_found(file.string() + " belongs to no site: expected a file in a site's tests folder");
  }
  const fs::path site = folder.parent_path().empty() ? fs::path(".") : folder.parent_path();
  auto spec = read_spec(site, file);
  if (!spec) return spec.error();
  return SiteUnderTest{site.string(), name_of(site), {std::move(spec).value()}};
}

}  // namespace

Result<SiteUnderTest> find_specs(const std::string& path) {
  std::error_code problem;
  const fs::file_status status = fs::status(path, problem);
  if (fs::is_directory(status)) return specs_of_site(path);
  if (fs::is_regular_file(status)) return spec_alone(path);
  return not_found("there is no site or file " + path);
}

}  // namespace tipring::cli
