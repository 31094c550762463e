#include "adapters/journal/recovery.h"

#include <algorithm>
#include <fstream>
#include <limits>

#include "adapters/journal/journal_reader.h"
#include "runtime/ledger/entry.h"

namespace tipring::journal {
namespace {

std::optional<std::uint32_t> run_started(std::string_view payload) {
  // Parsing every entry for one kind would make the start of a runtime slow; the kind stands near the
  // beginning.
  if (payload.substr(0, 96).find("\"runtime.started\"") == std::string_view::npos) return std::nullopt;
  const auto entry = parse_entry(payload);
  if (!entry || entry->kind != EntryKind::runtime_started) return std::nullopt;
  const auto* run = entry->field<std::int64_t>("run");
  if (run == nullptr || *run < 0 || *run > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return static_cast<std::uint32_t>(*run);
}

Result<void> check_sequence(const SegmentPath& segment, std::uint64_t number, std::string_view payload) {
  const auto entry = parse_entry(payload);
  if (entry && entry->sequence == number) return {};
  const std::string found = entry ? "entry " + std::to_string(entry->sequence) : entry.error().text;
  return Error{"journal-damaged",
               segment.path.string() + " should end with entry " + std::to_string(number) + " but holds " +
                   found + " there; it is not a part of this ledger",
               false};
}

std::filesystem::path aside_path(const SegmentPath& segment, std::uint64_t offset) {
  const std::string name = segment.path.string() + ".damaged-" + std::to_string(offset);
  std::filesystem::path path = name;
  std::error_code ignored;
  for (int copy = 2; std::filesystem::exists(path, ignored); ++copy)
    path = name + "-" + std::to_string(copy);
  return path;
}

Result<std::string> set_aside(const SegmentPath& segment, const SegmentScan& scan, std::string_view bytes) {
  const auto path = aside_path(segment, scan.end);
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) {
    return Error{"io-error",
                 segment.path.string() + " is damaged at offset " + std::to_string(scan.end) +
                     ", and what stands behind cannot be kept in " + path.string(),
                 true};
  }
  return "the ledger is damaged in " + segment.path.string() + ", at offset " + std::to_string(scan.end) +
         ": it goes on with entry " + std::to_string(segment.first + scan.frames) +
         ", and what stood behind is kept in " + path.string();
}

}  // namespace

Result<SegmentScan> scan_segment(const SegmentPath& segment) {
  auto cursor = FrameCursor::open(segment.path);
  if (!cursor) return cursor.error();
  SegmentScan scan;
  std::string last;
  for (;;) {
    const auto read = cursor->next();
    if (!read) return read.error();
    const auto& payload = read.value();
    if (!payload) break;
    ++scan.frames;
    scan.end = cursor->offset();
    last = *payload;
    if (const auto run = run_started(last)) scan.last_run = run;
  }
  if (scan.frames > 0) {
    if (auto checked = check_sequence(segment, segment.first + scan.frames - 1, last); !checked)
      return checked.error();
  }
  return scan;
}

Result<Cleaning> clean_behind(Storage& storage, const SegmentPath& segment, const SegmentScan& scan) {
  Cleaning cleaning;
  auto cursor = FrameCursor::open(segment.path);
  if (!cursor) return cursor.error();
  cursor->move_to(scan.end);
  const auto rest = cursor->rest();
  if (!rest) return rest.error();
  const std::size_t last = rest->find_last_not_of('\0');
  if (last == std::string::npos) return cleaning;
  const std::string_view behind = std::string_view(rest.value()).substr(0, last + 1);
  bool damaged = false;
  for (auto found = find_frame(behind, 1); found; found = find_frame(behind, found->offset + 1)) {
    damaged = true;
    if (const auto run = run_started(found->payload)) cleaning.last_run = std::max(cleaning.last_run, run);
  }
  if (damaged) {
    auto notice = set_aside(segment, scan, behind);
    if (!notice) return notice.error();
    cleaning.notices.push_back(std::move(notice).value());
  } else {
    cleaning.notices.push_back("removed " + std::to_string(behind.size()) +
                               " bytes of an unfinished write at the end of " + segment.path.string());
  }
  auto opened = storage.open(segment.path);
  if (!opened) return opened.error();
  SegmentFile& file = *opened.value();
  // Overwritten, not cut off: the blocks stay reserved, which on a full disk could not be had again.
  if (auto zeroed = file.write(std::string(behind.size(), '\0'), scan.end); !zeroed) return zeroed.error();
  if (auto synced = file.sync(); !synced) return synced.error();
  return cleaning;
}

Result<std::uint32_t> find_last_run(const std::filesystem::path& folder,
                                    const std::vector<SegmentPath>& segments) {
  for (std::size_t next = segments.size(); next-- > 1;) {
    std::uint32_t last = 0;
    const auto look = [&](std::uint64_t number, std::string_view payload) {
      if (number >= segments[next].first) return false;
      last = std::max(last, run_started(payload).value_or(0));
      return true;
    };
    FileJournalReader reader(folder);
    auto read = reader.read(segments[next - 1].first, look);
    // An older damaged place is for those who read the ledger to report; the runs behind it still count.
    while (!read && reader.after_damage() && *reader.after_damage() < segments[next].first) {
      read = reader.read(*reader.after_damage(), look);
    }
    if (!read && !reader.after_damage()) return read.error();
    if (last > 0) return last;
  }
  return 0U;
}

}  // namespace tipring::journal
