#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sqlite/connection.h"
#include "runtime/ports/database.h"

namespace tipring::sqlite {

/// Statements of one connection that are prepared once and run often; by their texts, of which there are few.
class PreparedStatements {
 public:
  /// Prepared as by Connection::prepare_one(), where it has not been.
  Result<Statement*> get(Connection& connection, const std::string& text);

 private:
  std::map<std::string, Statement, std::less<>> prepared_;
};

/// Runs what a site asks of its database on a connection, as the port says: in order, all or nothing. It is
/// given up once the connection's Connection::until() says so. Where a table declares a column as BOOLEAN, 0
/// and 1 are false and true; bytes become text in hexadecimal, "\x0f". With `kept`, which the connection must
/// outlive, its statements are prepared once.
Result<std::vector<DatabaseRows>> run_request(Connection& connection, const DatabaseRequest& request,
                                              PreparedStatements* kept = nullptr);

/// An error of a connection by the codes of the port.
Error as_port_error(const Error& error);

/// How a connection for a site's own statements is set up: foreign keys count, and no value is longer than
/// 16 MiB.
Result<void> prepare_for_requests(Connection& connection);

}  // namespace tipring::sqlite
