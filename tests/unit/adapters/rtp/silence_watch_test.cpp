#include "adapters/rtp/silence_watch.h"

#include <gtest/gtest.h>

namespace tipring::rtp {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Instant at(int s) {
  return Instant(seconds(1000 + s));
}

TEST(SilenceWatch, TellsOnceAfterItsLimit) {
  SilenceWatch watch(seconds(60));
  EXPECT_FALSE(watch.look(at(1000))) << "nothing is expected yet";
  watch.expect(true, at(0));
  EXPECT_FALSE(watch.look(at(59)));
  watch.heard(at(59));
  EXPECT_FALSE(watch.look(at(118)));
  EXPECT_EQ(watch.look(at(119)), milliseconds(60'000));
  EXPECT_FALSE(watch.look(at(500)));
}

TEST(SilenceWatch, BeginsAnewWithWhatComesAndWithANewPeer) {
  SilenceWatch watch(seconds(60));
  watch.expect(true, at(0));
  EXPECT_TRUE(watch.look(at(60)));
  watch.heard(at(70));
  EXPECT_FALSE(watch.look(at(129)));
  EXPECT_TRUE(watch.look(at(130)));
  watch.expect(true, at(140));
  EXPECT_FALSE(watch.look(at(199)));
  EXPECT_TRUE(watch.look(at(200)));
}

TEST(SilenceWatch, WhoIsHeldMayBeSilent) {
  SilenceWatch watch(seconds(60));
  watch.expect(true, at(0));
  watch.expect(false, at(10));
  watch.heard(at(20));
  EXPECT_FALSE(watch.look(at(1000)));
  watch.expect(true, at(1000));
  EXPECT_FALSE(watch.look(at(1059)));
  EXPECT_TRUE(watch.look(at(1060)));
}

TEST(SilenceWatch, ALimitOfZeroIsNone) {
  SilenceWatch watch(milliseconds(0));
  watch.expect(true, at(0));
  watch.heard(at(1));
  EXPECT_FALSE(watch.look(at(100'000)));
}

}  // namespace
}  // namespace tipring::rtp
