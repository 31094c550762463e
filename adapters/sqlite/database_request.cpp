#include "adapters/sqlite/database_request.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <utility>

#include "runtime/base/utf8.h"

namespace tipring::sqlite {
namespace {

constexpr int longest_value = 16 << 20;

Error refused(std::string text) {
  return {"refused", std::move(text)};
}

// Bytes as PostgreSQL writes them, so that scripts see the same from both.
std::string as_hexadecimal(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "\\x";
  for (const char byte : bytes) {
    text += digits[static_cast<unsigned char>(byte) >> 4U];
    text += digits[static_cast<unsigned char>(byte) & 0xfU];
  }
  return text;
}

bool is_boolean(const std::string& declared_type) {
  std::string upper;
  for (const char letter : declared_type)
    upper += static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return upper.starts_with("BOOL");
}

DatabaseValue value_of(const Statement& row, int column, bool boolean) {
  switch (row.type(column)) {
    case Statement::Type::null:
      return std::monostate{};
    case Statement::Type::whole: {
      const std::int64_t whole = row.whole(column);
      if (boolean && (whole == 0 || whole == 1)) return whole == 1;
      return whole;
    }
    case Statement::Type::number:
      return row.number(column);
    case Statement::Type::text:
      return row.text(column);
    case Statement::Type::bytes:
      break;
  }
  return as_hexadecimal(row.text(column));
}

std::optional<Error> bind_value(Statement& statement, int parameter, const DatabaseValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (!is_utf8(*text) || text->find('\0') != std::string::npos)
      return refused("value " + std::to_string(parameter) + " is no text in UTF-8");
    statement.bind(parameter, std::string_view(*text));
  } else if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    statement.bind(parameter, *whole);
  } else if (const auto* number = std::get_if<double>(&value)) {
    statement.bind(parameter, *number);
  } else if (const auto* truth = std::get_if<bool>(&value)) {
    statement.bind(parameter, std::int64_t{*truth ? 1 : 0});
  } else {
    statement.bind_null(parameter);
  }
  return std::nullopt;
}

// One statement of a request.
class StatementRun {
 public:
  StatementRun(Connection& connection, const DatabaseRequest& request, const DatabaseStatement& asked)
      : connection_(connection), request_(request), asked_(asked) {}

  Result<DatabaseRows> run(PreparedStatements* kept) {
    if (kept == nullptr) {
      auto prepared = connection_.prepare_one(asked_.text);
      if (!prepared) return as_port_error(prepared.error());
      return run(prepared.value());
    }
    const auto prepared = kept->get(connection_, asked_.text);
    if (!prepared) return as_port_error(prepared.error());
    auto rows = run(*prepared.value());
    prepared.value()->reset();
    return rows;
  }

 private:
  Result<DatabaseRows> run(Statement& statement) {
    if (const auto problem = bind_all(statement)) return *problem;
    if (request_.reads_only && !statement.only_reads())
      return refused("the statement changes something, where only reading is allowed");
    const std::int64_t before = connection_.changed_so_far();
    if (auto read = read_rows(statement); !read) return read.error();
    if (connection_.changed_so_far() != before) rows_.changed = connection_.changed();
    if (asked_.changes && rows_.changed != *asked_.changes)
      return Error{"other-count", "the statement changes " + std::to_string(rows_.changed) + " rows, not " +
                                      std::to_string(*asked_.changes)};
    return std::move(rows_);
  }

  std::optional<Error> bind_all(Statement& statement) const {
    const auto wanted = static_cast<std::size_t>(statement.parameters());
    if (wanted != asked_.values.size())
      return refused("the statement has " + std::to_string(wanted) + " places for values, and " +
                     std::to_string(asked_.values.size()) + " are given");
    for (std::size_t i = 0; i < wanted; ++i) {
      if (auto problem = bind_value(statement, static_cast<int>(i) + 1, asked_.values[i])) return problem;
    }
    return std::nullopt;
  }

  Result<void> read_rows(Statement& statement) {
    const int count = statement.columns();
    std::vector<bool> booleans;
    for (int column = 0; column < count; ++column) {
      rows_.columns.push_back(statement.column_name(column));
      booleans.push_back(is_boolean(statement.declared_type(column)));
    }
    for (;;) {
      const auto row = statement.step();
      if (!row) return as_port_error(row.error());
      if (!row.value()) return {};
      if (rows_.rows.size() == request_.most_rows)
        return Error{"too-many-rows", "there are more than " + std::to_string(request_.most_rows) + " rows"};
      auto& values = rows_.rows.emplace_back();
      for (int column = 0; column < count; ++column)
        values.push_back(value_of(statement, column, booleans[static_cast<std::size_t>(column)]));
    }
  }

  Connection& connection_;
  const DatabaseRequest& request_;
  const DatabaseStatement& asked_;
  DatabaseRows rows_;
};

Result<std::vector<DatabaseRows>> run_statements(Connection& connection, const DatabaseRequest& request,
                                                 PreparedStatements* kept) {
  std::vector<DatabaseRows> all;
  for (const DatabaseStatement& statement : request.statements) {
    auto rows = StatementRun(connection, request, statement).run(kept);
    if (!rows) return rows.error();
    all.push_back(std::move(rows).value());
  }
  return all;
}

// One that changes something has done so before its rows are counted.
bool needs_transaction(Connection& connection, const DatabaseRequest& request) {
  if (request.statements.size() != 1) return true;
  const auto statement = connection.prepare_one(request.statements.front().text);
  return statement && !statement->only_reads();
}

}  // namespace

Error as_port_error(const Error& error) {
  struct Code {
    std::string_view ours;
    std::string_view port;
    bool retryable;
  };
  static constexpr std::array<Code, 6> codes{{{"store-busy", "database-busy", true},
                                              {"disk-full", "database-full", true},
                                              {"store-missing", "database-away", true},
                                              {"store-damaged", "database-away", true},
                                              {"store-unreadable", "database-away", true},
                                              {"store-interrupted", "timed-out", true}}};
  const auto* found = std::ranges::find(codes, error.code, &Code::ours);
  if (found == codes.end()) return refused(error.text);
  return {std::string(found->port), error.text, found->retryable};
}

Result<Statement*> PreparedStatements::get(Connection& connection, const std::string& text) {
  const auto known = prepared_.find(text);
  if (known != prepared_.end()) return &known->second;
  auto prepared = connection.prepare_one(text);
  if (!prepared) return prepared.error();
  return &prepared_.emplace(text, std::move(prepared).value()).first->second;
}

Result<std::vector<DatabaseRows>> run_request(Connection& connection, const DatabaseRequest& request,
                                              PreparedStatements* kept) {
  if (needs_transaction(connection, request)) {
    using Purpose = Transaction::Purpose;
    auto transaction = Transaction::begin(connection, request.reads_only ? Purpose::read : Purpose::write);
    if (!transaction) return as_port_error(transaction.error());
    auto rows = run_statements(connection, request, kept);
    if (!rows) return rows;
    if (auto committed = transaction.value().commit(); !committed) return as_port_error(committed.error());
    return rows;
  }
  return run_statements(connection, request, kept);
}

Result<void> prepare_for_requests(Connection& connection) {
  connection.limit_length(longest_value);
  return connection.execute("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF");
}

}  // namespace tipring::sqlite
