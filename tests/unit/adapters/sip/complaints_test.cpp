#include "adapters/sip/complaints.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace tipring::sip {
namespace {

class Lines final : public Log {
 public:
  void write(LogLevel, std::string_view text) override { lines.emplace_back(text); }
  std::vector<std::string> lines;
};

TEST(ComplaintsTest, AFloodOfBadMessagesDoesNotFillTheLog) {
  VirtualClock clock{UtcTime{}};
  Lines log;
  Complaints complaints(log, clock);
  for (int i = 0; i < 1000; ++i)
    complaints.write("bad " + std::to_string(i));
  ASSERT_EQ(log.lines.size(), 20U);
  EXPECT_EQ(log.lines.front(), "bad 0");

  clock.advance_to(clock.now() + std::chrono::seconds{10});
  complaints.write("bad again");
  ASSERT_EQ(log.lines.size(), 22U);
  EXPECT_EQ(log.lines[20], "980 further complaints about SIP peers were left out");
  EXPECT_EQ(log.lines[21], "bad again");
}

TEST(ComplaintsTest, AFewBadMessagesAreAllTold) {
  VirtualClock clock{UtcTime{}};
  Lines log;
  Complaints complaints(log, clock);
  for (int i = 0; i < 60; ++i) {
    complaints.write("bad");
    clock.advance_to(clock.now() + std::chrono::seconds{1});
  }
  EXPECT_EQ(log.lines.size(), 60U);
}

}  // namespace
}  // namespace tipring::sip
