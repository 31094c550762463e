#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "adapters/records/projection_feed.h"
#include "adapters/records/projection_store.h"
#include "runtime/ports/database_connection.h"
#include "runtime/ports/journal.h"

namespace tipring::records {

struct ProjectionOptions {
  std::size_t queue_limit = 16'384;                 ///< Entries that may wait for the writer.
  std::size_t batch = 1'024;                        ///< Entries in one transaction, at most.
  std::chrono::milliseconds window{50};             ///< For how long entries are gathered into one transaction.
  std::chrono::milliseconds first_retry{250};       ///< Doubled with every failure,
  std::chrono::milliseconds longest_retry{30'000};  ///< up to this.
  std::chrono::milliseconds patience{2'000};        ///< For what is queued at the end to be written.
};

/// How the projections stand, for people.
struct ProjectionStatus {
  enum class State {
    catching_up,  ///< Reading the journal.
    current,      ///< Written as entries come.
    waiting,      ///< The database cannot be written; tried again after a while.
  };
  State state = State::catching_up;
  std::uint64_t applied = 0;  ///< Sequence of the last entry in the database.
  std::size_t queued = 0;     ///< Entries that wait for the writer.
  std::string error;          ///< Why it is waiting; else empty.
};

std::string_view to_string(ProjectionStatus::State state);

/// Keeps the projections of the ledger in a database, on a thread of its own. One that is locked, full or away
/// never holds up the floor: entries are dropped here and read from the journal again once it is back. What was
/// made from another ledger is set aside, and made anew from this one; or waited for, where people have to.
class Projections {
 public:
  /// `log` takes one line, on the writer's thread: when the database fails, when it is back, when the journal
  /// is damaged. `journal` and `place` are used on the writer's thread only.
  using Log = std::function<void(std::string_view line)>;
  Projections(ProjectionOptions options, std::unique_ptr<DatabasePlace> place,
              std::unique_ptr<JournalReader> journal, Log log);

  /// Writes what is queued if the database lets it in time, and ends the thread. What is not written then is
  /// caught up with at the next start.
  ~Projections();

  /// Control thread: a follower of the ledger, to be called with every entry after it is in the journal.
  void take(const Entry& entry) { feed_.push(entry); }

  /// Any thread.
  ProjectionStatus status() const;

  /// Any thread: where they are kept, for people.
  const std::string& place() const { return place_->name(); }

  /// Any thread but the control thread: waits until the database holds entry `sequence`. False when it does not
  /// after `span`.
  bool wait_until_applied(std::uint64_t sequence, std::chrono::milliseconds span) const;

 private:
  void run();
  void write_until_stopped();
  Result<void> work();
  Result<void> catch_up();
  Result<void> read_journal(std::uint64_t from);
  Result<void> follow();
  Result<void> apply(std::vector<Entry>& entries);
  Result<void> set_aside(const Error& why);
  void note_catching_up();
  void note_current();
  void note_failure(const Error& error);

  const ProjectionOptions options_;
  const std::unique_ptr<DatabasePlace> place_;
  const std::unique_ptr<JournalReader> journal_;
  const Log log_;
  ProjectionFeed feed_;

  std::optional<ProjectionStore> store_;  ///< Writer only.
  std::chrono::milliseconds retry_;       ///< Writer only.

  mutable std::mutex status_mutex_;
  mutable std::condition_variable status_changed_;
  ProjectionStatus status_;
  bool ended_ = false;

  std::thread writer_;  ///< Last: it uses all of the above.
};

}  // namespace tipring::records
