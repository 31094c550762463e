#include "adapters/postgres/waiting_connection.h"

#include <algorithm>
#include <cerrno>
#include <utility>
#include <variant>

#include <libpq-fe.h>
#include <poll.h>

#include "adapters/postgres/batch.h"
#include "adapters/postgres/exchange.h"
#include "adapters/postgres/sql_error.h"

namespace tipring::postgres {
namespace {

using namespace std::chrono_literals;

// So soon it is noticed that nobody waits any more.
constexpr std::chrono::milliseconds longest_look{100};

void drop_notice(void* /*nothing*/, const pg_result* /*notice*/) noexcept {}

}  // namespace

Result<std::unique_ptr<WaitingConnection>> WaitingConnection::open(const ConnectionSettings& settings,
                                                                   GivenUp given_up, Duration timeout) {
  std::unique_ptr<WaitingConnection> connection(
      new WaitingConnection(PqConnection(settings.start()), settings, std::move(given_up)));
  if (auto opened = connection->finish_opening(std::chrono::steady_clock::now() + timeout); !opened)
    return opened.error();
  return connection;
}

Result<void> WaitingConnection::finish_opening(Deadline deadline) {
  if (!handle_ || PQstatus(handle_.get()) == CONNECTION_BAD) return problem();
  PQsetNoticeReceiver(handle_.get(), &drop_notice, nullptr);
  auto state = PGRES_POLLING_WRITING;
  while (state != PGRES_POLLING_OK) {
    if (state == PGRES_POLLING_FAILED) return problem();
    const short events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    if (auto waited = wait(events, deadline); !waited) return waited;
    state = PQconnectPoll(handle_.get());
  }
  if (PQsetnonblocking(handle_.get(), 1) != 0 || PQenterPipelineMode(handle_.get()) != 1) return problem();
  return {};
}

// Poll fails by a signal as well, which is none of ours.
Result<void> WaitingConnection::wait(short events, Deadline deadline) const {
  for (;;) {
    if (given_up_ && *given_up_) return away_error("the server did not answer before the end");
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left <= 0ms) return away_error("the server did not answer in time");
    pollfd watched{.fd = PQsocket(handle_.get()), .events = events, .revents = 0};
    const int ready = ::poll(&watched, 1, static_cast<int>(std::min(left + 1ms, longest_look).count()));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return away_error("the connection cannot be watched");
  }
}

Result<std::vector<DatabaseRows>> WaitingConnection::run(const DatabaseRequest& request) {
  auto batch = batch_of(request);
  if (!batch) return batch.error();
  if (batch->commands.empty()) return std::vector<DatabaseRows>{};
  if (!handle_) return away_error("the connection was lost");
  Exchange exchange(*handle_, std::move(batch).value());
  auto done = this->exchange(exchange, std::chrono::steady_clock::now() + request.timeout);
  if (done) return exchange.take_outcome();
  // What the server still does for us ends with the connection.
  handle_.reset();
  return exchange.failure() ? *exchange.failure() : done.error();
}

Result<void> WaitingConnection::exchange(Exchange& exchange, Deadline deadline) {
  if (!exchange.send()) return problem();
  for (;;) {
    const int unsent = PQflush(handle_.get());
    if (unsent < 0) return problem();
    if (auto waited = wait(unsent > 0 ? POLLIN | POLLOUT : POLLIN, deadline); !waited) return waited;
    const bool is_there = PQconsumeInput(handle_.get()) == 1;
    // One with too many rows goes on to its end.
    auto progress = exchange.advance();
    while (progress == Exchange::Progress::overrun)
      progress = exchange.advance();
    if (progress == Exchange::Progress::done) return {};
    if (progress == Exchange::Progress::broken || !is_there) return problem();
  }
}

Result<std::vector<std::string>> WaitingConnection::tables() {
  const auto answer = run({.statements = {{"SELECT tablename::text FROM pg_tables"
                                           " WHERE schemaname = current_schema() ORDER BY tablename"}},
                           .reads_only = true});
  if (!answer) return answer.error();
  std::vector<std::string> names;
  for (const auto& row : answer->front().rows)
    names.push_back(std::get<std::string>(row.at(0)));
  return names;
}

Error WaitingConnection::problem() const {
  const std::string text = handle_ ? one_line(PQerrorMessage(handle_.get())) : std::string("out of memory");
  return away_error(settings_.redacted(text.empty() ? "the connection was lost" : text));
}

}  // namespace tipring::postgres
