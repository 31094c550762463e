#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"

struct pg_conn;

namespace tipring::postgres {

/// How to reach a server, as people write it: a URI ("postgresql://user@192.0.2.7/bank?sslmode=verify-full") or
/// words ("host=192.0.2.7 dbname=bank"); each of libpq's parameters may stand there.
///
/// libpq looks up names while the control thread waits for it: a host should be an address, or a name with its
/// `hostaddr` beside it, against which certificates are then still checked.
class ConnectionSettings {
 public:
  /// Fails with "bad-connection"; the text shows nothing that may be a password.
  static Result<ConnectionSettings> parse(const std::string& text);

  /// Begins to connect, and returns libpq's handle whatever comes of it; null without memory.
  pg_conn* start() const;

  /// Has each session work in this schema, and find nothing of others.
  void work_in(const std::string& schema);

  /// The same settings as the environment of libpq's own programs, "PGHOST=192.0.2.7": their command lines are
  /// for all to see.
  std::vector<std::string> environment() const;

  /// For people: `database "bank" at 192.0.2.7`.
  const std::string& description() const { return description_; }

  /// The text without the passwords of these settings, which libpq should not have written into it.
  std::string redacted(std::string text) const;

 private:
  struct Setting {
    std::string name;
    std::string value;
    std::string variable{};  ///< libpq's name for it in the environment; may be empty.
  };
  ConnectionSettings() = default;
  std::string value_of(std::string_view name) const;
  void set(const std::string& name, const std::string& value);
  void add(const std::string& name, const std::string& value);

  std::vector<Setting> settings_;
  std::string description_;
};

}  // namespace tipring::postgres
