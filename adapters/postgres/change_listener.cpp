#include "adapters/postgres/change_listener.h"

#include <utility>

namespace tipring::postgres {

ChangeListener::ChangeListener(const ConnectionContext& context, Backoff backoff,
                               std::function<bool()> is_reached,
                               std::function<void(const std::string& table)> changed)
    : context_(context),
      backoff_(backoff),
      is_reached_(std::move(is_reached)),
      changed_(std::move(changed)),
      connection_(context, *this) {
  try_to_open();
}

ChangeListener::~ChangeListener() {
  context_.loop.cancel(retry_);
}

void ChangeListener::reached() {
  backoff_.reset();
  context_.loop.cancel(retry_);
  try_to_open();
}

void ChangeListener::try_to_open() {
  if (!connection_.is_closed() || !is_reached_()) return;
  Batch listen;
  listen.commands.push_back({"LISTEN tipring"});
  connection_.open(std::move(listen));
}

void ChangeListener::opened(Connection&) {
  backoff_.reset();
  is_up_ = true;
  if (std::exchange(is_deaf_, false))
    context_.log.write(LogLevel::info, context_.settings.description() + ": changes are heard of again");
  changed_({});
}

// Where the database as a whole is away, the pool says so.
void ChangeListener::closed(Connection&, const Error& why) {
  if (std::exchange(is_up_, false)) return try_to_open();
  if (is_reached_() && !std::exchange(is_deaf_, true))
    context_.log.write(LogLevel::warning,
                       context_.settings.description() + ": changes are not heard of: " + why.text);
  retry_ = context_.loop.after_standing(backoff_.next(), [this] { try_to_open(); });
}

void ChangeListener::notified(Connection&, const std::string& payload) {
  changed_(payload);
}

}  // namespace tipring::postgres
