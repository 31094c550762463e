#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "adapters/sqlite/connection.h"
#include "runtime/base/clock.h"

namespace tipring::sqlite {

/// Where a phone is registered, as it is kept.
struct StoredRegistration {
  std::string phone;
  std::string uri;
  std::int64_t expires = 0;  ///< Microseconds since 1970, UTC.
  std::string state;         ///< All else, as its owner writes it; given back unread.

  friend bool operator==(const StoredRegistration&, const StoredRegistration&) = default;
};

/// How many messages wait in the mailbox of a phone, as it is kept.
struct StoredMailbox {
  std::string phone;
  std::int64_t fresh = 0;  ///< Not heard yet.
  std::int64_t old = 0;

  friend bool operator==(const StoredMailbox&, const StoredMailbox&) = default;
};

/// Keeps registrations, and the counts of mailboxes, in an SQLite file of their own, on a thread of its own:
/// what changes is written at once, many changes together. Loses no more than the changes of the last
/// milliseconds when the process is killed; those phones register again by themselves.
class RegistrationStore {
 public:
  /// `log` takes one line, on the writer's thread, when the file cannot be written and when it can be again.
  using Log = std::function<void(std::string_view line)>;

  /// Opens the file and reads what stands there. Fails like Connection::open().
  static Result<std::unique_ptr<RegistrationStore>> open(const std::string& path, Log log);
  /// Writes what waits.
  ~RegistrationStore();
  RegistrationStore(const RegistrationStore&) = delete;
  RegistrationStore& operator=(const RegistrationStore&) = delete;

  /// As the file had it when it was opened.
  const std::vector<StoredRegistration>& found() const { return found_; }

  /// Those with messages, likewise.
  const std::vector<StoredMailbox>& found_mailboxes() const { return found_mailboxes_; }

  void put(StoredRegistration registration);
  void put(const StoredMailbox& mailbox);
  void remove(const std::string& phone, const std::string& uri);

 private:
  using Key = std::pair<std::string, std::string>;
  struct Changes {
    std::map<Key, std::optional<StoredRegistration>> registrations{};  // Nothing: removed.
    std::map<std::string, StoredMailbox> mailboxes{};                  // By phone.

    bool empty() const { return registrations.empty() && mailboxes.empty(); }
  };

  RegistrationStore(Connection database, Log log);
  Result<void> read();
  Result<void> read_mailboxes();
  void change(Key key, std::optional<StoredRegistration> registration);
  void run();
  Result<void> write(const Changes& changes);
  Result<void> write_registrations(const Changes& changes);
  Result<void> write_mailboxes(const Changes& changes);

  Connection database_;
  Log log_;
  std::vector<StoredRegistration> found_;
  std::vector<StoredMailbox> found_mailboxes_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Changes waiting_;
  bool ending_ = false;
  std::thread writer_;
};

}  // namespace tipring::sqlite
