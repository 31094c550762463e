#include "cli/switchboard/leg_stays.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipring::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr ContactId old_call{1, 1};
constexpr ContactId new_call{1, 2};
constexpr LegId customer{1, 1};
constexpr LegId phone{1, 2};
constexpr LegId target{1, 3};

/// A phone that has whom it talks to connected elsewhere.
class LegStaysTest : public ::testing::Test {
 protected:
  LegStaysTest() {
    note(1, EntryKind::contact_arrived, old_call, customer);
    note(1, EntryKind::leg_invited, old_call, customer);
    note(2, EntryKind::leg_invited, old_call, phone);
    note(3, EntryKind::bridge_made, old_call, customer, phone);
    note(10, EntryKind::contact_arrived, new_call, customer);
    note(10, EntryKind::leg_moved, new_call, customer);
    note(10, EntryKind::leg_moved, new_call, phone);
    note(11, EntryKind::leg_invited, new_call, target);
  }
  void note(int second, EntryKind kind, ContactId contact, LegId leg, LegId with = {}) {
    Entry entry{.at = at(second), .kind = kind, .contact = contact, .leg = leg};
    if (with) entry.fields.emplace_back("with", to_string(with));
    stays_.note(entry);
  }
  static UtcTime at(int second) { return UtcTime(std::chrono::seconds(second)); }

  LegStays stays_;
};

TEST_F(LegStaysTest, WhoIsTransferredBelongsToTheNewCallFromThenOn) {
  EXPECT_EQ(stays_.contact_of(customer, at(9)), old_call);
  EXPECT_EQ(stays_.contact_of(customer, at(10)), new_call);
}

TEST_F(LegStaysTest, WhoTransfersBelongsToItsOwnCall) {
  note(12, EntryKind::bridge_made, new_call, customer, target);
  note(12, EntryKind::leg_released, new_call, phone);
  EXPECT_EQ(stays_.contact_of(phone, at(13)), old_call);
  EXPECT_THAT(stays_.legs_of(new_call), ElementsAre(customer, target));
  EXPECT_THAT(stays_.legs_of(old_call), ElementsAre(customer, phone));
}

TEST_F(LegStaysTest, WhoHasItsPartyBackBelongsToTheNewCallSince) {
  note(20, EntryKind::bridge_made, new_call, phone, customer);
  EXPECT_EQ(stays_.contact_of(phone, at(19)), old_call);
  EXPECT_EQ(stays_.contact_of(phone, at(20)), new_call);
  EXPECT_THAT(stays_.legs_of(new_call), ElementsAre(customer, target, phone));
}

TEST_F(LegStaysTest, WhatIsNotKnownIsNowhere) {
  EXPECT_EQ(stays_.contact_of({1, 9}, at(20)), ContactId{});
  EXPECT_THAT(stays_.legs_of({1, 9}), IsEmpty());
}

}  // namespace
}  // namespace tipring::cli
