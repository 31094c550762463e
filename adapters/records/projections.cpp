#include "adapters/records/projections.h"

#include <algorithm>
#include <utility>

namespace tipring::records {

std::string_view to_string(ProjectionStatus::State state) {
  switch (state) {
    case ProjectionStatus::State::catching_up:
      return "catching-up";
    case ProjectionStatus::State::current:
      return "current";
    case ProjectionStatus::State::waiting:
      break;
  }
  return "waiting";
}

Projections::Projections(ProjectionOptions options, std::unique_ptr<DatabasePlace> place,
                         std::unique_ptr<JournalReader> journal, Log log)
    : options_(options),
      place_(std::move(place)),
      journal_(std::move(journal)),
      log_(std::move(log)),
      feed_(options_.queue_limit),
      retry_(options_.first_retry),
      writer_([this] { run(); }) {}

Projections::~Projections() {
  feed_.stop();
  {
    std::unique_lock lock(status_mutex_);
    status_changed_.wait_for(lock, options_.patience, [this] { return ended_; });
  }
  place_->give_up();
  writer_.join();
}

ProjectionStatus Projections::status() const {
  const std::size_t queued = feed_.queued();
  const std::lock_guard lock(status_mutex_);
  ProjectionStatus status = status_;
  status.queued = queued;
  return status;
}

bool Projections::wait_until_applied(std::uint64_t sequence, std::chrono::milliseconds span) const {
  std::unique_lock lock(status_mutex_);
  return status_changed_.wait_for(lock, span, [&] { return status_.applied >= sequence; });
}

void Projections::run() {
  write_until_stopped();
  store_.reset();
  {
    const std::lock_guard lock(status_mutex_);
    ended_ = true;
  }
  status_changed_.notify_all();
}

void Projections::write_until_stopped() {
  for (;;) {
    Result<void> worked = work();
    if (worked) return;
    store_.reset();
    if (worked.error().code == "other-ledger") {
      worked = set_aside(worked.error());
      if (worked) continue;
    }
    note_failure(worked.error());
    if (!feed_.pause(retry_)) return;
    retry_ = std::min(retry_ * 2, options_.longest_retry);
  }
}

// Returns when stopping, or with the first failure.
Result<void> Projections::work() {
  auto store = ProjectionStore::open(*place_);
  if (!store) return store.error();
  store_.emplace(std::move(store).value());
  while (!feed_.stopping()) {
    if (auto caught_up = catch_up(); !caught_up) return caught_up;
    if (auto followed = follow(); !followed) return followed;
  }
  return {};
}

Result<void> Projections::catch_up() {
  note_catching_up();
  feed_.restart();
  auto read = read_journal(store_->next());
  while (!read && read.error().code == "journal-damaged" && journal_->after_damage()) {
    log_(read.error().text);
    read = read_journal(*journal_->after_damage());
  }
  if (!read || feed_.stopping()) return read;
  if (auto checked = store_->check_end(); !checked) return checked;
  note_current();
  return {};
}

Result<void> Projections::read_journal(std::uint64_t from) {
  std::vector<Entry> batch;
  Result<void> applied;
  auto read = journal_->read(from, [&](std::uint64_t number, std::string_view payload) {
    auto entry = parse_entry(payload);
    if (!entry) {
      log_("entry " + std::to_string(number) +
           " of the ledger cannot be read and is passed over: " + entry.error().text);
      return true;
    }
    batch.push_back(std::move(entry).value());
    if (batch.size() >= options_.batch) applied = apply(batch);
    return applied.ok() && !feed_.stopping();
  });
  if (applied) applied = apply(batch);
  if (!applied) return applied;
  return read;
}

// Applies what comes from the ledger, until stopping or until entries were dropped.
Result<void> Projections::follow() {
  for (;;) {
    auto batch = feed_.wait(options_.window, options_.batch);
    if (batch.behind || (batch.stopping && batch.entries.empty())) return {};
    // What was caught up with from the journal may be queued as well. A gap cannot be; the journal would close
    // it.
    const bool gap = !batch.entries.empty() && batch.entries.front().sequence > store_->next();
    if (gap) return {};
    if (auto applied = apply(batch.entries); !applied) return applied;
  }
}

Result<void> Projections::apply(std::vector<Entry>& entries) {
  if (auto applied = store_->apply(entries); !applied) return applied;
  entries.clear();
  // Until its last entry has been met in the journal, the file may be another ledger's.
  if (!store_->check_end()) return {};
  {
    const std::lock_guard lock(status_mutex_);
    status_.applied = store_->applied();
  }
  status_changed_.notify_all();
  return {};
}

Result<void> Projections::set_aside(const Error& why) {
  const auto aside = place_->set_aside();
  if (!aside) return Error{aside.error().code, why.text + "; " + aside.error().text, aside.error().retryable};
  log_(why.text);
  log_("renamed it to " + aside.value() + "; " + place_->name() + " is made anew from the ledger");
  const std::lock_guard lock(status_mutex_);
  status_.applied = 0;
  return {};
}

// While it waits for its database, it does so until it has caught up.
void Projections::note_catching_up() {
  const std::lock_guard lock(status_mutex_);
  if (status_.state == ProjectionStatus::State::current) status_.state = ProjectionStatus::State::catching_up;
}

void Projections::note_current() {
  bool was_waiting = false;
  {
    const std::lock_guard lock(status_mutex_);
    was_waiting = status_.state == ProjectionStatus::State::waiting;
    status_.state = ProjectionStatus::State::current;
    status_.error.clear();
    status_.applied = store_->applied();
  }
  status_changed_.notify_all();
  retry_ = options_.first_retry;
  if (was_waiting) log_(place_->name() + " is written again");
}

void Projections::note_failure(const Error& error) {
  bool was_waiting = false;
  {
    const std::lock_guard lock(status_mutex_);
    was_waiting = status_.state == ProjectionStatus::State::waiting;
    status_.state = ProjectionStatus::State::waiting;
    status_.error = error.text;
  }
  // One line for one failure, however long it lasts.
  if (!was_waiting) log_("call records wait for their database: " + error.text);
}

}  // namespace tipring::records
