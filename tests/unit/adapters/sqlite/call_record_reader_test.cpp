#include "adapters/sqlite/call_record_reader.h"

#include <filesystem>

#include "kit.h"
#include <gmock/gmock.h>

#include "adapters/sqlite/projection_store.h"

namespace tipring::sqlite {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Reading : ::testing::Test {
  Reading() {
    auto store = ProjectionStore::open(path);
    EXPECT_TRUE(store && store->apply(entries));
    auto opened = CallRecordReader::open(path);
    EXPECT_TRUE(opened);
    reader.emplace(std::move(opened).value());
  }

  TemporaryFolder folder;
  std::string path = folder.file("calls.db");
  std::vector<Entry> entries = day(400);
  std::vector<CallRecord> records = records_of(entries);
  std::optional<CallRecordReader> reader;
};

TEST_F(Reading, finds_a_record_by_its_contact) {
  for (const CallRecord& record : records)
    EXPECT_EQ(reader->find(record.contact).value(), record);
  EXPECT_EQ(reader->find({1, 9999}).value(), std::nullopt);
  EXPECT_EQ(reader->find({2, 1}).value(), std::nullopt);
}

TEST_F(Reading, lists_the_newest_first) {
  const auto newest = reader->newest(3);
  ASSERT_TRUE(newest);
  EXPECT_EQ(newest.value(), (std::vector<CallRecord>{records.rbegin(), records.rbegin() + 3}));
  EXPECT_THAT(reader->newest(0).value(), IsEmpty());
  EXPECT_THAT(reader->newest(1000).value(), SizeIs(records.size()));
}

TEST_F(Reading, lists_one_callers) {
  const auto found = reader->by_caller("17", 10);
  ASSERT_TRUE(found);
  ASSERT_THAT(found.value(), SizeIs(1));
  EXPECT_EQ(found.value()[0], records[16]);
  EXPECT_THAT(reader->by_caller("1", 10).value(), SizeIs(1)) << "the whole number, not its beginning";
  EXPECT_THAT(reader->by_caller("1' OR '1' = '1", 10).value(), IsEmpty());
}

TEST_F(Reading, lists_those_that_are_over) {
  std::vector<CallRecord> over;
  for (const CallRecord& record : records) {
    if (record.ended) over.insert(over.begin(), record);
  }
  EXPECT_EQ(reader->ended({}, 1000).value(), over);
  EXPECT_THAT(reader->ended({}, 2).value(), SizeIs(2));
  const UtcTime middle = over[over.size() / 2].arrived;
  const auto later = reader->ended({.since = middle}, 1000).value();
  for (const CallRecord& record : later)
    EXPECT_GE(record.arrived, middle);
  const std::size_t since = later.size();
  EXPECT_EQ(since + reader->ended({.until = middle}, 1000).value().size(), over.size());
  EXPECT_GT(since, 0U);
  EXPECT_LT(since, over.size());
  EXPECT_THAT(reader->ended({.caller = over.front().caller}, 1000).value(), ::testing::Contains(over.front()));
  EXPECT_THAT(reader->ended({.caller = "nobody"}, 1000).value(), IsEmpty());
}

TEST_F(Reading, tells_what_a_contact_was_not_to_reach) {
  const auto barred = [](std::uint64_t sequence, ContactId contact, const std::string& number) {
    return Entry{
        .sequence = sequence,
        .at = UtcTime(Duration(1'000'000'000)),
        .kind = EntryKind::number_barred,
        .contact = contact,
        .fields = {{"number", number}, {"why", "no " + number}, {"destination", std::string("premium")}}};
  };
  auto store = ProjectionStore::open(path);
  ASSERT_TRUE(store);
  const std::vector<Entry> more{entries.back(), barred(401, {1, 7}, "+1900"), barred(402, {1, 8}, "+1901"),
                                barred(403, {1, 7}, "+1902")};
  ASSERT_TRUE(store->apply(entries));
  ASSERT_TRUE(store->apply(more));
  ASSERT_TRUE(store->apply(more)) << "twice is once";
  EXPECT_EQ(reader->barred({1, 7}).value(),
            (std::vector<BarredNumber>{{{1, 7}, 401, "+1900", "premium", "no +1900"},
                                       {{1, 7}, 403, "+1902", "premium", "no +1902"}}));
  EXPECT_THAT(reader->barred({1, 9}).value(), IsEmpty());
}

TEST_F(Reading, is_for_the_owner_and_the_group) {
  const auto others = std::filesystem::perms::others_all;
  EXPECT_EQ(std::filesystem::status(path).permissions() & others, std::filesystem::perms::none);
}

TEST_F(Reading, says_when_no_runtime_has_written_yet) {
  const auto missing = CallRecordReader::open(folder.file("none.db"));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, "store-missing");
}

}  // namespace
}  // namespace tipring::sqlite
