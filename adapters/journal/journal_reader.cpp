#include "adapters/journal/journal_reader.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace tipring::journal {

Result<void> FileJournalReader::read(std::uint64_t from, const Visit& visit) {
  after_damage_.reset();
  if (auto there = go_to(from); !there || !place_) return there;
  // A segment that has a successor is complete. The writer may turn to a new one at any moment, so the
  // successor is looked for before the segment is read to its end: only then is an early end damage.
  for (std::optional<SegmentPath> next;;) {
    const std::uint64_t until = next ? next->first : std::numeric_limits<std::uint64_t>::max();
    const auto wanted = visit_frames(from, until, visit);
    if (!wanted) return wanted.error();
    if (!wanted.value()) return {};
    if (next && place_->number < until) {
      if (auto skipped = skip_damage(from, *next); !skipped) return skipped;
      continue;
    }
    if (next) {
      if (auto entered = enter(*next); !entered) return entered;
    }
    auto found = successor();
    if (!found) return found.error();
    if (!found.value() && !next) return {};
    next = std::move(found).value();
  }
}

Result<std::optional<std::uint64_t>> FileJournalReader::oldest() const {
  const auto segments = list_segments(folder_);
  if (!segments) return segments.error();
  if (segments->empty()) return std::optional<std::uint64_t>();
  return std::optional(segments->front().first);
}

// Stands in the segment that holds `from`, before `from`; nowhere when nothing has been written yet.
Result<void> FileJournalReader::go_to(std::uint64_t from) {
  const auto segments = list_segments(folder_);
  if (!segments) return segments.error();
  const auto after =
      std::find_if(segments->begin(), segments->end(), [&](const auto& s) { return s.first > from; });
  if (segments->empty()) {
    place_.reset();
    return {};
  }
  if (after == segments->begin()) {
    if (auto entered = enter(*after); !entered) return entered;
    return missing(from, after->first, "before " + after->path.string());
  }
  const SegmentPath& holds = *std::prev(after);
  if (place_ && place_->segment.first == holds.first && place_->number <= from) return {};
  return enter(holds);
}

Result<void> FileJournalReader::enter(const SegmentPath& segment) {
  auto cursor = FrameCursor::open(segment.path);
  if (!cursor) return cursor.error();
  place_.emplace(Place{segment, segment.first, std::move(cursor).value()});
  return {};
}

Result<std::optional<SegmentPath>> FileJournalReader::successor() const {
  const auto segments = list_segments(folder_);
  if (!segments) return segments.error();
  for (const auto& segment : segments.value()) {
    if (segment.first > place_->segment.first) return std::optional(segment);
  }
  return std::optional<SegmentPath>();
}

// False when the visitor has seen enough.
Result<bool> FileJournalReader::visit_frames(std::uint64_t from, std::uint64_t until, const Visit& visit) {
  while (place_->number < until) {
    const auto read = place_->cursor.next();
    if (!read) return read.error();
    const auto& payload = read.value();
    if (!payload) break;
    const std::uint64_t number = place_->number++;
    if (number >= from && !visit(number, *payload)) return false;
  }
  return true;
}

// Stands before the first whole frame behind a damaged place. Fails when frames that were asked for are
// missing.
Result<void> FileJournalReader::skip_damage(std::uint64_t from, const SegmentPath& next) {
  const std::uint64_t first_missing = place_->number;
  const std::string where =
      "in " + place_->segment.path.string() + ", at offset " + std::to_string(place_->cursor.offset());
  const auto rest = place_->cursor.rest();
  if (!rest) return rest.error();
  const auto found = find_frame(rest.value(), 1);
  if (found && found->number >= first_missing && found->number < next.first) {
    place_->cursor.move_to(place_->cursor.offset() + found->offset);
    place_->number = found->number;
  } else if (auto entered = enter(next); !entered) {
    return entered;
  }
  if (place_->number <= from) return {};
  return missing(std::max(first_missing, from), place_->number, where);
}

Error FileJournalReader::missing(std::uint64_t first, std::uint64_t next, const std::string& where) {
  after_damage_ = next;
  return {"journal-damaged",
          "the ledger is damaged " + where + ": entries " + std::to_string(first) + " to " +
              std::to_string(next - 1) + " are missing",
          false};
}

}  // namespace tipring::journal
