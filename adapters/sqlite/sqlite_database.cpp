#include "adapters/sqlite/sqlite_database.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "adapters/sqlite/database_request.h"

namespace tipring::sqlite {

// A request on its way to a thread. The thread reads it and nobody changes it, but for `given_up`.
struct SqliteDatabase::Job {
  Request number = 0;
  DatabaseRequest request;
  std::atomic<bool> given_up{false};
};

SqliteDatabase::SqliteDatabase(SqliteDatabaseOptions options, RunLoop& loop, Reactor& reactor)
    : options_(std::move(options)),
      loop_(loop),
      reactor_(reactor),
      self_(std::make_shared<SqliteDatabase*>(this)) {
  for (std::size_t i = 0; i < std::max<std::size_t>(options_.connections, 1); ++i)
    threads_.emplace_back([this] { work(); });
}

SqliteDatabase::~SqliteDatabase() {
  for (const auto& [number, waiting] : waiting_) {
    loop_.cancel(waiting.timer);
    waiting.job->given_up = true;
  }
  if (next_look_) loop_.cancel(next_look_);
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_)
    thread.join();
}

Database::Request SqliteDatabase::run(DatabaseRequest request, Done done) {
  const Request number = ++last_request_;
  auto job = std::make_shared<Job>();
  job->number = number;
  job->request = std::move(request);
  Waiting& waiting = waiting_[number];
  waiting.done = std::move(done);
  waiting.job = job;
  if (waiting_.size() > options_.queue_limit) {
    answer_later(number,
                 {"database-busy",
                  std::to_string(options_.queue_limit) + " requests wait for the database already", true});
    return number;
  }
  waiting.timer = loop_.after(job->request.timeout, [this, number] {
    waiting_.at(number).job->given_up = true;
    tell(number, Error{"timed-out", "the database has not answered in time", true});
  });
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(job));
  }
  wake_.notify_one();
  return number;
}

void SqliteDatabase::cancel(Request request) {
  const auto found = waiting_.find(request);
  if (found == waiting_.end()) return;
  loop_.cancel(found->second.timer);
  found->second.job->given_up = true;
  waiting_.erase(found);
}

void SqliteDatabase::answer_later(Request request, Error error) {
  loop_.post([self = std::weak_ptr(self_), request, error = std::move(error)] {
    if (const auto alive = self.lock()) (*alive)->tell(request, error);
  });
}

void SqliteDatabase::tell(Request request, Result<std::vector<DatabaseRows>> result) {
  auto waiting = waiting_.extract(request);
  if (waiting.empty()) return;
  loop_.cancel(waiting.mapped().timer);
  waiting.mapped().done(std::move(result));
}

Result<Connection> SqliteDatabase::connect() const {
  auto opened = Connection::open(options_.path, Connection::Mode::write);
  if (!opened) return opened;
  if (auto prepared = prepare_for_requests(opened.value()); !prepared) return prepared.error();
  if (auto journal = opened->execute("PRAGMA journal_mode = WAL"); !journal) return journal.error();
  if (options_.most_pages > 0) opened->limit_pages(options_.most_pages);
  return opened;
}

Result<std::vector<DatabaseRows>> SqliteDatabase::work_on(std::optional<Connection>& connection,
                                                          const std::shared_ptr<Job>& job) {
  if (!connection) {
    auto opened = connect();
    if (!opened) return as_port_error(opened.error());
    connection.emplace(std::move(opened).value());
  }
  connection->until([job] { return job->given_up.load(); });
  auto result = run_request(*connection, job->request);
  // Whatever is wrong with the file, the next request looks for itself.
  if (!result && result.error().code == "database-away") connection.reset();
  return result;
}

// A thread of its own, with its own connection.
void SqliteDatabase::work() {
  std::optional<Connection> connection;
  for (;;) {
    std::shared_ptr<Job> job;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return ending_ || !queue_.empty(); });
      if (ending_) return;
      job = std::move(queue_.front());
      queue_.pop_front();
    }
    if (job->given_up) continue;
    auto result = std::make_shared<Result<std::vector<DatabaseRows>>>(work_on(connection, job));
    reactor_.post([self = std::weak_ptr(self_), number = job->number, result] {
      if (const auto alive = self.lock()) (*alive)->tell(number, std::move(*result));
    });
  }
}

void SqliteDatabase::on_change(std::function<void(const std::string&)> changed) {
  changed_ = std::move(changed);
  look_for_changes();
}

// SQLite keeps a number that moves whenever another connection has written ("PRAGMA data_version"); it is read
// from memory shared with the others, so that the control thread can ask it.
void SqliteDatabase::look_for_changes() {
  next_look_ = loop_.after_standing(options_.looks_for_changes, [this] { look_for_changes(); });
  if (!looker_) {
    auto opened = connect();
    if (!opened) return;
    looker_.emplace(std::move(opened).value());
    seen_version_.reset();
  }
  auto query = looker_->prepare("PRAGMA data_version");
  const bool read = query && query->step() && query.ok();
  if (!read) return looker_.reset();
  const std::int64_t version = query->whole(0);
  const bool moved = seen_version_ != version;
  seen_version_ = version;
  if (moved) changed_({});
}

}  // namespace tipring::sqlite
