#include "dsl/site/site_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string_view>

#include "dsl/site/content_address.h"

namespace tipring::dsl {
namespace {

namespace fs = std::filesystem;

const std::set<std::string, std::less<>> left_out{"tests", "sounds", "secrets", "var"};

Error unreadable(const fs::path& path, const std::string& why) {
  return {"unreadable", path.string() + " cannot be read: " + why};
}

bool is_calendar(std::string_view name) {
  return name.ends_with(".ics");
}

bool is_table(const std::string& name) {
  return name.ends_with(".csv") || name.ends_with(".sql");
}

Error too_long(const fs::path& path, std::size_t longest) {
  return unreadable(path, "it is longer than " + std::to_string(longest >> 20U) +
                              " MiB; what the site does not read stands below var");
}

// Relative names of all Lua files, calendars and tables, in the order of the folder's own listing.
Result<std::vector<std::string>> list(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code problem;
  auto entry = fs::recursive_directory_iterator(folder, problem);
  for (; !problem && entry != fs::recursive_directory_iterator(); entry.increment(problem)) {
    const std::string base = entry->path().filename().string();
    if (entry->is_directory(problem)) {
      const bool top = entry.depth() == 0;
      if (base.starts_with(".") || (top && left_out.contains(base))) entry.disable_recursion_pending();
    } else if ((entry->path().extension() == ".lua" || is_calendar(base) || is_table(base)) &&
               !base.starts_with(".")) {
      names.push_back(entry->path().lexically_relative(folder).generic_string());
    }
  }
  if (problem) return unreadable(folder, problem.message());
  return names;
}

Result<std::string> read_file(const fs::path& path, std::size_t longest) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return unreadable(path, "it cannot be opened");
  std::error_code problem;
  const auto size = fs::file_size(path, problem);
  if (!problem && size > longest) return too_long(path, longest);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file.bad()) return unreadable(path, "reading failed");
  if (text.size() > longest) return too_long(path, longest);
  return text;
}

// site.lua first, files of the site's own folder before those below it, then by name.
bool comes_before(const std::string& first, const std::string& second) {
  const auto rank = [](const std::string& name) {
    return name == "site.lua" ? 0 : name.find('/') == std::string::npos ? 1 : 2;
  };
  return rank(first) != rank(second) ? rank(first) < rank(second) : first < second;
}

std::string content_address(const SiteFiles& files) {
  ContentAddress address;
  for (const auto* group : {&files.scripts, &files.modules, &files.calendars, &files.tables}) {
    for (const SiteFile& file : *group)
      address.add(file.name, file.text);
  }
  return address.finish();
}

}  // namespace

Result<SiteFiles> read_site(const std::string& folder) {
  std::error_code problem;
  if (!fs::is_directory(folder, problem)) return Error{"not-found", "there is no site folder " + folder};
  auto names = list(folder);
  if (!names) return names.error();
  std::sort(names.value().begin(), names.value().end(), comes_before);
  SiteFiles files;
  files.folder = folder;
  for (const std::string& name : names.value()) {
    auto text = read_file(fs::path(folder) / name, is_table(name) ? longest_table : longest_script);
    if (!text) return text.error();
    auto& group = is_calendar(name)          ? files.calendars
                  : is_table(name)           ? files.tables
                  : name.starts_with("lib/") ? files.modules
                                             : files.scripts;
    group.push_back({name, std::move(text).value()});
  }
  if (files.scripts.empty()) {
    return Error{"not-found",
                 folder + " holds no Lua file; a site begins with a site.lua or any other .lua file"};
  }
  files.content = content_address(files);
  return files;
}

}  // namespace tipring::dsl
