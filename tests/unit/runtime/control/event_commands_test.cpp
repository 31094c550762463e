#include "runtime/control/event_commands.h"

#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipring {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class RoomyJournal final : public Journal {
 public:
  Result<void> append(std::string_view) override { return {}; }
  JournalRoom room() const override { return JournalRoom::normal; }
  Result<void> read(const std::function<bool(std::string_view payload)>&) const override { return {}; }
};

constexpr UtcTime start{Duration{1'000'000}};

class EventCommandsTest : public testing::Test {
 protected:
  EventCommandsTest() { add_event_commands(control_, feed_); }

  void write(EntryKind kind, std::uint32_t contact) {
    Entry entry;
    entry.kind = kind;
    if (contact != 0) entry.contact = {1, contact};
    ledger_.write(std::move(entry));
    ASSERT_TRUE(ledger_.commit().ok());
  }

  Json ask(const std::string& method, const std::string& params) {
    sent_.clear();
    session_->handle(R"({"jsonrpc":"2.0","id":1,"method":")" + method + R"(","params":)" + params + "}");
    return Json::parse(sent_.at(0));
  }

  static std::vector<int> sequences(const Json& events) {
    std::vector<int> numbers;
    for (const auto& event : events)
      numbers.push_back(event.at("seq").get<int>());
    return numbers;
  }
  std::vector<int> listed(const std::string& params) {
    return sequences(ask("events.list", params).at("result").at("events"));
  }
  std::vector<int> followed() const {
    std::vector<int> numbers;
    for (const auto& line : sent_) {
      const auto message = Json::parse(line);
      if (message.contains("method")) numbers.push_back(message.at("params").at("item").at("seq").get<int>());
    }
    return numbers;
  }

  VirtualClock clock_{start};
  RoomyJournal journal_;
  Ledger ledger_{clock_, journal_, 1};
  EventFeed feed_{ledger_, 4};
  Control control_;
  std::vector<std::string> sent_;
  std::unique_ptr<ControlSession> session_ = std::make_unique<ControlSession>(
      control_, [this](std::string line) { sent_.push_back(std::move(line)); });
};

TEST_F(EventCommandsTest, ListsTheNewestEntriesAsTheLedgerWritesThem) {
  write(EntryKind::contact_arrived, 1);
  EXPECT_EQ(
      ask("events.list", "{}").at("result"),
      Json::parse(
          R"({"events":[{"seq":1,"at":1000000,"kind":"contact.arrived","contact":"1-1"}],"complete":true})"));
}

TEST_F(EventCommandsTest, FiltersByContactKindAndTime) {
  write(EntryKind::leg_invited, 1);
  write(EntryKind::leg_answered, 2);
  clock_.advance_to(Instant{Duration{5}});
  write(EntryKind::play_started, 1);
  EXPECT_THAT(listed(R"({"contact":"1-1"})"), ElementsAre(1, 3));
  EXPECT_THAT(listed(R"({"kinds":["leg"]})"), ElementsAre(1, 2));
  EXPECT_THAT(listed(R"({"kinds":["leg.answered","play"]})"), ElementsAre(2, 3));
  EXPECT_THAT(listed(R"({"since":1000005})"), ElementsAre(3));
  EXPECT_THAT(listed(R"({"until":1000005})"), testing::Not(testing::Contains(3)));
  EXPECT_THAT(listed(R"({"since":1000005,"until":1000005})"), testing::IsEmpty());
  EXPECT_THAT(listed(R"({"contact":"1-7"})"), IsEmpty());
}

TEST_F(EventCommandsTest, NamesTheNearestKind) {
  EXPECT_THAT(ask("events.list", R"({"kinds":["leg.answerd"]})").at("error").at("message").get<std::string>(),
              HasSubstr("did you mean 'leg.answered'?"));
  // Half a word is no kind, though one begins so.
  EXPECT_TRUE(ask("events.list", R"({"kinds":["le"]})").contains("error"));
  EXPECT_TRUE(ask("events.follow", R"({"kinds":["le"]})").contains("error"));
}

TEST_F(EventCommandsTest, SaysWhenOlderEntriesAreLeftOut) {
  for (int i = 0; i < 4; ++i)
    write(EntryKind::digits_gathered, 1);
  EXPECT_TRUE(ask("events.list", "{}").at("result").at("complete").get<bool>());
  EXPECT_FALSE(ask("events.list", R"({"limit":3})").at("result").at("complete").get<bool>());
  EXPECT_THAT(listed(R"({"limit":3})"), ElementsAre(2, 3, 4));
  write(EntryKind::digits_gathered, 1);
  EXPECT_THAT(listed("{}"), ElementsAre(2, 3, 4, 5));
  EXPECT_FALSE(ask("events.list", "{}").at("result").at("complete").get<bool>());
}

TEST_F(EventCommandsTest, IsCompleteWhenMemoryReachesBackToTheTimeAskedFor) {
  for (int i = 0; i < 6; ++i) {
    clock_.advance_to(Instant{Duration{i}});
    write(EntryKind::digits_gathered, 1);
  }
  EXPECT_TRUE(ask("events.list", R"({"since":1000004})").at("result").at("complete").get<bool>());
  EXPECT_FALSE(ask("events.list", R"({"since":1000001})").at("result").at("complete").get<bool>());
}

TEST_F(EventCommandsTest, FollowsWhatIsWrittenFromThenOn) {
  write(EntryKind::leg_invited, 1);
  ask("events.follow", R"({"contact":"1-1"})");
  write(EntryKind::leg_answered, 1);
  write(EntryKind::leg_answered, 2);
  write(EntryKind::leg_released, 1);
  EXPECT_THAT(followed(), ElementsAre(2, 4));
}

TEST_F(EventCommandsTest, BeginsWithWhatIsInMemoryWhenATimeIsGiven) {
  write(EntryKind::leg_invited, 1);
  write(EntryKind::leg_answered, 1);
  ask("events.follow", R"({"since":0})");
  write(EntryKind::leg_released, 1);
  EXPECT_THAT(followed(), ElementsAre(1, 2, 3));
}

TEST_F(EventCommandsTest, LeavesNoFollowerBehind) {
  ask("events.follow", "{}");
  EXPECT_EQ(feed_.followers(), 1U);
  session_.reset();
  EXPECT_EQ(feed_.followers(), 0U);
  write(EntryKind::leg_released, 1);
}

TEST_F(EventCommandsTest, LetsAFollowerLeaveWhileItIsServed) {
  std::vector<EventFeed::Follower> numbers(3);
  std::vector<int> seen(3);
  for (std::size_t i = 0; i < 3; ++i) {
    numbers[i] = feed_.follow({}, [this, &numbers, &seen, i](std::string_view) {
      ++seen[i];
      if (i == 1) {
        feed_.unfollow(numbers[1]);
        feed_.unfollow(numbers[2]);
      }
    });
  }
  write(EntryKind::leg_released, 1);
  write(EntryKind::leg_released, 1);
  EXPECT_THAT(seen, ElementsAre(2, 1, 0));
}

}  // namespace
}  // namespace tipring
