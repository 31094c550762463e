#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "adapters/journal/segment.h"
#include "runtime/ports/journal.h"

namespace tipring::journal {

/// Reads the journal in a folder, with or without a runtime that writes it. Keeps its place, so that reading on
/// from where the last read() ended costs only what is new.
class FileJournalReader final : public JournalReader {
 public:
  explicit FileJournalReader(std::filesystem::path folder) : folder_(std::move(folder)) {}

  Result<void> read(std::uint64_t from, const Visit& visit) override;
  std::optional<std::uint64_t> after_damage() const override { return after_damage_; }

  /// The number of the oldest frame that the folder holds; nothing when it holds no segment.
  Result<std::optional<std::uint64_t>> oldest() const;

 private:
  /// Before frame `number`, in `segment`.
  struct Place {
    SegmentPath segment;
    std::uint64_t number = 0;
    FrameCursor cursor;
  };

  Result<void> go_to(std::uint64_t from);
  Result<void> enter(const SegmentPath& segment);
  Result<std::optional<SegmentPath>> successor() const;
  Result<bool> visit_frames(std::uint64_t from, std::uint64_t until, const Visit& visit);
  Result<void> skip_damage(std::uint64_t from, const SegmentPath& next);
  Error missing(std::uint64_t first, std::uint64_t next, const std::string& where);

  std::filesystem::path folder_;
  std::optional<Place> place_;
  std::optional<std::uint64_t> after_damage_;
};

}  // namespace tipring::journal
