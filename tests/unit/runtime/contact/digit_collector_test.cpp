#include "runtime/contact/digit_collector.h"

#include <gtest/gtest.h>

namespace tipring {
namespace {

using State = DigitCollector::State;

State feed(DigitCollector& collector, std::string_view digits) {
  State state = collector.state();
  for (const char digit : digits)
    state = collector.feed(digit);
  return state;
}

TEST(DigitCollector, EndsWhenTheMostDigitsAreThere) {
  DigitCollector collector({.least = 2, .most = 4, .terminators = "#"});
  EXPECT_EQ(feed(collector, "123"), State::collecting);
  EXPECT_EQ(feed(collector, "4"), State::complete);
  EXPECT_EQ(collector.digits(), "1234");
}

TEST(DigitCollector, TerminatorEndsTheInputAndIsNoPartOfIt) {
  DigitCollector collector({.least = 2, .most = 4, .terminators = "#*"});
  EXPECT_EQ(feed(collector, "12*"), State::complete);
  EXPECT_EQ(collector.digits(), "12");
}

TEST(DigitCollector, TerminatorBeforeEnoughIsTooShort) {
  DigitCollector collector({.least = 2, .most = 4, .terminators = "#"});
  EXPECT_EQ(feed(collector, "1#"), State::too_short);
}

TEST(DigitCollector, WithoutTerminatorsPoundIsADigit) {
  DigitCollector collector({.least = 1, .most = 2, .terminators = ""});
  EXPECT_EQ(feed(collector, "##"), State::complete);
  EXPECT_EQ(collector.digits(), "##");
}

TEST(DigitCollector, TimeUpJudgesWhatIsThere) {
  DigitCollector enough({.least = 1, .most = 4, .terminators = "#"});
  feed(enough, "1");
  EXPECT_EQ(enough.time_up(), State::complete);
  DigitCollector few({.least = 3, .most = 4, .terminators = "#"});
  feed(few, "1");
  EXPECT_EQ(few.time_up(), State::too_short);
}

TEST(DigitCollector, NothingChangesOnceItIsOver) {
  DigitCollector collector({.least = 1, .most = 1, .terminators = "#"});
  feed(collector, "12");
  EXPECT_EQ(collector.digits(), "1");
  EXPECT_EQ(collector.time_up(), State::complete);
}

}  // namespace
}  // namespace tipring
