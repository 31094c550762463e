#include "cli/backup/backup.h"

#include <system_error>
#include <utility>

#include "adapters/journal/journal_reader.h"
#include "adapters/journal/segment.h"
#include "adapters/postgres/record_dump.h"
#include "adapters/postgres/record_schema.h"
#include "adapters/records/record_check.h"
#include "adapters/sqlite/record_file.h"
#include "cli/backup/backup_folder.h"

namespace tipring::cli {
namespace {

namespace fs = std::filesystem;

// "backup" of "backup/".
fs::path without_slash(const fs::path& folder) {
  return folder.has_filename() ? folder : folder.parent_path();
}

// A draft of a backup, which goes again unless it becomes one.
class Draft {
 public:
  explicit Draft(const fs::path& wanted) : wanted_(without_slash(wanted)), backup_{wanted_.string() + ".new"} {}
  ~Draft() {
    std::error_code ignored;
    if (made_) fs::remove_all(backup_.root, ignored);
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  Result<void> make() {
    std::error_code problem;
    if (fs::exists(wanted_, problem))
      return Error{"wrong-state", wanted_.string() + " is there already: name another folder"};
    if (fs::exists(backup_.root, problem))
      return Error{"wrong-state", backup_.root.string() +
                                      " is there: a backup is being made, or was not finished; "
                                      "remove it where none is"};
    made_ = fs::create_directories(backup_.root / "ledger", problem);
    if (problem) return unwritable("make", backup_.root, problem.message());
    fs::permissions(backup_.root, fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec,
                    problem);
    return {};
  }
  const BackupFolder& folder() const { return backup_; }
  Result<void> finish() {
    if (auto synced = sync_all(backup_.root); !synced) return synced;
    std::error_code problem;
    fs::rename(backup_.root, wanted_, problem);
    if (problem) return unwritable("make", wanted_, problem.message());
    made_ = false;
    return sync_one(fs::absolute(wanted_).parent_path());
  }

 private:
  fs::path wanted_;
  BackupFolder backup_;
  bool made_ = false;
};

Error without_records(const Error& error) {
  return {error.code,
          error.text + "; --without-records leaves the records out: they can be made from the ledger",
          error.retryable};
}

// What was copied; empty where there is nothing.
Result<std::string> copy_records(const BackupWish& wish, const BackupFolder& backup) {
  if (wish.without_records) return std::string();
  if (wish.records) {
    const auto schema = postgres::RecordSchema::create(wish.records->postgres);
    if (!schema) return schema.error();
    const auto dumped = postgres::dump_records(schema.value()->settings(), backup.dump().string());
    if (!dumped) return without_records(dumped.error());
    return backup.dump().filename().string();
  }
  const auto copied = sqlite::copy_database(wish.state.database().string(), backup.database().string());
  if (copied) return backup.database().filename().string();
  std::error_code problem;
  if (!fs::exists(wish.state.database(), problem)) return std::string();
  return without_records(copied.error());
}

// The last may be written at this moment: what of it is torn is left out by whoever reads it.
Result<void> copy_ledger(const std::vector<journal::SegmentPath>& segments, const BackupFolder& backup) {
  for (const journal::SegmentPath& segment : segments) {
    if (auto copied = copy_if_there(segment.path, backup.ledger() / segment.path.filename()); !copied)
      return copied;
  }
  return {};
}

// The last entry.
Result<std::uint64_t> read_copy(const BackupFolder& backup, std::uint64_t oldest, BackupDone& done) {
  journal::FileJournalReader reader(backup.ledger());
  const auto count = [&](std::uint64_t number, std::string_view) {
    done.entries = number;
    return true;
  };
  for (std::optional<std::uint64_t> from = oldest; from; from = reader.after_damage()) {
    if (const auto read = reader.read(*from, count); !read) {
      if (!reader.after_damage()) return read.error();
      done.findings.push_back(read.error().text);
    }
  }
  return done.entries;
}

Result<void> compare_copy(const BackupFolder& backup, std::uint64_t oldest, BackupDone& done) {
  sqlite::RecordFile place(backup.database().string());
  const auto database = place.open(DatabasePlace::Mode::read);
  if (!database) return database.error();
  journal::FileJournalReader reader(backup.ledger());
  auto check = records::check_records(*database.value(), reader, oldest);
  if (!check) return check.error();
  done.findings = std::move(check->findings);
  return {};
}

}  // namespace

Result<BackupDone> make_backup(const BackupWish& wish) {
  std::error_code problem;
  const Error no_ledger{"not-found", "there is no ledger in " + wish.state.ledger().string() +
                                         ": no runtime has served the site with this state folder"};
  if (!fs::is_directory(wish.state.ledger(), problem)) return no_ledger;
  Draft draft(wish.folder);
  if (auto made = draft.make(); !made) return made.error();
  const BackupFolder& backup = draft.folder();
  BackupDone done;
  auto records = copy_records(wish, backup);
  if (!records) return records.error();
  done.records = std::move(records).value();
  if (fs::exists(wish.state.registrations(), problem)) {
    const auto copied =
        sqlite::copy_database(wish.state.registrations().string(), backup.registrations().string());
    if (!copied) return copied.error();
  }
  if (auto copied = copy_if_there(wish.state.versions(), backup.versions()); !copied) return copied.error();
  if (auto copied = copy_if_there(wish.state.closings(), backup.closings()); !copied) return copied.error();
  const auto segments = journal::list_segments(wish.state.ledger());
  if (!segments) return segments.error();
  if (segments->empty()) return no_ledger;
  if (auto copied = copy_ledger(segments.value(), backup); !copied) return copied.error();
  const std::uint64_t oldest = segments->front().first;
  if (auto read = read_copy(backup, oldest, done); !read) return read.error();
  if (!done.records.empty() && !wish.records) {
    if (auto compared = compare_copy(backup, oldest, done); !compared) return compared.error();
  }
  if (auto written = write_manifest(backup, {wish.program, wish.now, done.entries, wish.site}); !written)
    return written.error();
  if (auto finished = draft.finish(); !finished) return finished.error();
  return done;
}

}  // namespace tipring::cli
