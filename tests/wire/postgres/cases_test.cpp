// What holds for any Database holds for PostgreSQL.

#include <memory>

#include "tests/kit/database_cases.h"
#include "tests/wire/kit/postgres_server.h"
#include "tests/wire/postgres/postgres_world.h"

namespace tipring::testing {
namespace {

// With a server of its own.
class ServerWorld final : public DatabaseWorld {
 public:
  std::unique_ptr<Database> open() override { return world_.open(); }
  void step() override { world_.step(); }

 private:
  wire::PostgresServer server_;
  postgres::PostgresWorld world_{{.connection = server_.connection()}};
};

INSTANTIATE_TEST_SUITE_P(Postgres, DatabaseCases,
                         ::testing::Values(DatabaseKind{"server",
                                                        [] { return std::make_unique<ServerWorld>(); }}));

}  // namespace
}  // namespace tipring::testing
