// What holds for any Database holds for SQLite, in a file and in memory.

#include "adapters/reactor/su_reactor.h"
#include "adapters/reactor/system_clock.h"
#include "adapters/sqlite/memory_database.h"
#include "adapters/sqlite/sqlite_database.h"
#include "tests/kit/database_cases.h"
#include "tests/kit/temporary_folder.h"

namespace tipring::testing {
namespace {

class FileWorld final : public DatabaseWorld {
 public:
  FileWorld() : reactor_(reactor::SuReactor::create(loop_).value()) {}

  std::unique_ptr<Database> open() override {
    return std::make_unique<sqlite::SqliteDatabase>(
        sqlite::SqliteDatabaseOptions{.path = folder_.path() + "/site.db"}, loop_, *reactor_);
  }
  void step() override { reactor_->step(std::chrono::milliseconds(20)); }

 private:
  TemporaryFolder folder_;
  reactor::SystemClock clock_;
  RunLoop loop_{clock_};
  std::unique_ptr<reactor::SuReactor> reactor_;
};

class MemoryWorld final : public DatabaseWorld {
 public:
  std::unique_ptr<Database> open() override { return sqlite::MemoryDatabase::create(loop_, "").value(); }
  void step() override { run_virtual(loop_, clock_, clock_.now() + std::chrono::milliseconds(20)); }

 private:
  VirtualClock clock_{UtcTime{}};
  RunLoop loop_{clock_};
};

INSTANTIATE_TEST_SUITE_P(Sqlite, DatabaseCases,
                         ::testing::Values(DatabaseKind{"file", [] { return std::make_unique<FileWorld>(); }},
                                           DatabaseKind{"memory",
                                                        [] { return std::make_unique<MemoryWorld>(); }}));

}  // namespace
}  // namespace tipring::testing
