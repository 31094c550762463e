#include "adapters/sqlite/record_file.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "adapters/sqlite/database_request.h"

namespace tipring::sqlite {
namespace {

// Write-ahead logging lets readers read while the writer writes. NORMAL syncs only at checkpoints: a loss of
// power may take back the last transactions, each whole and with its watermark, and they are then applied again
// from the ledger, so that FULL would cost a sync for each group and protect nothing.
constexpr std::string_view settings =
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = NORMAL;"
    "PRAGMA journal_size_limit = 67108864;";

// One line of each kind says enough.
constexpr std::size_t most_damages = 10;

class FileConnection final : public DatabaseConnection {
 public:
  explicit FileConnection(Connection connection) : connection_(std::move(connection)) {}

  Result<std::vector<DatabaseRows>> run(const DatabaseRequest& request) override {
    return run_request(connection_, request, &statements_);
  }

  Result<std::vector<std::string>> tables() override {
    auto names =
        texts("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name");
    if (!names) return as_port_error(names.error());
    return names;
  }

  Result<std::vector<std::string>> damage() override {
    auto lines = texts("PRAGMA integrity_check(" + std::to_string(most_damages) + ")");
    if (!lines && lines.error().code == "store-damaged") return std::vector<std::string>{lines.error().text};
    if (!lines) return as_port_error(lines.error());
    if (lines.value() == std::vector<std::string>{"ok"}) lines->clear();
    return lines;
  }

 private:
  Result<std::vector<std::string>> texts(std::string_view sql) {
    auto query = connection_.prepare(sql);
    if (!query) return query.error();
    std::vector<std::string> found;
    for (;;) {
      const auto row = query->step();
      if (!row) return row.error();
      if (!row.value()) return found;
      found.push_back(query->text(0));
    }
  }

  Connection connection_;
  PreparedStatements statements_;  // After what they belong to.
};

}  // namespace

Result<std::unique_ptr<DatabaseConnection>> RecordFile::open(Mode mode) {
  auto connection =
      Connection::open(path_, mode == Mode::write ? Connection::Mode::write : Connection::Mode::read);
  if (!connection) return connection.error();
  if (mode == Mode::write) {
    if (auto set = connection->execute(settings); !set) return set.error();
  }
  return std::unique_ptr<DatabaseConnection>(std::make_unique<FileConnection>(std::move(connection).value()));
}

Result<std::string> RecordFile::set_aside() {
  std::error_code problem;
  std::string aside;
  for (int number = 1; aside.empty() || std::filesystem::exists(aside, problem); ++number) {
    aside = path_ + ".other-ledger-" + std::to_string(number);
  }
  for (const char* part : {"-wal", "-shm", ""}) {
    if (!std::filesystem::exists(path_ + part, problem)) continue;
    std::filesystem::rename(path_ + part, aside + part, problem);
    if (problem) return Error{"store-error", "cannot rename " + path_ + part + ": " + problem.message(), true};
  }
  return aside;
}

Result<void> copy_database(const std::string& from, const std::string& to) {
  auto source = Connection::open(from, Connection::Mode::read);
  if (!source) return source.error();
  auto copy = Connection::open(to, Connection::Mode::write);
  if (!copy) return copy.error();
  if (auto copied = copy->copy_from(source.value()); !copied) return copied;
  // One file, which can be read where nothing can be written. Who opens it for writing sets its own mode.
  return copy->execute("PRAGMA journal_mode = DELETE");
}

}  // namespace tipring::sqlite
