#include "adapters/postgres/pq_handles.h"

#include <libpq-fe.h>

namespace tipring::postgres {

void PqFinish::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

void PqClear::operator()(pg_result* result) const {
  PQclear(result);
}

}  // namespace tipring::postgres
