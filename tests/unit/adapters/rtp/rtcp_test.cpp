#include "adapters/rtp/rtcp.h"

#include <gtest/gtest.h>

namespace tipring::rtp {
namespace {

RtcpReport full() {
  RtcpReport report;
  report.ssrc = 0x01020304;
  report.sender = SenderInfo{0xe1e2e3e4'e5e6e7e8U, 160, 25, 4000};
  report.blocks = {{0xaabbccdd, 64, -3, 0x0001fffe, 12, 0x11223344, 65'536}, {7, 255, 0x7fffff, 1, 2, 3, 4}};
  report.bye = true;
  return report;
}

TEST(Rtcp, WritesWhatItReads) {
  EXPECT_EQ(parse_rtcp(write_rtcp(full(), "somebody@192.0.2.1")), full());
  RtcpReport least;
  least.ssrc = 9;
  EXPECT_EQ(parse_rtcp(write_rtcp(least, "")), least);
}

// RFC 3550, section 6.4.2.
TEST(Rtcp, WritesAReceiversReportAsTheStandardHasIt) {
  RtcpReport report;
  report.ssrc = 1;
  report.blocks = {{2, 128, 5, 0x10007, 9, 0, 0}};
  EXPECT_EQ(write_rtcp(report, "ab"),
            (std::vector<std::uint8_t>{0x81, 201, 0, 7, 0,   0, 0, 1,                              // RR of 1
                                       0,    0,   0, 2, 128, 0, 0, 5, 0, 1, 0,   7,   0, 0, 0, 9,  // of 2
                                       0,    0,   0, 0, 0,   0, 0, 0,                              //
                                       0x81, 202, 0, 3, 0,   0, 0, 1, 1, 2, 'a', 'b', 0, 0, 0, 0}));
}

TEST(Rtcp, EveryReportFillsWholeWords) {
  for (std::size_t length = 0; length < 300; ++length) {
    const auto bytes = write_rtcp(full(), std::string(length, 'n'));
    EXPECT_EQ(bytes.size() % 4, 0U);
    EXPECT_TRUE(parse_rtcp(bytes)) << length;
  }
}

TEST(Rtcp, SkipsPartsItDoesNotKnow) {
  auto bytes = write_rtcp(full(), "x");
  // An application's own part (section 6.7).
  bytes.insert(bytes.end(), {0x80, 204, 0, 2, 0, 0, 0, 1, 'T', 'E', 'S', 'T'});
  EXPECT_EQ(parse_rtcp(bytes), full());
}

// RFC 3550, appendix A.2.
TEST(Rtcp, TakesOnlyWhatIsWhole) {
  const auto whole = write_rtcp(full(), "x");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto parsed = parse_rtcp(std::span(whole).first(size));
    // Cut between two parts it is whole again.
    EXPECT_TRUE(!parsed || size % 4 == 0) << size;
  }
  auto no_report_first = std::vector<std::uint8_t>(whole.begin() + 76, whole.end());
  EXPECT_FALSE(parse_rtcp(no_report_first));
  auto other_version = whole;
  other_version[0] = static_cast<std::uint8_t>(other_version[0] & 0x3fU);
  EXPECT_FALSE(parse_rtcp(other_version));
  auto padded_first = whole;
  padded_first[0] = static_cast<std::uint8_t>(padded_first[0] | 0x20U);
  EXPECT_FALSE(parse_rtcp(padded_first));
  auto too_many_blocks = whole;
  too_many_blocks[0] = 0x80 | 31;
  EXPECT_FALSE(parse_rtcp(too_many_blocks));
  EXPECT_FALSE(parse_rtcp({}));
}

TEST(Rtcp, IsToldFromRtp) {
  EXPECT_TRUE(is_rtcp(write_rtcp(full(), "x")));
  EXPECT_FALSE(is_rtcp(std::vector<std::uint8_t>{0x80, 0, 0, 1}));
  EXPECT_FALSE(is_rtcp(std::vector<std::uint8_t>{0x80, 0x80 | 101, 0, 1})) << "a marked telephone-event";
  EXPECT_FALSE(is_rtcp({}));
}

}  // namespace
}  // namespace tipring::rtp
