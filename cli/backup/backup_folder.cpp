#include "cli/backup/backup_folder.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/control/json.h"

namespace tipring::cli {
namespace {

namespace fs = std::filesystem;

constexpr int format = 1;

}  // namespace

Error unwritable(const std::string& what, const fs::path& path, const std::string& why) {
  return {"unwritable", "cannot " + what + " " + path.string() + ": " + why};
}

Result<void> sync_one(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool done = descriptor >= 0 && ::fsync(descriptor) == 0;
  const int problem = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (!done) return unwritable("write", path, std::strerror(problem));
  return {};
}

Result<void> write_manifest(const BackupFolder& backup, const BackupManifest& manifest) {
  const Json json{{"tipring", manifest.program},
                  {"format", format},
                  {"made_at", manifest.made_at.time_since_epoch().count()},
                  {"entries", manifest.entries},
                  {"site", manifest.site}};
  std::ofstream file(backup.manifest());
  file << json.dump(2) << '\n';
  if (!file.flush()) return unwritable("write", backup.manifest(), std::strerror(errno));
  return {};
}

Result<BackupManifest> read_manifest(const BackupFolder& backup) {
  const Error no_backup{"not-found",
                        backup.root.string() + " is no backup: it has no backup.json that can be read"};
  std::ifstream file(backup.manifest());
  if (!file) return no_backup;
  const Json json = Json::parse(std::istreambuf_iterator<char>(file), {}, nullptr, false);
  if (!json.is_object() || !json.contains("format") || !json.contains("entries")) return no_backup;
  if (json.value("format", 0) > format)
    return Error{"wrong-state",
                 backup.root.string() + " was made by a newer Tipring, " + json.value("tipring", "")};
  return BackupManifest{.program = json.value("tipring", ""),
                        .made_at = UtcTime(Duration(json.value("made_at", std::int64_t{0}))),
                        .entries = json.value("entries", std::uint64_t{0}),
                        .site = json.value("site", "")};
}

Result<void> copy_if_there(const fs::path& from, const fs::path& to) {
  std::error_code problem;
  if (!fs::exists(from, problem)) return {};
  fs::copy(from, to, fs::copy_options::recursive, problem);
  if (problem) return unwritable("copy " + from.string() + " to", to, problem.message());
  return {};
}

Result<void> sync_all(const fs::path& folder) {
  std::error_code problem;
  std::vector<fs::path> paths{folder};
  for (fs::recursive_directory_iterator at(folder, problem), end; at != end && !problem; at.increment(problem))
    paths.push_back(at->path());
  if (problem) return unwritable("read", folder, problem.message());
  for (const fs::path& path : paths) {
    if (auto synced = sync_one(path); !synced) return synced;
  }
  return {};
}

void give_to_owner_of(const fs::path& folder, const fs::path& of) {
  struct stat owner {};
  if (geteuid() != 0 || ::stat(of.c_str(), &owner) != 0) return;
  std::error_code problem;
  const auto give = [&](const fs::path& path) {
    // Where it fails, whoever reads it will say so.
    static_cast<void>(::lchown(path.c_str(), owner.st_uid, owner.st_gid));
  };
  give(folder);
  for (fs::recursive_directory_iterator at(folder, problem), end; at != end && !problem; at.increment(problem))
    give(at->path());
}

}  // namespace tipring::cli
