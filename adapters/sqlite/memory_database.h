#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "adapters/sqlite/connection.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/database.h"

namespace tipring::sqlite {

/// A business database that lives in memory as long as this does, for runtimes in virtual time: each request is
/// run at once, in the order of asking, and answered after `answer_time`; one that costs too much, at its
/// time-out. Deterministic. Control thread only.
class MemoryDatabase final : public tipring::Database {
 public:
  static constexpr Duration answer_time = std::chrono::milliseconds(1);

  /// `made_by`: statements that make tables and their rows; may be empty. Fails as they do, with "refused".
  static Result<std::unique_ptr<MemoryDatabase>> create(RunLoop& loop, std::string_view made_by);
  /// The same with a copy of the file at `path`. Fails with "database-away" where it cannot be read.
  static Result<std::unique_ptr<MemoryDatabase>> copy_of(RunLoop& loop, const std::string& path);
  ~MemoryDatabase() override;
  MemoryDatabase(const MemoryDatabase&) = delete;
  MemoryDatabase& operator=(const MemoryDatabase&) = delete;

  // What requests from here on meet.
  void work() { mode_ = Mode::works; }
  void go_away() { mode_ = Mode::away; }
  void hang() { mode_ = Mode::hangs; }

  Request run(DatabaseRequest request, Done done) override;
  void cancel(Request request) override;
  /// Told after each request that changes something, without the table's name.
  void on_change(std::function<void(const std::string& table)> changed) override;
  std::size_t live() const override { return waiting_.size(); }

 private:
  enum class Mode { works, away, hangs };
  struct Waiting {
    Done done;
    TimerHandle timer;
  };

  MemoryDatabase(Connection connection, RunLoop& loop) : connection_(std::move(connection)), loop_(loop) {}
  static Result<std::unique_ptr<MemoryDatabase>> empty(RunLoop& loop);
  Result<std::vector<DatabaseRows>> result_of(const DatabaseRequest& request);
  /// Moves with whatever a request changes.
  std::pair<std::int64_t, std::optional<std::int64_t>> state_of_rows();

  Connection connection_;
  RunLoop& loop_;
  std::shared_ptr<MemoryDatabase*> self_ = std::make_shared<MemoryDatabase*>(this);  // Gone with this.
  Mode mode_ = Mode::works;
  std::map<Request, Waiting> waiting_;
  Request last_request_ = 0;
  std::function<void(const std::string&)> changed_;
};

}  // namespace tipring::sqlite
