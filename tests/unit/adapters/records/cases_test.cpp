// What holds for records in any database holds for those in SQLite's file.

#include <filesystem>

#include "adapters/sqlite/record_file.h"
#include "tests/kit/records/record_cases.h"
#include "tests/kit/temporary_folder.h"

namespace tipring::testing {
namespace {

class FileWorld final : public RecordWorld {
 public:
  std::unique_ptr<DatabasePlace> place() override { return std::make_unique<sqlite::RecordFile>(path_); }
  void clear() override {
    for (const char* part : {"", "-wal", "-shm"})
      std::filesystem::remove(path_ + part);
  }

 private:
  TemporaryFolder folder_;
  std::string path_ = folder_.file("calls.db");
};

INSTANTIATE_TEST_SUITE_P(Sqlite, RecordCases,
                         ::testing::Values(RecordKind{"file", [] { return std::make_unique<FileWorld>(); }}));

}  // namespace
}  // namespace tipring::testing
