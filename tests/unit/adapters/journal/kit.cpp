#include "kit.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <numeric>
#include <utility>

#include <gtest/gtest.h>

#include "adapters/journal/segment.h"
#include "runtime/ledger/frame.h"

namespace tipring::journal {
namespace {

std::string frame_of(const Entry& entry) {
  std::string json;
  append_json(entry, json);
  std::string frame;
  append_frame(json, frame);
  return frame;
}

Entry entry_of(std::uint64_t sequence, std::size_t padding) {
  Entry entry;
  entry.sequence = sequence;
  entry.at = UtcTime(Duration(static_cast<std::int64_t>(sequence) * 1000));
  entry.kind = EntryKind::play_started;
  entry.contact = {1, static_cast<std::uint32_t>(sequence)};
  entry.fields.emplace_back("what", std::string(padding, static_cast<char>('a' + sequence % 26)));
  return entry;
}

class LimitedSegment final : public SegmentFile {
 public:
  LimitedSegment(std::unique_ptr<SegmentFile> file, std::shared_ptr<Disk> disk, std::filesystem::path path)
      : file_(std::move(file)), disk_(std::move(disk)), path_(std::move(path)) {}

  Result<void> write(std::string_view bytes, std::uint64_t offset) override {
    ++disk_->writes;
    const std::string_view fits =
        bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), disk_->writable)));
    disk_->writable -= fits.size();
    if (auto written = file_->write(fits, offset); !written) return written;
    if (fits.size() < bytes.size()) return system_error("write", path_, ENOSPC);
    return {};
  }

  Result<void> reserve(std::uint64_t size) override {
    if (size > disk_->free) return system_error("reserve room for", path_, ENOSPC);
    disk_->free -= size;
    return file_->reserve(size);
  }

  Result<void> sync() override {
    ++disk_->syncs;
    if (disk_->sync_fails) return system_error("sync", path_, EIO);
    return file_->sync();
  }

 private:
  std::unique_ptr<SegmentFile> file_;
  std::shared_ptr<Disk> disk_;
  std::filesystem::path path_;
};

class LimitedStorage final : public Storage {
 public:
  explicit LimitedStorage(std::shared_ptr<Disk> disk) : disk_(std::move(disk)) {}

  Result<void> preallocate(const std::filesystem::path& path, std::uint64_t size) override {
    if (size > disk_->free) return system_error("reserve room for", path, ENOSPC);
    disk_->free -= size;
    return real_.preallocate(path, size);
  }
  Result<std::unique_ptr<SegmentFile>> open(const std::filesystem::path& path) override {
    auto file = real_.open(path);
    if (!file) return file.error();
    return std::unique_ptr<SegmentFile>(std::make_unique<LimitedSegment>(std::move(file).value(), disk_, path));
  }
  Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    return real_.rename(from, to);
  }
  Result<void> remove(const std::filesystem::path& path) override { return real_.remove(path); }
  Result<void> sync_folder(const std::filesystem::path& folder) override { return real_.sync_folder(folder); }

 private:
  PosixStorage real_;
  std::shared_ptr<Disk> disk_;
};

}  // namespace

std::string frames(std::uint64_t first, std::uint64_t last, std::size_t padding) {
  std::string bytes;
  for (std::uint64_t sequence = first; sequence <= last; ++sequence)
    bytes += frame_of(entry_of(sequence, padding));
  return bytes;
}

std::string start_frame(std::uint64_t sequence, std::int64_t run) {
  Entry entry;
  entry.sequence = sequence;
  entry.kind = EntryKind::runtime_started;
  entry.fields.emplace_back("run", run);
  return frame_of(entry);
}

std::vector<std::uint64_t> sequences(const Journal& journal) {
  std::vector<std::uint64_t> found;
  const auto read = journal.read([&](std::string_view payload) {
    const auto entry = parse_entry(payload);
    EXPECT_TRUE(entry) << payload;
    if (!entry) return false;
    found.push_back(entry->sequence);
    return true;
  });
  EXPECT_TRUE(read) << read.error().text;
  return found;
}

std::vector<std::uint64_t> numbers(std::uint64_t first, std::uint64_t last) {
  std::vector<std::uint64_t> all(last - first + 1);
  std::iota(all.begin(), all.end(), first);
  return all;
}

std::vector<std::filesystem::path> segment_paths(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  const auto segments = list_segments(folder);
  EXPECT_TRUE(segments);
  for (const auto& one : segments.value())
    paths.push_back(one.path);
  return paths;
}

std::string file_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void overwrite(const std::filesystem::path& path, std::uint64_t offset, const std::string& bytes) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(static_cast<std::streamoff>(offset));
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  EXPECT_TRUE(file) << path;
}

std::unique_ptr<Storage> limited_storage(std::shared_ptr<Disk> disk) {
  return std::make_unique<LimitedStorage>(std::move(disk));
}

}  // namespace tipring::journal
