#include "adapters/postgres/canceller.h"

#include <algorithm>
#include <string>
#include <utility>

namespace tipring::postgres {
namespace {

// By the time it began as well: the process's number alone may be somebody else's by now, on this server or on
// the one that has taken its place.
Batch cancellation_of(const Connection::Session& session) {
  Batch batch;
  batch.commands.push_back(
      {"SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid = $1::int "
       "AND (extract(epoch FROM backend_start) * 1000000)::bigint = $2::bigint",
       {std::to_string(session.process), std::to_string(session.began)}});
  return batch;
}

}  // namespace

void Canceller::cancel(Connection& target) {
  const auto is_same = [&](const Job& job) { return job.target == &target && job.session == target.session(); };
  if (std::ranges::any_of(jobs_, is_same)) return;
  target.cancel_begun();
  jobs_.push_back({&target, target.session()});
  if (connection_.is_closed()) connection_.open();
  if (connection_.is_idle()) run_next();
}

void Canceller::run_next() {
  if (jobs_.empty()) return connection_.close();
  connection_.run(cancellation_of(jobs_.front().session));
}

void Canceller::answered(Connection&, Result<std::vector<DatabaseRows>>) {
  const Job job = jobs_.front();
  jobs_.pop_front();
  end(job);
}

// Whoever waits drops its connection, on whose end the server gives up too.
void Canceller::closed(Connection&, const Error&) {
  for (const Job& job : std::exchange(jobs_, {}))
    end(job);
}

void Canceller::end(const Job& job) {
  if (job.target->session() == job.session) job.target->cancel_ended();
}

}  // namespace tipring::postgres
