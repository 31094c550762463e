#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "runtime/ports/journal.h"

namespace tipring::journal {

/// A journal that lives in memory: for simulations, and for tests that make it fail. Reading is allowed from
/// other threads.
class MemoryJournal final : public Journal, public JournalReader {
 public:
  Result<void> append(std::string_view frames) override;
  JournalRoom room() const override;
  Result<void> read(const std::function<bool(std::string_view payload)>& visit) const override;

  Result<void> read(std::uint64_t from, const Visit& visit) override;
  std::optional<std::uint64_t> after_damage() const override { return std::nullopt; }

  /// What append() answers from now on, until called with nothing.
  void fail_with(std::optional<Error> error);
  void set_room(JournalRoom room);
  /// Frames that come from now on are not kept: for runs so long that they would fill the memory.
  void forget();

  /// The number of frames appended so far.
  std::size_t size() const;

 private:
  std::optional<std::string> payload(std::uint64_t number) const;

  mutable std::mutex mutex_;
  std::vector<std::string> payloads_;
  std::optional<Error> failure_;
  JournalRoom room_ = JournalRoom::normal;
  bool forgets_ = false;
};

}  // namespace tipring::journal
