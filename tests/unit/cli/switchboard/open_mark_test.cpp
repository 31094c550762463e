#include "cli/switchboard/open_mark.h"

#include <fstream>

#include <gmock/gmock.h>

#include "tests/kit/temporary_folder.h"

namespace tipring::cli {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct TheMark : ::testing::Test, Log {
  void write(LogLevel, std::string_view line) override { lines.emplace_back(line); }
  void entry(EntryKind kind, ContactId contact = {}) {
    mark->take({.sequence = ++sequence, .at = {}, .kind = kind, .contact = contact, .leg = {}, .fields = {}});
  }
  void run(Duration time) { run_virtual(loop, clock, clock.now() + time); }
  std::uint64_t read(std::uint64_t entries = 1000) const { return mark->read(entries); }

  ::tipring::testing::TemporaryFolder folder;
  std::filesystem::path file = folder.file("open-from");
  VirtualClock clock{UtcTime{std::chrono::seconds(1'800'000'000)}};
  RunLoop loop{clock};
  std::vector<std::string> lines;
  std::optional<OpenMark> mark{std::in_place, file, loop, *this};
  std::uint64_t sequence = 0;
};

TEST_F(TheMark, leads_to_the_beginning_where_there_is_none) {
  EXPECT_EQ(read(), 1U);
}

TEST_F(TheMark, leads_to_the_oldest_contact_that_is_open) {
  entry(EntryKind::runtime_started);
  entry(EntryKind::contact_arrived, {1, 1});
  entry(EntryKind::contact_arrived, {1, 2});
  entry(EntryKind::contact_ended, {1, 1});
  run(10s);
  EXPECT_EQ(read(), 3U);
  entry(EntryKind::contact_ended, {1, 2});
  EXPECT_EQ(read(), 3U) << "what is too old does no harm";
  run(10s);
  EXPECT_EQ(read(), 6U);
  EXPECT_THAT(lines, IsEmpty());
}

TEST_F(TheMark, is_written_at_the_end_too) {
  entry(EntryKind::contact_arrived, {1, 1});
  entry(EntryKind::contact_ended, {1, 1});
  mark.emplace(file, loop, *this);
  EXPECT_EQ(read(), 3U);
}

TEST_F(TheMark, that_is_not_of_this_ledger_is_not_believed) {
  entry(EntryKind::runtime_started);
  run(10s);
  ASSERT_EQ(read(), 2U);
  EXPECT_EQ(read(0), 1U) << "it is behind the end";
  std::ofstream(file) << "nonsense";
  EXPECT_EQ(read(), 1U);
}

TEST_F(TheMark, that_cannot_be_written_is_told_of_once) {
  mark.emplace(folder.file("nowhere/open-from"), loop, *this);
  entry(EntryKind::runtime_started);
  run(10s);
  entry(EntryKind::site_loaded);
  run(10s);
  EXPECT_THAT(lines, ElementsAre(HasSubstr("nowhere/open-from")));
}

}  // namespace
}  // namespace tipring::cli
