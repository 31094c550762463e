#include "runtime/ports/hidden_hosts.h"

#include <gtest/gtest.h>

namespace tipring {
namespace {

std::string hidden(std::string_view value) {
  return with_hidden_hosts(value, "ours.example:5060");
}

TEST(HiddenHostsTest, TheHostOfADiversionBecomesOurs) {
  EXPECT_EQ(hidden("<sip:+12025550143@pbx7.inside.example:5080>;reason=unconditional;counter=1"),
            "<sip:+12025550143@ours.example:5060>;reason=unconditional;counter=1");
  EXPECT_EQ(hidden("\"Ann <at> sip:home\" <sips:ann:secret@10.0.0.5>"),
            "\"Ann <at> sip:home\" <sips:ann@ours.example:5060>");
  EXPECT_EQ(hidden("<sip:[2001:db8::1]:5060;lr>"), "<sip:ours.example:5060>");
}

TEST(HiddenHostsTest, EveryEntryOfAHistoryIsRewritten) {
  EXPECT_EQ(
      hidden("<sip:bob@a.example?Reason=SIP%3Bcause%3D302%3Btext%3D%22a.example%22&Privacy=history>;index=1, "
             "<sip:office@10.0.0.7;user=phone;maddr=10.0.0.8;cause=302>;index=1.1;mp=1"),
      "<sip:bob@ours.example:5060?Reason=SIP%3Bcause%3D302&Privacy=history>;index=1, "
      "<sip:office@ours.example:5060;user=phone;cause=302>;index=1.1;mp=1");
}

TEST(HiddenHostsTest, UrisWithoutBracketsAreRewritten) {
  EXPECT_EQ(hidden("sip:ann@10.0.0.5:5080;reason=no-answer, sip:bob@10.0.0.6"),
            "sip:ann@ours.example:5060;reason=no-answer, sip:bob@ours.example:5060");
}

TEST(HiddenHostsTest, NumbersHaveNoHostButPerhapsAContext) {
  EXPECT_EQ(hidden("<tel:+12025550143>"), "<tel:+12025550143>");
  EXPECT_EQ(hidden("<tel:7042;phone-context=inside.example>"), "<tel:7042;phone-context=ours.example>");
  EXPECT_EQ(hidden("<tel:7042;phone-context=+1202>"), "<tel:7042;phone-context=+1202>");
}

TEST(HiddenHostsTest, WhatIsNoUriTellsNothing) {
  EXPECT_EQ(hidden("pbx7.inside.example"), "");
  EXPECT_EQ(hidden("<http://10.0.0.5/ann>"), "");
  EXPECT_EQ(hidden("<http://10.0.0.5/ann>, <sip:ann@10.0.0.5>"),
            "<sip:ours.example:5060>, <sip:ann@ours.example:5060>");
  EXPECT_EQ(hidden(""), "");
  EXPECT_EQ(hidden("<sip:ann@10.0.0.5"), "<sip:ann@ours.example:5060>");
  EXPECT_EQ(hidden("\"never ends"), "");
}

}  // namespace
}  // namespace tipring
