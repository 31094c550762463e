#include "cli/backup/restore.h"

#include <array>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "adapters/journal/folder_lock.h"
#include "adapters/journal/segment.h"
#include "adapters/postgres/record_dump.h"
#include "adapters/postgres/record_schema.h"
#include "cli/backup/backup_folder.h"

namespace tipring::cli {
namespace {

namespace fs = std::filesystem;

Result<void> move(const fs::path& from, const fs::path& to) {
  std::error_code problem;
  if (!fs::exists(from, problem)) return {};
  fs::rename(from, to, problem);
  if (problem) return unwritable("move " + from.string() + " to", to, problem.message());
  return {};
}

std::vector<fs::path> names_in(const fs::path& folder) {
  std::vector<fs::path> names;
  std::error_code problem;
  for (const auto& entry : fs::directory_iterator(folder, problem))
    names.push_back(entry.path().filename());
  return names;
}

class Restoring {
 public:
  explicit Restoring(const RestoreWish& wish)
      : wish_(wish), backup_{wish.folder}, staged_{wish.state.root / "restore.new"} {}

  Result<RestoreDone> run() {
    const auto manifest = read_manifest(backup_);
    if (!manifest) return manifest.error();
    done_.entries = manifest->entries;
    if (!wish_.other_site && !manifest->site.empty() && manifest->site != wish_.site)
      return Error{"wrong-state",
                   wish_.folder.string() + " is the backup of another site, " + manifest->site + ", not of " +
                       wish_.site +
                       ": --other-site puts it in place all the same, as where the site has moved"};
    if (auto made = wish_.state.make(); !made) return made.error();
    // Held to the end: a runtime that starts meanwhile says so and ends.
    const auto lock = journal::FolderLock::take(wish_.state.ledger());
    if (!lock && lock.error().code == "journal-locked")
      return Error{"wrong-state", lock.error().text + ": stop it first"};
    if (!lock) return lock.error();
    if (auto opened = open_schema(); !opened) return opened.error();
    if (auto asked = look_for_what_is_there(); !asked) return asked.error();
    if (auto staged = stage(); !staged) return staged.error();
    if (auto restored = restore_schema(); !restored) return restored.error();
    if (auto moved = put_aside(); !moved) return moved.error();
    if (auto placed = put_in_place(); !placed) return placed.error();
    return std::move(done_);
  }

 private:
  Result<void> open_schema() {
    if (!wish_.records) return {};
    auto schema = postgres::RecordSchema::create(wish_.records->postgres);
    if (!schema) return schema.error();
    schema_ = std::move(schema).value();
    auto found = schema_->exists();
    if (!found) return found.error();
    schema_is_there_ = found.value();
    return {};
  }

  Result<void> look_for_what_is_there() {
    const auto segments = journal::list_segments(wish_.state.ledger());
    if (!segments) return segments.error();
    std::error_code problem;
    is_there_ = !segments->empty() || fs::exists(wish_.state.database(), problem) ||
                fs::exists(wish_.state.registrations(), problem) ||
                fs::exists(wish_.state.closings(), problem) || !fs::is_empty(wish_.state.versions(), problem);
    if ((!is_there_ && !schema_is_there_) || wish_.force) return {};
    return Error{"wrong-state", (is_there_ ? wish_.state.root.string() + " has a ledger or records already"
                                           : schema_->name() + " has records already") +
                                    ": --force puts them aside"};
  }

  // Beside its place, so that it comes there by renaming: in no time, and never half.
  Result<void> stage() {
    std::error_code problem;
    fs::remove_all(staged_.root, problem);
    fs::create_directories(staged_.root, problem);
    if (problem) return unwritable("make", staged_.root, problem.message());
    const std::array<std::pair<fs::path, fs::path>, 4> parts{
        {{backup_.ledger(), staged_.ledger()},
         {backup_.registrations(), staged_.registrations()},
         {backup_.versions(), staged_.versions()},
         {backup_.closings(), staged_.closings()}}};
    for (const auto& [from, to] : parts) {
      if (auto copied = copy_if_there(from, to); !copied) return copied;
    }
    // Records of another kind of database are of no use: they are made anew from the ledger.
    if (schema_ == nullptr) {
      if (auto copied = copy_if_there(backup_.database(), staged_.database()); !copied) return copied;
    }
    give_to_owner_of(staged_.root, wish_.state.root);
    return sync_all(staged_.root);
  }

  // Before any file is moved: of all that is to be done this may fail most easily.
  Result<void> restore_schema() {
    if (schema_is_there_) {
      auto aside = schema_->rename_away();
      if (!aside) return aside.error();
      done_.schema_aside = std::move(aside).value();
    }
    std::error_code problem;
    if (schema_ == nullptr || !fs::exists(backup_.dump(), problem)) return {};
    done_.has_records = true;
    auto restored = postgres::restore_records(schema_->settings(), backup_.dump().string());
    if (restored || done_.schema_aside.empty()) return restored;
    return Error{restored.error().code, restored.error().text + "; what was there is now in the schema " +
                                            done_.schema_aside + ", and no file was touched"};
  }

  // The lock stays, and who waits for it.
  Result<void> put_aside() {
    if (!is_there_) return {};
    std::error_code problem;
    fs::path aside;
    for (int number = 1; aside.empty() || fs::exists(aside, problem); ++number)
      aside = wish_.state.root / ("before-restore-" + std::to_string(number));
    fs::create_directories(aside / "ledger", problem);
    if (problem) return unwritable("make", aside, problem.message());
    for (const fs::path& file : {wish_.state.database(), wish_.state.registrations()}) {
      for (const char* part : {"-wal", "-shm", ""}) {
        const std::string name = file.filename().string() + part;
        if (auto moved = move(wish_.state.root / name, aside / name); !moved) return moved;
      }
    }
    if (auto moved = move(wish_.state.versions(), aside / "versions"); !moved) return moved;
    if (auto moved = move(wish_.state.closings(), aside / "closings.json"); !moved) return moved;
    for (const fs::path& name : names_in(wish_.state.ledger())) {
      if (name == "lock") continue;
      if (auto moved = move(wish_.state.ledger() / name, aside / "ledger" / name); !moved) return moved;
    }
    done_.aside = aside.string();
    return {};
  }

  Result<void> put_in_place() {
    std::error_code problem;
    // An empty one stands there where nothing was put aside.
    fs::remove(wish_.state.versions(), problem);
    if (auto moved = move(staged_.versions(), wish_.state.versions()); !moved) return moved;
    if (auto moved = move(staged_.registrations(), wish_.state.registrations()); !moved) return moved;
    if (auto moved = move(staged_.closings(), wish_.state.closings()); !moved) return moved;
    if (fs::exists(staged_.database(), problem)) {
      done_.has_records = true;
      if (auto moved = move(staged_.database(), wish_.state.database()); !moved) return moved;
    }
    for (const fs::path& name : names_in(staged_.ledger())) {
      if (auto moved = move(staged_.ledger() / name, wish_.state.ledger() / name); !moved) return moved;
    }
    fs::remove_all(staged_.root, problem);
    if (auto made = wish_.state.make(); !made) return made;
    give_to_owner_of(wish_.state.ledger(), wish_.state.root);
    if (auto synced = sync_one(wish_.state.ledger()); !synced) return synced;
    return sync_one(wish_.state.root);
  }

  const RestoreWish& wish_;
  BackupFolder backup_;
  BackupFolder staged_;
  std::unique_ptr<postgres::RecordSchema> schema_;  // Null: the records are a file.
  bool schema_is_there_ = false;
  bool is_there_ = false;
  RestoreDone done_;
};

}  // namespace

Result<RestoreDone> restore_backup(const RestoreWish& wish) {
  return Restoring(wish).run();
}

}  // namespace tipring::cli
