#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "adapters/sqlite/connection.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/database.h"
#include "runtime/ports/reactor.h"

namespace tipring::sqlite {

struct SqliteDatabaseOptions {
  std::string path;             ///< Made when missing; its folder must exist.
  std::size_t connections = 4;  ///< Each with a thread: one that takes its time holds up no other.
  std::size_t queue_limit = 1'000;
  int most_pages = 0;  ///< Of 4096 bytes that the file may have; 0: as many as the disk has room for.
  Duration looks_for_changes = std::chrono::seconds(1);
};

/// The business database of a site in an SQLite file, in WAL mode: several read while one writes, and other
/// programs may do either beside us. Control thread only; threads of its own do the work. What has changed in
/// it is not known by table.
class SqliteDatabase final : public tipring::Database {
 public:
  /// `loop` and `reactor` must outlive this.
  SqliteDatabase(SqliteDatabaseOptions options, RunLoop& loop, Reactor& reactor);
  /// Gives up what runs; nothing is told any more.
  ~SqliteDatabase() override;
  SqliteDatabase(const SqliteDatabase&) = delete;
  SqliteDatabase& operator=(const SqliteDatabase&) = delete;

  Request run(DatabaseRequest request, Done done) override;
  void cancel(Request request) override;
  void on_change(std::function<void(const std::string& table)> changed) override;
  std::size_t live() const override { return waiting_.size(); }

 private:
  struct Job;
  struct Waiting {
    Done done;
    TimerHandle timer;
    std::shared_ptr<Job> job;
  };
  // What outlives this for those who still post to it.
  using Self = std::shared_ptr<SqliteDatabase*>;

  void work();
  Result<std::vector<DatabaseRows>> work_on(std::optional<Connection>& connection,
                                            const std::shared_ptr<Job>& job);
  Result<Connection> connect() const;
  void tell(Request request, Result<std::vector<DatabaseRows>> result);
  void answer_later(Request request, Error error);
  void look_for_changes();

  const SqliteDatabaseOptions options_;
  RunLoop& loop_;
  Reactor& reactor_;
  Request last_request_ = 0;
  std::unordered_map<Request, Waiting> waiting_;
  std::function<void(const std::string&)> changed_;
  std::optional<Connection> looker_;  // Sees what others have written.
  std::optional<std::int64_t> seen_version_;
  TimerHandle next_look_;
  Self self_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::shared_ptr<Job>> queue_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace tipring::sqlite
