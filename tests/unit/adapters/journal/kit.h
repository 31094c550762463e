#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/journal/file_journal.h"
#include "adapters/journal/posix_storage.h"
#include "runtime/ledger/entry.h"
#include "runtime/ports/journal.h"
#include "tests/kit/temporary_folder.h"

namespace tipring::journal {

using ::tipring::testing::TemporaryFolder;

/// The frames of entries `first` to `last`, whose contents follow from their numbers. Each is `padding` bytes
/// longer than it need be.
std::string frames(std::uint64_t first, std::uint64_t last, std::size_t padding = 0);

/// The frame of one runtime.started.
std::string start_frame(std::uint64_t sequence, std::int64_t run);

/// The sequences a journal holds, in the order of reading; the entries must be those that frames() makes.
std::vector<std::uint64_t> sequences(const Journal& journal);

/// {first, first + 1, ... last}.
std::vector<std::uint64_t> numbers(std::uint64_t first, std::uint64_t last);

/// The segments of a folder, oldest first.
std::vector<std::filesystem::path> segment_paths(const std::filesystem::path& folder);

std::string file_bytes(const std::filesystem::path& path);
void overwrite(const std::filesystem::path& path, std::uint64_t offset, const std::string& bytes);

/// What a test lets a file system do.
struct Disk {
  std::uint64_t free = UINT64_MAX;      ///< Bytes that can still be allocated.
  std::uint64_t writable = UINT64_MAX;  ///< Bytes that can still be written; then a write stops half way.
  bool sync_fails = false;
  int syncs = 0;
  int writes = 0;
};

/// The real file system with the limits of a Disk.
std::unique_ptr<Storage> limited_storage(std::shared_ptr<Disk> disk);

constexpr JournalOptions small_segments{.segment_size = 4096, .durable = Durability::process};

}  // namespace tipring::journal
