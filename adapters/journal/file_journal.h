#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "adapters/journal/folder_lock.h"
#include "adapters/journal/storage.h"
#include "runtime/ports/journal.h"

namespace tipring::journal {

/// What an entry survives once append() has returned.
enum class Durability {
  process,  ///< The end of the runtime, kill -9 included: the kernel has the bytes.
  power,    ///< A loss of power too: append() waits for the disk, which takes a millisecond or more.
};

struct JournalOptions {
  /// Bytes of a segment, allocated when it is made. Also the size of the reserve: what live contacts may still
  /// write when the disk is full.
  std::uint64_t segment_size = std::uint64_t{16} << 20U;
  Durability durable = Durability::process;
};

/// What opening a journal found in the folder.
struct JournalContents {
  std::uint64_t entries = 0;         ///< Also the sequence of the last: Ledger goes on with `entries` + 1.
  std::uint32_t last_run = 0;        ///< Of the last runtime.started; the run that begins now is one more.
  std::vector<std::string> notices;  ///< Lines to log: unfinished or damaged entries that were removed.
};

/// The journal as segments in a folder. Beside the segment being written stands a spare, allocated already: a
/// full disk is noticed when the spare has been taken into use and no further one can be made, while a whole
/// segment is still there to write in (JournalRoom::reserve). Control thread only.
class FileJournal final : public Journal {
 public:
  /// Opens the journal in `folder`, which is made when missing, and holds it until destroyed. What a killed
  /// runtime left unfinished behind the last whole entry is removed. Fails with "journal-locked" when another
  /// runtime holds the folder, "journal-damaged" when its last segment is not a part of this ledger,
  /// "disk-full" when a new journal finds no room, or "io-error".
  static Result<std::unique_ptr<FileJournal>> open(std::filesystem::path folder, JournalOptions options = {});

  /// The same on another file system, which is how tests let a disk run full.
  static Result<std::unique_ptr<FileJournal>> open(std::filesystem::path folder, JournalOptions options,
                                                   std::unique_ptr<Storage> storage);

  const JournalContents& found() const { return found_; }

  Result<void> append(std::string_view frames) override;
  JournalRoom room() const override { return room_; }
  Result<void> read(const std::function<bool(std::string_view payload)>& visit) const override;

  /// Looks for room again after the disk was full. append() does so too, but nothing may be there to append:
  /// call this now and then while room() is not normal.
  void look_for_room();

 private:
  FileJournal(std::filesystem::path folder, JournalOptions options, std::unique_ptr<Storage> storage,
              FolderLock lock);

  Result<void> take_up();
  Result<void> adopt_spare();
  Result<void> make_spare();
  Result<void> make_room_for(std::size_t size);
  Result<void> turn_to_spare();
  Result<void> clean_failed_write();
  Result<void> write(std::string_view frames);
  std::filesystem::path spare() const { return folder_ / "spare"; }

  std::filesystem::path folder_;
  JournalOptions options_;
  std::unique_ptr<Storage> storage_;
  FolderLock lock_;
  JournalContents found_;

  std::unique_ptr<SegmentFile> segment_;  ///< The one being written.
  std::uint64_t size_ = 0;                ///< Of the segment: the room allocated.
  std::uint64_t end_ = 0;                 ///< Where the next frame goes.
  std::uint64_t dirty_ = 0;               ///< Up to here a failed write may have left bytes behind end_.
  std::uint64_t next_number_ = 1;         ///< Of the next frame.
  bool has_spare_ = false;
  JournalRoom room_ = JournalRoom::normal;
};

}  // namespace tipring::journal
