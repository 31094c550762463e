#include "dsl/site/site_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <utility>

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

constexpr std::string_view enterprises_folder = "enterprises";

// Names relative to the site or to an enterprise, in the order of the folder's own listing.
struct Listing {
  std::vector<std::string> own;
  std::map<std::string, std::vector<std::string>> of_enterprises;
  std::vector<std::string> strays;

  void add(const fs::path& file) {
    auto part = file.begin();
    if (*part != enterprises_folder || std::next(part) == file.end())
      return own.push_back(file.generic_string());
    const std::string enterprise = (++part)->string();
    if (std::next(part) == file.end()) return strays.push_back(file.generic_string());
    const fs::path folder = fs::path(enterprises_folder) / enterprise;
    of_enterprises[enterprise].push_back(file.lexically_relative(folder).generic_string());
  }
};

// Of all Lua files, calendars and tables.
Result<Listing> list(const fs::path& folder) {
  Listing listing;
  std::error_code problem;
  auto entry = fs::recursive_directory_iterator(folder, problem);
  for (; !problem && entry != fs::recursive_directory_iterator(); entry.increment(problem)) {
    const std::string base = entry->path().filename().string();
    const fs::path name = entry->path().lexically_relative(folder);
    const bool of_enterprise = *name.begin() == enterprises_folder;
    if (entry->is_directory(problem)) {
      const bool top = entry.depth() == (of_enterprise ? 2 : 0);
      if (base.starts_with(".") || (top && left_out.contains(base))) {
        entry.disable_recursion_pending();
      } else if (of_enterprise && entry.depth() == 1) {
        listing.of_enterprises.try_emplace(base);
      }
    } else if ((entry->path().extension() == ".lua" || is_calendar(base) || is_table(base)) &&
               !base.starts_with(".")) {
      listing.add(name);
    }
  }
  if (problem) return unreadable(folder, problem.message());
  return listing;
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
  for (const SiteFile* file : files.all())
    address.add(file->name, file->text);
  return address.finish();
}

// `names` are relative to the site or to its enterprise.
Result<void> read_files(const fs::path& site, std::vector<std::string> names, SiteFiles& files) {
  std::sort(names.begin(), names.end(), comes_before);
  for (const std::string& name : names) {
    const std::string whole = files.prefix() + name;
    auto text = read_file(site / whole, is_table(name) ? longest_table : longest_script);
    if (!text) return text.error();
    auto& group = is_calendar(name)          ? files.calendars
                  : is_table(name)           ? files.tables
                  : name.starts_with("lib/") ? files.modules
                                             : files.scripts;
    group.push_back({whole, std::move(text).value()});
  }
  return {};
}

}  // namespace

std::vector<const SiteFile*> SiteFiles::all() const {
  std::vector<const SiteFile*> every;
  for (const auto* group : {&scripts, &modules, &calendars, &tables}) {
    for (const SiteFile& file : *group)
      every.push_back(&file);
  }
  for (const SiteFiles& theirs : enterprises)
    std::ranges::copy(theirs.all(), std::back_inserter(every));
  return every;
}

Result<SiteFiles> read_site(const std::string& folder) {
  std::error_code problem;
  if (!fs::is_directory(folder, problem)) return Error{"not-found", "there is no site folder " + folder};
  auto listing = list(folder);
  if (!listing) return listing.error();
  SiteFiles files;
  files.folder = folder;
  if (auto read = read_files(folder, std::move(listing->own), files); !read) return read.error();
  if (files.scripts.empty()) {
    return Error{"not-found",
                 folder + " holds no Lua file; a site begins with a site.lua or any other .lua file"};
  }
  for (auto& [name, names] : listing->of_enterprises) {
    SiteFiles& theirs = files.enterprises.emplace_back();
    theirs.enterprise = name;
    theirs.folder = (fs::path(folder) / enterprises_folder / name).string();
    if (auto read = read_files(folder, std::move(names), theirs); !read) return read.error();
  }
  files.strays = std::move(listing->strays);
  files.content = content_address(files);
  for (SiteFiles& theirs : files.enterprises)
    theirs.content = files.content;
  return files;
}

}  // namespace tipring::dsl
