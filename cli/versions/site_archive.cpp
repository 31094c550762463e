#include "cli/versions/site_archive.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

#include <nlohmann/json.hpp>

#include "runtime/rules/why_record.h"

namespace tipring::cli {
namespace {

namespace fs = std::filesystem;
using ManifestJson = nlohmann::json;

constexpr const char* manifest_name = "manifest.json";
constexpr const char* site_name = "site";

Error not_kept(const fs::path& place, const std::string& why) {
  return {"unwritable", "this version cannot be kept in " + place.string() + ": " + why, true};
}

Result<void> write_file(const fs::path& file, std::string_view text) {
  std::error_code problem;
  fs::create_directories(file.parent_path(), problem);
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (problem || !out) return not_kept(file, problem ? problem.message() : "writing failed");
  return {};
}

std::string manifest_text(const ArchivedVersion& version) {
  return ManifestJson{{"number", version.number},
                      {"content", version.content},
                      {"at", version.at.time_since_epoch().count()},
                      {"by", version.by}}
             .dump(2) +
         "\n";
}

// Nothing where it is not as manifest_text() writes it.
std::optional<ArchivedVersion> read_manifest(const fs::path& home) {
  std::ifstream in(home / manifest_name, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  try {
    const ManifestJson json = ManifestJson::parse(text);
    ArchivedVersion version;
    json.at("number").get_to(version.number);
    json.at("content").get_to(version.content);
    json.at("by").get_to(version.by);
    version.at = UtcTime(Duration(json.at("at").get<std::int64_t>()));
    return version;
  } catch (const ManifestJson::exception&) {
    return std::nullopt;
  }
}

Result<void> move_into_place(const fs::path& unfinished, const fs::path& place) {
  std::error_code problem;
  fs::rename(unfinished, place, problem);
  if (problem) return not_kept(place, problem.message());
  return {};
}

Result<void> write_manifest(const fs::path& home, const ArchivedVersion& version) {
  const fs::path unfinished = home / (std::string(manifest_name) + ".new");
  if (auto written = write_file(unfinished, manifest_text(version)); !written) return written;
  return move_into_place(unfinished, home / manifest_name);
}

Result<void> write_version(const fs::path& home, const dsl::SiteFiles& files, const ArchivedVersion& version) {
  const fs::path unfinished = home.string() + ".new";
  std::error_code problem;
  fs::remove_all(unfinished, problem);
  for (const dsl::SiteFile* file : files.all()) {
    if (auto written = write_file(unfinished / site_name / file->name, file->text); !written) return written;
  }
  if (auto written = write_file(unfinished / manifest_name, manifest_text(version)); !written) return written;
  // What stands there already has no manifest that can be read.
  fs::remove_all(home, problem);
  return move_into_place(unfinished, home);
}

}  // namespace

fs::path SiteArchive::home_of(const std::string& content) const {
  return folder_ / std::string(short_version(content));
}

fs::path SiteArchive::folder_of(const ArchivedVersion& version) const {
  return home_of(version.content) / site_name;
}

Result<ArchivedVersion> SiteArchive::keep(const dsl::SiteFiles& files, UtcTime at,
                                          const std::string& by) const {
  const fs::path home = home_of(files.content);
  if (auto known = read_manifest(home); known && known->content == files.content) {
    known->at = at;
    known->by = by;
    if (auto written = write_manifest(home, *known); !written) return written.error();
    return *known;
  }
  const auto others = list();
  const ArchivedVersion version{others.empty() ? 1 : others.back().number + 1, files.content, at, by};
  if (auto written = write_version(home, files, version); !written) return written.error();
  return version;
}

std::vector<ArchivedVersion> SiteArchive::list() const {
  std::vector<ArchivedVersion> versions;
  std::error_code problem;
  for (auto entry = fs::directory_iterator(folder_, problem); !problem && entry != fs::directory_iterator();
       entry.increment(problem)) {
    if (entry->path().extension() == ".new") continue;
    if (auto version = read_manifest(entry->path())) versions.push_back(std::move(*version));
  }
  std::ranges::sort(versions, {}, &ArchivedVersion::number);
  return versions;
}

Result<ArchivedVersion> SiteArchive::find(std::int64_t number) const {
  const auto versions = list();
  const auto found = std::ranges::find(versions, number, &ArchivedVersion::number);
  if (found != versions.end()) return *found;
  std::string there;
  for (const ArchivedVersion& version : versions)
    there += (there.empty() ? "" : ", ") + std::to_string(version.number);
  return Error{
      "not-found",
      "there is no version " + std::to_string(number) + "; kept are " + (there.empty() ? "none" : there),
      false};
}

Result<dsl::SiteFiles> SiteArchive::read(const ArchivedVersion& version) const {
  auto files = dsl::read_site(folder_of(version).string());
  if (!files) return files;
  if (files->content != version.content)
    return Error{"damaged",
                 folder_of(version).string() + " is not as version " + std::to_string(version.number) +
                     " was kept: it was changed since",
                 false};
  return files;
}

void SiteArchive::prune(const std::set<std::string>& in_use) const {
  auto versions = list();
  std::ranges::sort(versions, std::ranges::greater{}, &ArchivedVersion::at);
  for (std::size_t i = most_kept; i < versions.size(); ++i) {
    if (in_use.contains(versions[i].content)) continue;
    // One that cannot be removed now is looked at again with the next version.
    std::error_code problem;
    fs::remove_all(home_of(versions[i].content), problem);
  }
}

}  // namespace tipring::cli
