#include "cli/statistics/queue_tally.h"

#include <gtest/gtest.h>

namespace tipring::cli {
namespace {

using namespace std::chrono_literals;

const UtcTime begin{1'800'000'000s};

class QueueTallyTest : public ::testing::Test {
 protected:
  void at(Duration when, EntryKind kind, std::uint32_t contact,
          std::vector<std::pair<std::string, FieldValue>> fields) {
    Entry entry{.at = begin + when, .kind = kind, .fields = std::move(fields)};
    if (contact != 0) entry.contact = {1, contact};
    tally_.take(entry);
  }
  void enters(Duration when, std::uint32_t contact) {
    at(when, EntryKind::queue_entered, contact, {{"queue", std::string("desk")}});
  }
  void leaves(Duration when, std::uint32_t contact, const std::string& why) {
    at(when, EntryKind::queue_left, contact, {{"queue", std::string("desk")}, {"why", why}});
  }
  void agent(Duration when, const std::string& state) {
    at(when, EntryKind::agent_changed, 0, {{"agent", std::string("ann")}, {"state", state}});
  }
  void offered(Duration when, std::uint32_t contact) {
    at(when, EntryKind::offer_made, contact, {{"agent", std::string("ann")}});
  }
  void ended(Duration when, std::uint32_t contact, const std::string& end) {
    at(when, EntryKind::offer_ended, contact, {{"agent", std::string("ann")}, {"end", end}});
  }
  void served(Duration when, std::uint32_t contact) {
    at(when, EntryKind::offer_served, contact, {{"agent", std::string("ann")}, {"queue", std::string("desk")}});
  }

  QueueTally tally_{{.from = begin + 1min,
                     .until = begin + 11min,
                     .target = [](const std::string&) -> Duration { return 20s; }}};
};

TEST_F(QueueTallyTest, CountsWhatBecameOfThoseWhoCameInThePeriod) {
  enters(30s, 1);
  enters(2min, 2);
  enters(3min, 3);
  enters(4min, 4);
  enters(5min, 5);
  enters(12min, 6);
  leaves(2min + 20s, 2, "answered");
  leaves(3min + 21s, 3, "answered");
  leaves(4min + 5s, 4, "abandoned");
  leaves(5min + 30s, 5, "overflow");
  leaves(6min, 1, "answered");
  leaves(13min, 6, "answered");
  const QueueCounts counts = tally_.counts().at("desk");
  EXPECT_EQ(counts.entered, 4);
  EXPECT_EQ(counts.answered, 2);
  EXPECT_EQ(counts.in_target, 1);
  EXPECT_EQ(counts.abandoned, 1);
  EXPECT_EQ(counts.elsewhere, 1);
  EXPECT_EQ(counts.had_to_wait, 4);
  EXPECT_DOUBLE_EQ(counts.mean_wait(), 20.5);
  EXPECT_DOUBLE_EQ(counts.waited, 20 + 21 + 5 + 30);
}

TEST_F(QueueTallyTest, WhoIsOfferedAtOnceHasNotWaited) {
  enters(2min, 1);
  offered(2min, 1);
  leaves(2min + 4s, 1, "answered");
  EXPECT_EQ(tally_.counts().at("desk").had_to_wait, 0);
}

TEST_F(QueueTallyTest, WhoIsMovedIsOfTheOtherQueue) {
  enters(2min, 1);
  at(3min, EntryKind::queue_moved, 1, {{"queue", std::string("other")}});
  leaves(4min, 1, "answered");
  const auto counts = tally_.counts();
  EXPECT_EQ(counts.at("desk").entered, 0);
  EXPECT_EQ(counts.at("other").answered, 1);
}

TEST_F(QueueTallyTest, AgentsAreBusyFromTheOfferToTheEndOfTheWrapUp) {
  agent(0s, "ready");
  enters(2min, 1);
  offered(2min, 1);
  ended(2min + 10s, 1, "accepted");
  leaves(2min + 10s, 1, "answered");
  served(3min, 1);
  agent(3min, "wrap-up");
  agent(4min, "ready");
  offered(5min, 2);
  ended(5min + 30s, 2, "no-answer");
  // Beyond the period nothing counts.
  offered(10min + 30s, 3);
  ended(10min + 40s, 3, "accepted");
  served(20min, 3);
  const QueueCounts counts = tally_.counts().at("desk");
  EXPECT_DOUBLE_EQ(counts.there, 600);
  EXPECT_DOUBLE_EQ(counts.busy, 120 + 30 + 30);
  EXPECT_DOUBLE_EQ(counts.occupancy(), 0.3);
}

}  // namespace
}  // namespace tipring::cli
