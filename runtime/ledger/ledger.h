#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/clock.h"
#include "runtime/ledger/entry.h"
#include "runtime/ports/journal.h"

namespace tipring {

/// The one list of what happened. Entries are collected during a turn and written together at its end, before
/// the turn's effects leave. Control thread only.
class Ledger {
 public:
  /// `next_sequence`: one past the last entry the journal holds.
  Ledger(const Clock& clock, Journal& journal, std::uint64_t next_sequence);

  /// Takes an entry; `sequence` and `at` are filled in, and the rest is made canonical (canonical.h), so that
  /// followers see what a reader of the journal will.
  void write(Entry entry);

  /// Writes what the turn collected. On failure the entries stay collected and are tried again with the next
  /// turn's, so that the journal never has a gap.
  Result<void> commit();

  /// How much room the journal has.
  JournalRoom room() const { return journal_.room(); }

  /// Sees every entry once it is in the journal, in order; `json` is how it stands there, valid during the
  /// call.
  using Follower = std::function<void(const Entry&, std::string_view json)>;
  void follow(Follower follower) { followers_.push_back(std::move(follower)); }
  void follow(std::function<void(const Entry&)> follower) {
    follow(
        [follower = std::move(follower)](const Entry& entry, std::string_view /*json*/) { follower(entry); });
  }

  std::uint64_t next_sequence() const { return next_sequence_; }
  std::size_t uncommitted() const { return collected_.size(); }

 private:
  const Clock& clock_;
  Journal& journal_;
  std::uint64_t next_sequence_;
  std::vector<Entry> collected_;
  std::string frames_;
  std::string json_;  // Of the entry written last: its room is used again.
  std::vector<Follower> followers_;
};

}  // namespace tipring
