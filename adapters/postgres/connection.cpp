#include "adapters/postgres/connection.h"

#include <cassert>
#include <string_view>
#include <utility>
#include <variant>

#include <libpq-fe.h>

#include "adapters/postgres/sql_error.h"

namespace tipring::postgres {
namespace {

Batch session_question() {
  Batch batch;
  batch.commands.push_back(
      {"SELECT pid::bigint, (extract(epoch FROM backend_start) * 1000000)::bigint "
       "FROM pg_stat_activity WHERE pid = pg_backend_pid()"});
  return batch;
}

// A statement whose connection is gone ends within seconds. Servers before version 14 know no such setting, and
// some systems cannot.
Batch watch_for_our_end() {
  Batch batch;
  batch.commands.push_back(
      {"SELECT set_config(name, '2s', false) FROM pg_settings "
       "WHERE name = 'client_connection_check_interval'"});
  return batch;
}

}  // namespace

void Connection::open(Batch greeting) {
  assert(state_ == State::closed);
  state_ = State::opening;
  greeting_ = std::move(greeting);
  handle_.reset(context_.settings.start());
  if (!handle_ || PQstatus(handle_.get()) == CONNECTION_BAD) return lost_soon(problem());
  PQsetNoticeReceiver(handle_.get(), &Connection::on_notice, this);
  set_timer(context_.connect_timeout, "the server did not answer in time");
  watch(Reactor::Interest::writable);
}

void Connection::close() {
  context_.loop.cancel(timer_);
  watch_.reset();
  exchange_.reset();
  handle_.reset();
  state_ = State::closed;
  given_up_ = cancelling_ = needs_answer_ = false;
}

void Connection::run(Batch batch) {
  assert(state_ == State::idle);
  state_ = State::busy;
  exchange(std::move(batch));
}

void Connection::give_up() {
  if (state_ != State::busy && state_ != State::clearing) return;
  given_up_ = true;
  if (exchange_) exchange_->give_up();
  if (state_ == State::clearing) return;
  state_ = State::clearing;
  set_timer(context_.grace, "a statement that was given up did not end");
}

void Connection::cancel_ended() {
  cancelling_ = false;
  // The server reads what comes next behind the cancellation, and forgets one that found nothing to cancel.
  if (state_ == State::clearing && !exchange_) {
    needs_answer_ = false;
    exchange({});
  }
}

void Connection::watch(Reactor::Interest interest) {
  auto watch = SocketWatch::start(context_.reactor, PQsocket(handle_.get()), interest, [this] { ready(); });
  if (!watch) return lost_soon(watch.error().text);
  watch_.emplace(std::move(watch).value());
}

void Connection::ready() {
  if (state_ == State::opening) {
    poll_opening();
  } else {
    read();
  }
}

// libpq may go on to another address, whose socket may even have the number of the one before.
void Connection::poll_opening() {
  watch_.reset();
  switch (PQconnectPoll(handle_.get())) {
    case PGRES_POLLING_READING:
      return watch(Reactor::Interest::readable);
    case PGRES_POLLING_WRITING:
      return watch(Reactor::Interest::writable);
    case PGRES_POLLING_OK:
      break;
    default:
      return lost(away_error(problem()));
  }
  watch(Reactor::Interest::readable);
  if (!watch_) return;
  if (PQsetnonblocking(handle_.get(), 1) != 0 || PQenterPipelineMode(handle_.get()) != 1)
    return lost(away_error(problem()));
  state_ = State::greeting;
  Batch batch = session_question();
  for (const Command& command : greeting_.commands)
    batch.commands.push_back(command);
  exchange(std::move(batch));
}

void Connection::exchange(Batch batch) {
  exchange_.emplace(*handle_, std::move(batch));
  if (!exchange_->send()) return lost_soon(problem());
  flush();
}

void Connection::read() {
  // What the server has said before it went away is taken all the same: the reason, perhaps.
  const bool is_there = PQconsumeInput(handle_.get()) == 1;
  while (PGnotify* const notify = PQnotifies(handle_.get())) {
    const std::string payload = notify->extra;
    PQfreemem(notify);
    owner_.notified(*this, payload);
    if (!handle_) return;
  }
  if (exchange_) return advance();
  if (!is_there || PQstatus(handle_.get()) == CONNECTION_BAD) return lost(away_error(problem()));
  flush();
}

void Connection::advance() {
  auto progress = exchange_->advance();
  while (progress == Exchange::Progress::overrun) {
    if (state_ == State::busy) {
      state_ = State::clearing;
      set_timer(context_.grace, "a statement with too many rows did not end");
      owner_.overrun(*this);
      if (!exchange_) return;
    }
    progress = exchange_->advance();
  }
  if (progress == Exchange::Progress::broken) return lost(away_error(problem()));
  flush();
  if (progress == Exchange::Progress::done) exchange_ended();
}

// Where writing fails, reading will tell.
void Connection::flush() {
  const bool is_full = PQflush(handle_.get()) == 1;
  watch_->change(is_full ? Reactor::Interest::both : Reactor::Interest::readable);
}

void Connection::exchange_ended() {
  auto outcome = exchange_->take_outcome();
  exchange_.reset();
  if (state_ == State::greeting || state_ == State::settling) return greeted(std::move(outcome));
  if (!std::exchange(given_up_, true)) owner_.answered(*this, std::move(outcome));
  if (state_ != State::busy && state_ != State::clearing) return;
  if (!needs_answer_) return become_idle();
  state_ = State::clearing;
  if (!cancelling_) cancel_ended();
}

void Connection::greeted(Result<std::vector<DatabaseRows>> result) {
  if (state_ == State::settling) {
    context_.loop.cancel(timer_);
    state_ = State::idle;
    return owner_.opened(*this);
  }
  if (!result) return lost(away_error(result.error().text));
  const auto& rows = result->front().rows;
  if (rows.size() != 1) return lost(away_error("the server does not know our session"));
  session_ = {std::get<std::int64_t>(rows[0][0]), std::get<std::int64_t>(rows[0][1])};
  state_ = State::settling;
  exchange(watch_for_our_end());
}

void Connection::become_idle() {
  context_.loop.cancel(timer_);
  given_up_ = false;
  state_ = State::idle;
  owner_.idle(*this);
}

void Connection::lost(const Error& why) {
  const bool is_awaited = exchange_ && (state_ == State::busy || state_ == State::clearing) && !given_up_;
  const Error answer = exchange_ && exchange_->failure() ? *exchange_->failure() : why;
  close();
  if (is_awaited) owner_.answered(*this, answer);
  if (state_ == State::closed) owner_.closed(*this, why);
}

void Connection::lost_soon(std::string why) {
  set_timer(Duration::zero(), std::move(why));
}

void Connection::set_timer(Duration delay, std::string why) {
  context_.loop.cancel(timer_);
  timer_ = context_.loop.after_standing(delay, [this, why = std::move(why)] { lost(away_error(why)); });
}

std::string Connection::problem() const {
  const std::string text = handle_ ? one_line(PQerrorMessage(handle_.get())) : std::string("out of memory");
  return context_.settings.redacted(text.empty() ? "the connection was lost" : text);
}

// libpq's C frames are above.
void Connection::on_notice(void* connection, const pg_result* notice) noexcept {
  const auto& self = *static_cast<Connection*>(connection);
  const char* const level = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
  const std::string_view severity = level != nullptr ? level : "";
  // The end of the session is told by whoever it concerns.
  if (severity == "FATAL" || severity == "PANIC") return;
  const std::string text = one_line(PQresultErrorMessage(notice));
  self.context_.log.write(severity == "WARNING" ? LogLevel::warning : LogLevel::info,
                          self.context_.settings.description() + ": " + self.context_.settings.redacted(text));
}

}  // namespace tipring::postgres
