#pragma once

#include <memory>

struct pg_conn;
struct pg_result;

namespace tipring::postgres {

/// Closes, as PQfinish does. A connection that is still open tells the server so, without waiting.
struct PqFinish {
  void operator()(pg_conn* connection) const;
};
using PqConnection = std::unique_ptr<pg_conn, PqFinish>;

struct PqClear {
  void operator()(pg_result* result) const;
};
using PqResult = std::unique_ptr<pg_result, PqClear>;

}  // namespace tipring::postgres
