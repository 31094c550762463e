#include "adapters/sqlite/memory_database.h"

#include <utility>

#include "adapters/sqlite/database_request.h"

namespace tipring::sqlite {
namespace {

// Thousands of instructions of SQLite's machine: as much as a request may cost in virtual time.
constexpr int most_steps = 20'000;

}  // namespace

Result<std::unique_ptr<MemoryDatabase>> MemoryDatabase::empty(RunLoop& loop) {
  auto opened = Connection::open_in_memory();
  if (!opened) return as_port_error(opened.error());
  return std::unique_ptr<MemoryDatabase>(new MemoryDatabase(std::move(opened).value(), loop));
}

Result<std::unique_ptr<MemoryDatabase>> MemoryDatabase::create(RunLoop& loop, std::string_view made_by) {
  auto made = empty(loop);
  if (!made) return made;
  Connection& connection = made.value()->connection_;
  if (auto filled = connection.execute(made_by); !filled) return as_port_error(filled.error());
  if (auto prepared = prepare_for_requests(connection); !prepared) return as_port_error(prepared.error());
  return made;
}

Result<std::unique_ptr<MemoryDatabase>> MemoryDatabase::copy_of(RunLoop& loop, const std::string& path) {
  auto source = Connection::open(path, Connection::Mode::read);
  if (!source) return as_port_error(source.error());
  auto made = empty(loop);
  if (!made) return made;
  Connection& connection = made.value()->connection_;
  if (auto copied = connection.copy_from(source.value()); !copied) return as_port_error(copied.error());
  if (auto prepared = prepare_for_requests(connection); !prepared) return as_port_error(prepared.error());
  return made;
}

MemoryDatabase::~MemoryDatabase() {
  for (const auto& [number, waiting] : waiting_)
    loop_.cancel(waiting.timer);
}

Result<std::vector<DatabaseRows>> MemoryDatabase::result_of(const DatabaseRequest& request) {
  switch (mode_) {
    case Mode::works:
      // Counted, so that the same request always comes as far.
      connection_.until([asked = 0]() mutable { return ++asked > most_steps; });
      return run_request(connection_, request);
    case Mode::away:
      return Error{"database-away", "the database cannot be reached", true};
    case Mode::hangs:
      break;
  }
  return Error{"timed-out", "the database has not answered in time", true};
}

std::pair<std::int64_t, std::optional<std::int64_t>> MemoryDatabase::state_of_rows() {
  return {connection_.changed_so_far(), connection_.schema_version()};
}

Database::Request MemoryDatabase::run(DatabaseRequest request, Done done) {
  const Request number = ++last_request_;
  const auto before = state_of_rows();
  auto result = std::make_shared<Result<std::vector<DatabaseRows>>>(result_of(request));
  const bool changes = state_of_rows() != before;
  const bool in_time = result->ok() || result->error().code != "timed-out";
  const Duration delay = in_time ? answer_time : request.timeout;
  // live() has it already.
  const TimerHandle timer = loop_.after_standing(delay, [this, number, result, changes] {
    auto waiting = waiting_.extract(number);
    const std::weak_ptr<MemoryDatabase*> self = self_;
    waiting.mapped().done(std::move(*result));
    if (changes && !self.expired() && changed_) changed_({});
  });
  waiting_[number] = {std::move(done), timer};
  return number;
}

void MemoryDatabase::cancel(Request request) {
  const auto found = waiting_.find(request);
  if (found == waiting_.end()) return;
  loop_.cancel(found->second.timer);
  waiting_.erase(found);
}

void MemoryDatabase::on_change(std::function<void(const std::string&)> changed) {
  changed_ = std::move(changed);
  loop_.post([this, self = std::weak_ptr(self_)] {
    if (!self.expired()) changed_({});
  });
}

}  // namespace tipring::sqlite
