#include "adapters/records/projection_feed.h"

#include <thread>

#include <gtest/gtest.h>

namespace tipring::records {
namespace {

using namespace std::chrono_literals;

Entry numbered(std::uint64_t sequence) {
  return {.sequence = sequence, .kind = EntryKind::leg_answered};
}

TEST(ProjectionFeed, gives_entries_out_in_order_and_in_groups) {
  ProjectionFeed feed(100);
  for (std::uint64_t sequence = 1; sequence <= 5; ++sequence)
    feed.push(numbered(sequence));
  const auto first = feed.wait(0ms, 3);
  ASSERT_EQ(first.entries.size(), 3U);
  EXPECT_EQ(first.entries[0].sequence, 1U);
  EXPECT_EQ(first.entries[2].sequence, 3U);
  EXPECT_EQ(feed.wait(0ms, 3).entries.size(), 2U);
  EXPECT_EQ(feed.queued(), 0U);
}

TEST(ProjectionFeed, drops_everything_rather_than_grow) {
  ProjectionFeed feed(3);
  for (std::uint64_t sequence = 1; sequence <= 10; ++sequence)
    feed.push(numbered(sequence));
  EXPECT_EQ(feed.queued(), 0U);
  const auto batch = feed.wait(1h, 100);
  EXPECT_TRUE(batch.behind);
  EXPECT_TRUE(batch.entries.empty());
  feed.restart();
  feed.push(numbered(11));
  const auto after = feed.wait(0ms, 100);
  EXPECT_FALSE(after.behind);
  ASSERT_EQ(after.entries.size(), 1U);
  EXPECT_EQ(after.entries[0].sequence, 11U);
}

TEST(ProjectionFeed, gives_out_what_is_left_when_stopping) {
  ProjectionFeed feed(100);
  feed.push(numbered(1));
  feed.stop();
  const auto last = feed.wait(1h, 100);
  EXPECT_TRUE(last.stopping);
  EXPECT_EQ(last.entries.size(), 1U);
  EXPECT_TRUE(feed.wait(1h, 100).entries.empty());
  EXPECT_FALSE(feed.pause(1h));
}

TEST(ProjectionFeed, wakes_a_writer_that_waits) {
  ProjectionFeed feed(1'000'000);
  std::uint64_t got = 0;
  std::thread writer([&] {
    while (got < 20'000) {
      for (const Entry& entry : feed.wait(1ms, 64).entries)
        EXPECT_EQ(entry.sequence, ++got);
    }
  });
  for (std::uint64_t sequence = 1; sequence <= 20'000; ++sequence)
    feed.push(numbered(sequence));
  writer.join();
  EXPECT_EQ(got, 20'000U);
}

}  // namespace
}  // namespace tipring::records
