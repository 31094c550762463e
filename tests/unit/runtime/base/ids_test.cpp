#include "runtime/base/ids.h"

#include <gtest/gtest.h>

namespace tipring {
namespace {

TEST(Ids, are_written_and_read_back) {
  EXPECT_EQ(to_string(ContactId{3, 142}), "3-142");
  EXPECT_EQ(to_string(LegId{3, 281}), "3.281");
  EXPECT_EQ(parse_contact_id("3-142"), (ContactId{3, 142}));
  EXPECT_EQ(parse_leg_id("3.281"), (LegId{3, 281}));
  EXPECT_EQ(parse_leg_id("4294967295.4294967295"), (LegId{UINT32_MAX, UINT32_MAX}));
}

TEST(Ids, refuse_what_is_none) {
  for (const char* text : {"", "-", "3", "3-", "-3", "3-0", "3.142", "3-1-2", " 3-1", "3-1 ", "3-+1", "3--1",
                           "a-1", "4294967296-1", "1-4294967296", "3-1x"}) {
    EXPECT_FALSE(parse_contact_id(text)) << text;
  }
  EXPECT_FALSE(parse_leg_id("3-281"));
}

TEST(Ids, are_handed_out_in_order_and_never_twice) {
  Ids first(1);
  Ids second(2);
  EXPECT_EQ(first.next_contact(), (ContactId{1, 1}));
  EXPECT_EQ(first.next_contact(), (ContactId{1, 2}));
  EXPECT_EQ(first.next_leg(), (LegId{1, 1}));
  EXPECT_EQ(second.next_contact(), (ContactId{2, 1}));
  EXPECT_LT(first.next_contact(), second.next_contact());
}

TEST(Ids, are_empty_unless_numbered) {
  EXPECT_FALSE(ContactId{});
  EXPECT_FALSE((LegId{3, 0}));
  EXPECT_TRUE((LegId{0, 1}));
}

}  // namespace
}  // namespace tipring
