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
    "  PRIMARY KEY (phone, uri)) STRICT, WITHOUT ROWID;";

// How soon a file that cannot be written is tried again.
constexpr std::chrono::seconds retry{1};

}  // namespace

RegistrationStore::RegistrationStore(Database database, Log log)
    : database_(std::move(database)), log_(std::move(log)) {}

Result<std::unique_ptr<RegistrationStore>> RegistrationStore::open(const std::string& path, Log log) {
  auto database = Database::open(path, Database::Mode::write);
  if (!database) return database.error();
  if (auto made = database->execute(schema); !made) return made.error();
  std::unique_ptr<RegistrationStore> store(new RegistrationStore(std::move(database).value(), std::move(log)));
  if (auto read = store->read(); !read) return read.error();
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
    waiting_.insert_or_assign(std::move(key), std::move(registration));
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
    waiting_.merge(changes);
    if (ending_) return;
    changed_.wait_for(lock, retry, [this] { return ending_; });
  }
}

Result<void> RegistrationStore::write(const Changes& changes) {
  auto transaction = Transaction::begin(database_);
  if (!transaction) return transaction.error();
  auto put = database_.prepare(
      "INSERT INTO registrations (phone, uri, expires, state) VALUES (?1, ?2, ?3, ?4)"
      " ON CONFLICT (phone, uri) DO UPDATE SET expires = excluded.expires, state = excluded.state");
  if (!put) return put.error();
  auto remove = database_.prepare("DELETE FROM registrations WHERE phone = ?1 AND uri = ?2");
  if (!remove) return remove.error();
  for (const auto& [key, registration] : changes) {
    Statement& statement = registration ? put.value() : remove.value();
    statement.bind(1, std::string_view(key.first));
    statement.bind(2, std::string_view(key.second));
    if (registration) {
      statement.bind(3, registration->expires);
      statement.bind(4, std::string_view(registration->state));
    }
    if (auto done = statement.run(); !done) return done;
  }
  return transaction->commit();
}

}  // namespace tipring::sqlite
