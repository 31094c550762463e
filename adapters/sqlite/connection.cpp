#include "adapters/sqlite/connection.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tipring::sqlite {
namespace {

// Long enough for a reader's checkpoint or a backup's step, short enough for a runtime that is being stopped.
constexpr int busy_milliseconds = 250;

std::string code_of(int result) {
  switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "store-busy";
    case SQLITE_FULL:
      return "disk-full";
    case SQLITE_CANTOPEN:
      return "store-missing";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "store-damaged";
    case SQLITE_IOERR:
      return "store-unreadable";
    case SQLITE_INTERRUPT:
      return "store-interrupted";
    default:
      return "store-error";
  }
}

Error failure(sqlite3* connection, int result) {
  const char* path = connection != nullptr ? sqlite3_db_filename(connection, "main") : nullptr;
  const char* text = connection != nullptr ? sqlite3_errmsg(connection) : sqlite3_errstr(result);
  std::string code = code_of(result);
  const bool retryable = code != "store-damaged";
  // What is wrong with a statement is no matter of the file; one in memory has none.
  const bool of_file = code != "store-error" && path != nullptr && *path != '\0';
  return {std::move(code), (of_file ? std::string(path) + ": " : "") + text, retryable};
}

// Of several lines, the one where a statement fails; blanks may stand at `place` before it.
Error at_line_of(const std::string& script, const char* place, Error error) {
  const auto offset = static_cast<std::size_t>(place - script.c_str());
  const std::string before = script.substr(0, script.find_first_not_of(" \t\r\n", offset));
  if (error.code == "store-error" && script.find('\n') != std::string::npos)
    error.text =
        "line " + std::to_string(std::count(before.begin(), before.end(), '\n') + 1) + ": " + error.text;
  return error;
}

// Who called whom is nobody's business but the runtime's user and group. SQLite gives the files beside it the
// same mode. Where this fails, opening does too, and says why. A file that is there is not opened for it: with
// its closing all locks would be gone that other connections of this process have on it (POSIX, fcntl()).
void keep_from_others(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) == 0) {
    // A file of an earlier version was readable by everybody.
    if ((status.st_mode & 07) != 0) chmod(path.c_str(), status.st_mode & 0770);
    return;
  }
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
  if (descriptor >= 0) ::close(descriptor);
}

// Transactions are made around statements, and other files are none of theirs.
int refuse_what_is_ours(void* /*nothing*/, int action, const char*, const char*, const char*, const char*) {
  const bool ours = action == SQLITE_TRANSACTION || action == SQLITE_SAVEPOINT || action == SQLITE_ATTACH ||
                    action == SQLITE_DETACH;
  return ours ? SQLITE_DENY : SQLITE_OK;
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

void Statement::bind(int parameter, std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), parameter, value);
}

void Statement::bind(int parameter, std::string_view value) {
  sqlite3_bind_text64(statement_.get(), parameter, value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

void Statement::bind(int parameter, std::optional<std::int64_t> value) {
  if (value) return bind(parameter, *value);
  bind_null(parameter);
}

void Statement::bind(int parameter, double value) {
  sqlite3_bind_double(statement_.get(), parameter, value);
}

void Statement::bind_null(int parameter) {
  sqlite3_bind_null(statement_.get(), parameter);
}

int Statement::parameters() const {
  return sqlite3_bind_parameter_count(statement_.get());
}

bool Statement::only_reads() const {
  return sqlite3_stmt_readonly(statement_.get()) != 0;
}

int Statement::columns() const {
  return sqlite3_column_count(statement_.get());
}

std::string Statement::column_name(int column) const {
  const char* name = sqlite3_column_name(statement_.get(), column);
  return name == nullptr ? std::string() : name;
}

std::string Statement::declared_type(int column) const {
  const char* type = sqlite3_column_decltype(statement_.get(), column);
  return type == nullptr ? std::string() : type;
}

Result<bool> Statement::step() {
  const int result = sqlite3_step(statement_.get());
  if (result == SQLITE_ROW) return true;
  Result<bool> done = false;
  // The message must be taken before the reset.
  if (result != SQLITE_DONE) done = failure(sqlite3_db_handle(statement_.get()), result);
  sqlite3_reset(statement_.get());
  return done;
}

void Statement::reset() {
  sqlite3_reset(statement_.get());
}

Result<void> Statement::run() {
  const auto row = step();
  if (!row) return row.error();
  if (row.value()) sqlite3_reset(statement_.get());
  return {};
}

std::int64_t Statement::whole(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::optional<std::int64_t> Statement::maybe_whole(int column) const {
  if (sqlite3_column_type(statement_.get(), column) == SQLITE_NULL) return std::nullopt;
  return whole(column);
}

std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Statement::Type Statement::type(int column) const {
  switch (sqlite3_column_type(statement_.get(), column)) {
    case SQLITE_INTEGER:
      return Type::whole;
    case SQLITE_FLOAT:
      return Type::number;
    case SQLITE_TEXT:
      return Type::text;
    case SQLITE_BLOB:
      return Type::bytes;
    default:
      return Type::null;
  }
}

double Statement::number(int column) const {
  return sqlite3_column_double(statement_.get(), column);
}

void Connection::Close::operator()(sqlite3* connection) const {
  sqlite3_close_v2(connection);
}

Result<Connection> Connection::open(const std::string& path, Mode mode) {
  if (mode == Mode::write) keep_from_others(path);
  const int flags = (mode == Mode::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) |
                    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  sqlite3* opened = nullptr;
  const int result = sqlite3_open_v2(path.c_str(), &opened, flags, nullptr);
  // A connection is there even when opening failed: it holds the message.
  std::unique_ptr<sqlite3, Close> connection(opened);
  if (result != SQLITE_OK) {
    Error error = failure(connection.get(), result);
    if (error.text.find(path) == std::string::npos) error.text = path + ": " + error.text;
    return error;
  }
  sqlite3_busy_timeout(connection.get(), busy_milliseconds);
  return Connection(std::move(connection), path);
}

Result<Connection> Connection::open_in_memory() {
  sqlite3* opened = nullptr;
  const int result = sqlite3_open_v2(
      ":memory:", &opened,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  std::unique_ptr<sqlite3, Close> connection(opened);
  if (result != SQLITE_OK) return failure(connection.get(), result);
  return Connection(std::move(connection), "the database in memory");
}

Result<void> Connection::copy_from(Connection& source) {
  struct Finish {
    void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
  };
  const std::unique_ptr<sqlite3_backup, Finish> backup(
      sqlite3_backup_init(connection_.get(), "main", source.connection_.get(), "main"));
  if (backup == nullptr) return failure(connection_.get(), sqlite3_errcode(connection_.get()));
  const int result = sqlite3_backup_step(backup.get(), -1);
  if (result != SQLITE_DONE) return failure(source.connection_.get(), result);
  return {};
}

Result<void> Connection::execute(std::string_view sql) {
  const std::string script(sql);
  const char* rest = script.c_str();
  while (*rest != '\0') {
    sqlite3_stmt* prepared = nullptr;
    const char* next = nullptr;
    if (const int result = sqlite3_prepare_v2(connection_.get(), rest, -1, &prepared, &next);
        result != SQLITE_OK) {
      const int offset = sqlite3_error_offset(connection_.get());
      return at_line_of(script, rest + std::max(offset, 0), failure(connection_.get(), result));
    }
    Statement statement(prepared);
    for (bool has_row = prepared != nullptr; has_row;) {
      const auto stepped = statement.step();
      if (!stepped) return at_line_of(script, rest, stepped.error());
      has_row = stepped.value();
    }
    rest = next;
  }
  return {};
}

Result<Statement> Connection::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int result =
      sqlite3_prepare_v2(connection_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  if (result != SQLITE_OK) return failure(connection_.get(), result);
  return Statement(statement);
}

Result<Statement> Connection::prepare_one(std::string_view sql) {
  sqlite3_stmt* prepared = nullptr;
  const char* rest = nullptr;
  sqlite3_set_authorizer(connection_.get(), refuse_what_is_ours, nullptr);
  const int result =
      sqlite3_prepare_v2(connection_.get(), sql.data(), static_cast<int>(sql.size()), &prepared, &rest);
  sqlite3_set_authorizer(connection_.get(), nullptr, nullptr);
  if (result == SQLITE_AUTH)
    return Error{"store-error",
                 path_ + ": a statement may not begin or end a transaction or open another file"};
  if (result != SQLITE_OK) return failure(connection_.get(), result);
  Statement statement(prepared);
  if (prepared == nullptr) return Error{"store-error", path_ + ": there is no statement in it"};
  // What follows may be blanks and comments, which prepare to nothing.
  const std::string_view behind = sql.substr(static_cast<std::size_t>(rest - sql.data()));
  sqlite3_stmt* second = nullptr;
  sqlite3_prepare_v2(connection_.get(), behind.data(), static_cast<int>(behind.size()), &second, nullptr);
  const bool is_one = second == nullptr && sqlite3_errcode(connection_.get()) == SQLITE_OK;
  sqlite3_finalize(second);
  if (!is_one) return Error{"store-error", path_ + ": several statements stand in one"};
  return statement;
}

std::int64_t Connection::changed() const {
  return sqlite3_changes64(connection_.get());
}

std::int64_t Connection::changed_so_far() const {
  return sqlite3_total_changes64(connection_.get());
}

std::optional<std::int64_t> Connection::schema_version() {
  auto query = prepare("PRAGMA schema_version");
  if (!query || !query->step().ok()) return std::nullopt;
  return query->whole(0);
}

void Connection::until(GivenUp given_up) {
  // So many instructions of SQLite's machine take some ten microseconds.
  constexpr int steps = 1'000;
  if (!given_up) {
    sqlite3_progress_handler(connection_.get(), 0, nullptr, nullptr);
    sqlite3_busy_timeout(connection_.get(), busy_milliseconds);
    given_up_.reset();
    return;
  }
  given_up_ = std::make_unique<GivenUp>(std::move(given_up));
  sqlite3_progress_handler(
      connection_.get(), steps, [](void* asked) { return (*static_cast<GivenUp*>(asked))() ? 1 : 0; },
      given_up_.get());
  sqlite3_busy_handler(
      connection_.get(),
      [](void* asked, int /*tries*/) {
        if ((*static_cast<GivenUp*>(asked))()) return 0;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
        return 1;
      },
      given_up_.get());
}

void Connection::limit_length(int bytes) {
  sqlite3_limit(connection_.get(), SQLITE_LIMIT_LENGTH, bytes);
}

void Connection::limit_pages(int pages) {
  static_cast<void>(execute("PRAGMA max_page_count = " + std::to_string(pages)));
}

Result<Transaction> Transaction::begin(Connection& database, Purpose purpose) {
  // Immediate: whoever else writes is met here, before any work is done. Who reads meets nobody.
  const char* const begin = purpose == Purpose::write ? "BEGIN IMMEDIATE" : "BEGIN";
  if (auto begun = database.execute(begin); !begun) return begun.error();
  return Transaction(database);
}

Transaction::~Transaction() {
  // Some errors (a full disk) have rolled back already; then there is nothing to roll back, which is what is
  // wanted.
  if (database_ != nullptr) static_cast<void>(database_->execute("ROLLBACK"));
}

Result<void> Transaction::commit() {
  auto committed = database_->execute("COMMIT");
  if (committed) database_ = nullptr;
  return committed;
}

}  // namespace tipring::sqlite
