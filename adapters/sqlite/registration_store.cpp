#include "adapters/sqlite/registration_store.h"

#include <chrono>
#include <memory>

namespace tipring::sqlite {
namespace {

constexpr std::string_view schema =
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = NORMAL;"
    "CREATE TABLE IF NOT EXISTS registrations ("
    "  phone TEXT NOT NULL, uri TEXT NOT NULL, expires INTEGER NOT NULL, state TEXT NOT NULL,"
    "  PRIMARY KEY (phone, uri)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS mailboxes ("
    "  phone TEXT NOT NULL PRIMARY KEY, fresh INTEGER NOT NULL, old INTEGER NOT NULL) STRICT, WITHOUT ROWID;";

// How soon a file that cannot be written is tried again.
constexpr std::chrono::seconds retry{1};

}  // namespace

RegistrationStore::RegistrationStore(Connection database, Log log)
    : database_(std::move(database)), log_(std::move(log)) {}

Result<std::unique_ptr<RegistrationStore>> RegistrationStore::open(const std::string& path, Log log) {
  auto database = Connection::open(path, Connection::Mode::write);
  if (!database) return database.error();
  if (auto made = database->execute(schema); !made) return made.error();
  std::unique_ptr<RegistrationStore> store(new RegistrationStore(std::move(database).value(), std::move(log)));
  if (auto read = store->read(); !read) return read.error();
  if (auto read = store->read_mailboxes(); !read) return read.error();
  store->writer_ = std::thread([&store = *store] { store.run(); });
  return store;
}

RegistrationStore::~RegistrationStore() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  if (writer_.joinable()) writer_.join();
}

Result<void> RegistrationStore::read() {
  auto rows = database_.prepare("SELECT phone, uri, expires, state FROM registrations ORDER BY phone, uri");
  if (!rows) return rows.error();
  for (;;) {
    const auto row = rows->step();
    if (!row) return row.error();
    if (!row.value()) return {};
    found_.push_back({rows->text(0), rows->text(1), rows->whole(2), rows->text(3)});
  }
}

Result<void> RegistrationStore::read_mailboxes() {
  auto rows = database_.prepare("SELECT phone, fresh, old FROM mailboxes ORDER BY phone");
  if (!rows) return rows.error();
  for (;;) {
    const auto row = rows->step();
    if (!row) return row.error();
    if (!row.value()) return {};
    found_mailboxes_.push_back({rows->text(0), rows->whole(1), rows->whole(2)});
  }
}

void RegistrationStore::put(const StoredMailbox& mailbox) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.mailboxes.insert_or_assign(mailbox.phone, mailbox);
  }
  changed_.notify_one();
}

void RegistrationStore::put(StoredRegistration registration) {
  Key key{registration.phone, registration.uri};
  change(std::move(key), std::move(registration));
}

void RegistrationStore::remove(const std::string& phone, const std::string& uri) {
  change({phone, uri}, std::nullopt);
}

void RegistrationStore::change(Key key, std::optional<StoredRegistration> registration) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.registrations.insert_or_assign(std::move(key), std::move(registration));
  }
  changed_.notify_one();
}

void RegistrationStore::run() {
  bool failing = false;
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    Changes changes = std::exchange(waiting_, {});
    lock.unlock();
    const auto written = write(changes);
    if (!written && !failing) log_("registrations are not kept for now: " + written.error().text);
    if (written.ok() && failing) log_("registrations are kept again");
    failing = !written.ok();
    lock.lock();
    if (!failing) continue;
    // What has changed meanwhile is newer.
    waiting_.registrations.merge(changes.registrations);
    waiting_.mailboxes.merge(changes.mailboxes);
    if (ending_) return;
    changed_.wait_for(lock, retry, [this] { return ending_; });
  }
}

Result<void> RegistrationStore::write(const Changes& changes) {
  auto transaction = Transaction::begin(database_);
  if (!transaction) return transaction.error();
  if (auto written = write_registrations(changes); !written) return written;
  if (auto written = write_mailboxes(changes); !written) return written;
  return transaction->commit();
}

Result<void> RegistrationStore::write_registrations(const Changes& changes) {
  auto put = database_.prepare(
      "INSERT INTO registrations (phone, uri, expires, state) VALUES (?1, ?2, ?3, ?4)"
      " ON CONFLICT (phone, uri) DO UPDATE SET expires = excluded.expires, state = excluded.state");
  if (!put) return put.error();
  auto remove = database_.prepare("DELETE FROM registrations WHERE phone = ?1 AND uri = ?2");
  if (!remove) return remove.error();
  for (const auto& [key, registration] : changes.registrations) {
    Statement& statement = registration ? put.value() : remove.value();
    statement.bind(1, std::string_view(key.first));
    statement.bind(2, std::string_view(key.second));
    if (registration) {
      statement.bind(3, registration->expires);
      statement.bind(4, std::string_view(registration->state));
    }
    if (auto done = statement.run(); !done) return done;
  }
  return {};
}

// Where nothing waits, no row does.
Result<void> RegistrationStore::write_mailboxes(const Changes& changes) {
  auto put = database_.prepare(
      "INSERT INTO mailboxes (phone, fresh, old) VALUES (?1, ?2, ?3)"
      " ON CONFLICT (phone) DO UPDATE SET fresh = excluded.fresh, old = excluded.old");
  if (!put) return put.error();
  auto remove = database_.prepare("DELETE FROM mailboxes WHERE phone = ?1");
  if (!remove) return remove.error();
  for (const auto& [phone, mailbox] : changes.mailboxes) {
    const bool any = mailbox.fresh != 0 || mailbox.old != 0;
    Statement& statement = any ? put.value() : remove.value();
    statement.bind(1, std::string_view(phone));
    if (any) {
      statement.bind(2, mailbox.fresh);
      statement.bind(3, mailbox.old);
    }
    if (auto done = statement.run(); !done) return done;
  }
  return {};
}

}  // namespace tipring::sqlite
