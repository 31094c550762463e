#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "runtime/base/run_loop.h"
#include "runtime/ledger/open_contacts.h"
#include "runtime/ports/log.h"

namespace tipring::cli {

/// Remembers from where the ledger has to be read after a kill to know which contacts are open: in a file
/// beside it, written some seconds after a change. One that is too old, missing or spoiled costs time at the
/// next start, and nothing else: what is before it is read, too. Control thread only.
class OpenMark {
 public:
  /// `loop` and `log` outlive it.
  OpenMark(std::filesystem::path file, RunLoop& loop, Log& log);
  ~OpenMark();
  OpenMark(const OpenMark&) = delete;
  OpenMark& operator=(const OpenMark&) = delete;

  /// Where to read from in a ledger of so many entries; 1 where that is not known.
  std::uint64_t read(std::uint64_t entries) const;

  /// A contact of an earlier run goes on.
  void add(const OpenContact& open) { oldest_.add(open.contact, open.first_entry); }
  /// A follower of the ledger.
  void take(const Entry& entry);

 private:
  void write();

  std::filesystem::path file_;
  RunLoop& loop_;
  Log& log_;
  OldestOpenEntry oldest_;
  std::uint64_t written_ = 0;
  std::optional<TimerHandle> timer_;
  bool failed_ = false;
};

}  // namespace tipring::cli
