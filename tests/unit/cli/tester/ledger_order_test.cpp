#include "cli/tester/ledger_order.h"

#include <gtest/gtest.h>

namespace tipring::cli {
namespace {

constexpr ContactId first{1, 1};
constexpr ContactId second{1, 2};
constexpr LegId caller{1, 1};
constexpr LegId other_caller{1, 2};
constexpr LegId called{1, 7};

Entry entry(EntryKind kind, ContactId contact, LegId leg = {},
            std::vector<std::pair<std::string, FieldValue>> fields = {}) {
  return {.kind = kind, .contact = contact, .leg = leg, .fields = std::move(fields)};
}

std::vector<Entry> two_calls() {
  return {entry(EntryKind::runtime_started, {}),
          entry(EntryKind::contact_arrived, first),
          entry(EntryKind::contact_arrived, second),
          entry(EntryKind::leg_answered, first, caller),
          entry(EntryKind::leg_answered, second, other_caller),
          entry(EntryKind::contact_ended, first),
          entry(EntryKind::contact_ended, second)};
}

TEST(LedgerOrderTest, ContactsMayInterleaveInAnotherWay) {
  auto real = two_calls();
  std::swap(real[3], real[4]);
  EXPECT_EQ(difference_in_order(two_calls(), real), std::nullopt);
}

TEST(LedgerOrderTest, WithinAContactTheOrderCounts) {
  auto real = two_calls();
  std::swap(real[3], real[5]);
  EXPECT_EQ(difference_in_order(two_calls(), real),
            "contact 1 went another way than in simulation\n"
            "  in both, up to: contact.arrived\n"
            "  in simulation:  leg 1 leg.answered\n"
            "  on the wire:    contact.ended");
}

TEST(LedgerOrderTest, MissingEntriesAndContactsAreDifferences) {
  auto real = two_calls();
  real.pop_back();
  const auto difference = difference_in_order(two_calls(), real);
  ASSERT_TRUE(difference);
  EXPECT_NE(difference->find("on the wire:    nothing more"), std::string::npos) << *difference;
  EXPECT_EQ(difference_in_order(two_calls(), {entry(EntryKind::contact_arrived, first)})->substr(0, 9),
            "contact 1");
  EXPECT_EQ(difference_in_order({}, {entry(EntryKind::contact_arrived, first)}),
            "0 contacts came in simulation, and 1 on the wire");
}

TEST(LedgerOrderTest, WhatTheNetworkDecidesIsNoDifference) {
  const std::vector<Entry> simulated{
      entry(EntryKind::leg_invited, first, called,
            {{"direction", "out"}, {"peer", "sim"}, {"transport", "sim"}}),
      entry(EntryKind::leg_released, first, called, {{"by", "remote"}, {"status", std::int64_t{486}}})};
  std::vector<Entry> real{
      entry(EntryKind::leg_invited, first, {1, 2}, {{"direction", "out"}, {"peer", "x"}, {"transport", "udp"}}),
      entry(EntryKind::leg_state, first, {1, 2}, {{"state", "{}"}}),
      entry(EntryKind::leg_released, first, {1, 2}, {{"by", "remote"}, {"status", std::int64_t{486}}})};
  EXPECT_EQ(difference_in_order(simulated, real), std::nullopt);
  real.back().fields[1].second = std::int64_t{603};
  EXPECT_NE(difference_in_order(simulated, real), std::nullopt);
}

}  // namespace
}  // namespace tipring::cli
