#pragma once

#include <vector>

#include "adapters/sqlite/connection.h"
#include "runtime/ports/database.h"

namespace tipring::sqlite {

/// Runs what a site asks of its database on a connection, as the port says: in order, all or nothing. It is
/// given up once the connection's Connection::until() says so. Where a table declares a column as BOOLEAN, 0
/// and 1 are false and true; bytes become text in hexadecimal, "\x0f".
Result<std::vector<DatabaseRows>> run_request(Connection& connection, const DatabaseRequest& request);

/// An error of a connection by the codes of the port.
Error as_port_error(const Error& error);

/// How a connection for a site's own statements is set up: foreign keys count, and no value is longer than
/// 16 MiB.
Result<void> prepare_for_requests(Connection& connection);

}  // namespace tipring::sqlite
