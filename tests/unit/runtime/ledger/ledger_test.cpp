#include "runtime/ledger/ledger.h"

#include <gtest/gtest.h>

#include "runtime/ledger/canonical.h"
#include "runtime/ledger/frame.h"

namespace tipring {
namespace {

struct RecordingJournal final : Journal {
  Result<void> append(std::string_view frames) override {
    if (fails) return Error{"disk-full", "no room", true};
    writes.emplace_back(frames);
    return {};
  }
  JournalRoom room() const override { return fails ? JournalRoom::none : JournalRoom::normal; }
  Result<void> read(const std::function<bool(std::string_view)>&) const override { return {}; }

  bool fails = false;
  std::vector<std::string> writes;
};

struct Writing : ::testing::Test {
  VirtualClock clock{UtcTime(std::chrono::seconds(10))};
  RecordingJournal journal;
  Ledger ledger{clock, journal, 5};
  std::vector<Entry> followed;

  void SetUp() override {
    ledger.follow([this](const Entry& entry) { followed.push_back(entry); });
  }
};

TEST_F(Writing, gives_each_entry_its_number_and_time) {
  ledger.write({.kind = EntryKind::leg_answered});
  clock.advance_to(clock.now() + std::chrono::seconds(2));
  ledger.write({.sequence = 99, .at = UtcTime::max(), .kind = EntryKind::leg_released});
  ASSERT_TRUE(ledger.commit());
  ASSERT_EQ(followed.size(), 2U);
  EXPECT_EQ(followed[0].sequence, 5U);
  EXPECT_EQ(followed[0].at, UtcTime(std::chrono::seconds(10)));
  EXPECT_EQ(followed[1].sequence, 6U);
  EXPECT_EQ(followed[1].at, UtcTime(std::chrono::seconds(12)));
  EXPECT_EQ(ledger.next_sequence(), 7U);
}

TEST_F(Writing, makes_one_write_of_a_turn) {
  ledger.write({.kind = EntryKind::leg_answered});
  ledger.write({.kind = EntryKind::leg_released});
  EXPECT_EQ(ledger.uncommitted(), 2U);
  EXPECT_TRUE(journal.writes.empty());
  ASSERT_TRUE(ledger.commit());
  ASSERT_EQ(journal.writes.size(), 1U);
  EXPECT_EQ(count_frames(journal.writes[0]), 2U);
  EXPECT_EQ(ledger.uncommitted(), 0U);
}

TEST_F(Writing, writes_nothing_in_a_turn_without_entries) {
  ASSERT_TRUE(ledger.commit());
  EXPECT_TRUE(journal.writes.empty());
}

TEST_F(Writing, tells_followers_only_what_the_journal_holds) {
  journal.fails = true;
  ledger.write({.kind = EntryKind::leg_answered});
  const auto committed = ledger.commit();
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().code, "disk-full");
  EXPECT_TRUE(followed.empty());
  EXPECT_EQ(ledger.room(), JournalRoom::none);
}

TEST_F(Writing, tries_again_without_a_gap) {
  journal.fails = true;
  ledger.write({.kind = EntryKind::leg_answered});
  EXPECT_FALSE(ledger.commit());
  ledger.write({.kind = EntryKind::leg_released});
  EXPECT_FALSE(ledger.commit());
  EXPECT_EQ(ledger.uncommitted(), 2U);
  journal.fails = false;
  ASSERT_TRUE(ledger.commit());
  ASSERT_EQ(journal.writes.size(), 1U);
  EXPECT_EQ(count_frames(journal.writes[0]), 2U);
  ASSERT_EQ(followed.size(), 2U);
  EXPECT_EQ(followed[0].sequence, 5U);
  EXPECT_EQ(followed[1].sequence, 6U);
}

TEST_F(Writing, tells_followers_what_a_reader_will_read) {
  ledger.write(
      {.kind = EntryKind::contact_arrived,
       .contact = {1, 1},
       .fields = {{"caller", std::string("\xff")}, {"caller_name", std::string(2 * longest_text, 'x')}}});
  ASSERT_TRUE(ledger.commit());
  const auto payload = read_frame(journal.writes.at(0));
  ASSERT_TRUE(payload);
  const auto read = parse_entry(*payload);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->fields, followed.at(0).fields);
}

TEST_F(Writing, keeps_what_a_follower_writes_for_the_next_turn) {
  bool once = true;
  ledger.follow([&](const Entry&) {
    if (std::exchange(once, false)) ledger.write({.kind = EntryKind::site_loaded});
  });
  ledger.write({.kind = EntryKind::leg_answered});
  ASSERT_TRUE(ledger.commit());
  EXPECT_EQ(ledger.uncommitted(), 1U);
  ASSERT_TRUE(ledger.commit());
  EXPECT_EQ(followed.size(), 2U);
}

}  // namespace
}  // namespace tipring
