#include "adapters/postgres/postgres_database.h"

#include <utility>

namespace tipring::postgres {

Result<std::unique_ptr<PostgresDatabase>> PostgresDatabase::create(PostgresOptions options, RunLoop& loop,
                                                                   Reactor& reactor, Log& log) {
  auto settings = ConnectionSettings::parse(options.connection);
  if (!settings) return settings.error();
  if (!options.schema.empty()) settings->work_in(options.schema);
  return std::unique_ptr<PostgresDatabase>(
      new PostgresDatabase(std::move(options), std::move(settings).value(), loop, reactor, log));
}

PostgresDatabase::PostgresDatabase(PostgresOptions options, ConnectionSettings settings, RunLoop& loop,
                                   Reactor& reactor, Log& log)
    : options_(std::move(options)),
      loop_(loop),
      context_{std::move(settings), options_.connect_timeout, options_.grace, loop, reactor, log},
      pool_(context_, options_.connections, {options_.first_retry, options_.longest_retry}, pool_events()),
      self_(std::make_shared<PostgresDatabase*>(this)) {}

PostgresDatabase::~PostgresDatabase() {
  for (const auto& [request, waiting] : waiting_)
    loop_.cancel(waiting.timer);
}

Pool::Events PostgresDatabase::pool_events() {
  return {
      .available = [this] { hand_out(); },
      .answered = [this](Connection& connection,
                         Result<std::vector<DatabaseRows>> result) { answered(connection, std::move(result)); },
      .reached =
          [this] {
            if (listener_) listener_->reached();
          },
      .away = [this] { all_away(); }};
}

Database::Request PostgresDatabase::run(DatabaseRequest request, Done done) {
  const Request number = ++last_request_;
  waiting_[number].done = std::move(done);
  auto batch = batch_of(request);
  if (!batch) {
    answer(number, batch.error());
  } else if (batch->commands.empty()) {
    answer(number, std::vector<DatabaseRows>{});
  } else if (pool_.away()) {
    answer(number, *pool_.away());
  } else if (queue_.size() >= options_.longest_queue) {
    answer(number, Error{"database-busy",
                         std::to_string(queue_.size()) + " requests wait for the database already", true});
  } else {
    enqueue(number, std::move(batch).value(), request.timeout);
  }
  return number;
}

void PostgresDatabase::enqueue(Request request, Batch batch, Duration timeout) {
  Waiting& waiting = waiting_.at(request);
  waiting.batch = std::move(batch);
  waiting.timer = loop_.after(timeout, [this, request] {
    leave(request);
    answer(request, Error{"timed-out", "the database did not answer in time", true});
  });
  queue_.insert(request);
  hand_out();
}

void PostgresDatabase::hand_out() {
  while (!queue_.empty()) {
    Connection* const connection = pool_.idle();
    if (connection == nullptr) return;
    const Request request = *queue_.begin();
    queue_.erase(queue_.begin());
    Waiting& waiting = waiting_.at(request);
    waiting.connection = connection;
    running_[connection] = request;
    connection->run(std::move(waiting.batch));
  }
}

void PostgresDatabase::answered(const Connection& connection, Result<std::vector<DatabaseRows>> result) {
  const auto running = running_.extract(&connection);
  if (running.empty()) return;
  waiting_.at(running.mapped()).connection = nullptr;
  answer(running.mapped(), std::move(result));
}

// From the run loop, so that nobody is called back before run() has returned.
void PostgresDatabase::answer(Request request, Result<std::vector<DatabaseRows>> result) {
  loop_.cancel(waiting_.at(request).timer);
  loop_.post([self = std::weak_ptr(self_), request, result = std::move(result)]() mutable {
    const auto database = self.lock();
    if (!database) return;
    auto waiting = (*database)->waiting_.extract(request);
    if (!waiting.empty()) waiting.mapped().done(std::move(result));
  });
}

// It is neither queued nor run any longer.
void PostgresDatabase::leave(Request request) {
  queue_.erase(request);
  Connection* const connection = std::exchange(waiting_.at(request).connection, nullptr);
  if (connection == nullptr) return;
  running_.erase(connection);
  pool_.give_up(*connection);
}

void PostgresDatabase::cancel(Request request) {
  const auto found = waiting_.find(request);
  if (found == waiting_.end()) return;
  loop_.cancel(found->second.timer);
  leave(request);
  waiting_.erase(request);
}

void PostgresDatabase::all_away() {
  for (const Request request : std::exchange(queue_, {}))
    answer(request, *pool_.away());
}

void PostgresDatabase::on_change(std::function<void(const std::string& table)> changed) {
  changed_ = std::move(changed);
  if (listener_) return;
  listener_.emplace(
      context_, Backoff(options_.first_retry, options_.longest_retry), [this] { return pool_.is_reached(); },
      [this](const std::string& table) { tell_change(table); });
}

void PostgresDatabase::tell_change(const std::string& table) {
  loop_.post([self = std::weak_ptr(self_), table] {
    const auto database = self.lock();
    // A copy: it may ask for another, or end all this.
    if (database) std::function<void(const std::string&)>((*database)->changed_)(table);
  });
}

}  // namespace tipring::postgres
