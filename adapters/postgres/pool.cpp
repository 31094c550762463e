#include "adapters/postgres/pool.h"

#include <algorithm>
#include <string>
#include <utility>

namespace tipring::postgres {

Pool::Pool(const ConnectionContext& context, std::size_t connections, Backoff backoff, Events events)
    : context_(context), backoff_(backoff), events_(std::move(events)), canceller_(context) {
  Connection::Owner& self = *this;
  for (std::size_t i = 0; i < std::max<std::size_t>(connections, 1); ++i)
    members_.push_back({std::make_unique<Connection>(context, self)});
  open_more();
}

Pool::~Pool() {
  context_.loop.cancel(retry_);
}

Connection* Pool::idle() {
  const auto found =
      std::ranges::find_if(members_, [](const Member& member) { return member.connection->is_idle(); });
  return found != members_.end() ? found->connection.get() : nullptr;
}

void Pool::give_up(Connection& connection) {
  connection.give_up();
  canceller_.cancel(connection);
}

void Pool::opened(Connection& connection) {
  member_of(connection).up = true;
  backoff_.reset();
  const bool is_first = ++up_ == 1;
  if (std::exchange(away_, std::nullopt))
    context_.log.write(LogLevel::info, context_.settings.description() + " is back");
  open_more();
  if (is_first) events_.reached();
  events_.available();
}

void Pool::closed(Connection& connection, const Error& why) {
  if (std::exchange(member_of(connection).up, false)) {
    // Whether all of it is away must be known soon: requests wait for that.
    if (--up_ == 0 && std::exchange(retrying_, false)) context_.loop.cancel(retry_);
  } else {
    failed_to_open(why);
  }
  open_more();
}

void Pool::failed_to_open(const Error& why) {
  retry_later();
  if (up_ > 0) return;
  const bool was_known = away_.has_value();
  away_ = Error{why.code, context_.settings.description() + " is away: " + why.text, true};
  if (!was_known) context_.log.write(LogLevel::warning, away_->text + "; it is tried again");
  events_.away();
}

void Pool::retry_later() {
  if (std::exchange(retrying_, true)) return;
  retry_ = context_.loop.after_standing(backoff_.next(), [this] {
    retrying_ = false;
    open_more();
  });
}

// While none is up, one tries for all.
void Pool::open_more() {
  if (retrying_) return;
  for (Member& member : members_) {
    if (member.connection->is_closed()) member.connection->open();
    if (up_ == 0) return;
  }
}

void Pool::answered(Connection& connection, Result<std::vector<DatabaseRows>> result) {
  events_.answered(connection, std::move(result));
}

void Pool::idle(Connection&) {
  events_.available();
}

void Pool::overrun(Connection& connection) {
  canceller_.cancel(connection);
}

Pool::Member& Pool::member_of(const Connection& connection) {
  return *std::ranges::find_if(members_,
                               [&](const Member& member) { return member.connection.get() == &connection; });
}

}  // namespace tipring::postgres
