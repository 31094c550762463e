#include "adapters/journal/file_journal.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "adapters/journal/journal_reader.h"
#include "adapters/journal/posix_storage.h"
#include "adapters/journal/recovery.h"
#include "adapters/journal/segment.h"
#include "runtime/ledger/frame.h"

namespace tipring::journal {

Result<std::unique_ptr<FileJournal>> FileJournal::open(std::filesystem::path folder, JournalOptions options) {
  return open(std::move(folder), options, std::make_unique<PosixStorage>());
}

Result<std::unique_ptr<FileJournal>> FileJournal::open(std::filesystem::path folder, JournalOptions options,
                                                       std::unique_ptr<Storage> storage) {
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (problem) return system_error("make the folder", folder, problem.value());
  auto lock = FolderLock::take(folder);
  if (!lock) return lock.error();
  std::unique_ptr<FileJournal> journal(
      new FileJournal(std::move(folder), options, std::move(storage), std::move(lock).value()));
  if (auto taken = journal->take_up(); !taken) return taken.error();
  return journal;
}

FileJournal::FileJournal(std::filesystem::path folder, JournalOptions options, std::unique_ptr<Storage> storage,
                         FolderLock lock)
    : folder_(std::move(folder)), options_(options), storage_(std::move(storage)), lock_(std::move(lock)) {}

Result<void> FileJournal::take_up() {
  const auto segments = list_segments(folder_);
  if (!segments) return segments.error();
  if (auto adopted = adopt_spare(); !adopted) return adopted;
  if (segments->empty()) {
    if (!has_spare_) {
      if (auto made = make_spare(); !made) return made;
    }
    return turn_to_spare();
  }
  const SegmentPath& last = segments->back();
  const auto scan = scan_segment(last);
  if (!scan) return scan.error();
  auto cleaning = clean_behind(*storage_, last, scan.value());
  if (!cleaning) return cleaning.error();
  auto segment = storage_->open(last.path);
  if (!segment) return segment.error();
  std::error_code problem;
  size_ = std::filesystem::file_size(last.path, problem);
  if (problem) return system_error("read the size of", last.path, problem.value());
  segment_ = std::move(segment).value();
  end_ = scan->end;
  next_number_ = last.first + scan->frames;
  found_.entries = next_number_ - 1;
  found_.notices = std::move(cleaning->notices);
  found_.last_run = scan->last_run.value_or(0);
  if (!scan->last_run) {
    const auto run = find_last_run(folder_, segments.value());
    if (!run) return run.error();
    found_.last_run = run.value();
  }
  found_.last_run = std::max(found_.last_run, cleaning->last_run.value_or(0));
  look_for_room();
  return {};
}

// A spare that an earlier runtime made is as good as a new one, if it is whole and of the size now asked for.
Result<void> FileJournal::adopt_spare() {
  std::error_code problem;
  const std::uint64_t size = std::filesystem::file_size(spare(), problem);
  if (problem == std::errc::no_such_file_or_directory) return {};
  if (problem) return system_error("read the size of", spare(), problem.value());
  has_spare_ = size == options_.segment_size;
  if (has_spare_) return {};
  return storage_->remove(spare());
}

Result<void> FileJournal::make_spare() {
  if (auto made = storage_->preallocate(spare(), options_.segment_size); !made) return made;
  has_spare_ = true;
  return {};
}

void FileJournal::look_for_room() {
  if (!has_spare_ && !make_spare()) {
    if (room_ == JournalRoom::normal) room_ = JournalRoom::reserve;
    return;
  }
  room_ = JournalRoom::normal;
}

Result<void> FileJournal::append(std::string_view frames) {
  if (frames.empty()) return {};
  const auto count = count_frames(frames);
  assert(count && "whole frames only");
  if (room_ != JournalRoom::normal) look_for_room();
  auto done = clean_failed_write();
  if (done) done = make_room_for(frames.size());
  if (done) done = write(frames);
  if (!done) {
    room_ = JournalRoom::none;
    return done;
  }
  next_number_ += count.value_or(0);
  room_ = has_spare_ ? JournalRoom::normal : JournalRoom::reserve;
  return {};
}

Result<void> FileJournal::make_room_for(std::size_t size) {
  if (end_ + size <= size_) return {};
  if (end_ > 0) {
    if (auto turned = turn_to_spare(); !turned) return turned;
  }
  if (size <= size_) return {};
  // One turn's entries are written together, even if they are longer than a segment.
  const std::uint64_t needed = std::max<std::uint64_t>(size, options_.segment_size);
  if (auto reserved = segment_->reserve(needed); !reserved) return reserved;
  size_ = needed;
  return {};
}

Result<void> FileJournal::turn_to_spare() {
  if (!has_spare_) {
    if (auto made = make_spare(); !made) return made;
  }
  auto segment = storage_->open(spare());
  if (!segment) return segment.error();
  if (auto renamed = storage_->rename(spare(), folder_ / segment_name(next_number_)); !renamed) return renamed;
  has_spare_ = false;
  segment_ = std::move(segment).value();
  size_ = options_.segment_size;
  end_ = 0;
  dirty_ = 0;
  look_for_room();
  if (options_.durable == Durability::process) return {};
  return storage_->sync_folder(folder_);
}

Result<void> FileJournal::write(std::string_view frames) {
  auto done = segment_->write(frames, end_);
  if (done && options_.durable == Durability::power) done = segment_->sync();
  if (done) {
    end_ += frames.size();
    return {};
  }
  dirty_ = std::max(dirty_, end_ + frames.size());
  // Should this fail too, append() tries it again before it writes anything.
  static_cast<void>(clean_failed_write());
  return done;
}

// A failed write may have left whole frames. They must not come to stand behind the next one.
Result<void> FileJournal::clean_failed_write() {
  if (dirty_ <= end_) return {};
  if (auto zeroed = segment_->write(std::string(dirty_ - end_, '\0'), end_); !zeroed) return zeroed;
  dirty_ = 0;
  return {};
}

Result<void> FileJournal::read(const std::function<bool(std::string_view payload)>& visit) const {
  FileJournalReader reader(folder_);
  const auto oldest = reader.oldest();
  if (!oldest) return oldest.error();
  return reader.read(oldest.value().value_or(1),
                     [&](std::uint64_t, std::string_view payload) { return visit(payload); });
}

}  // namespace tipring::journal
