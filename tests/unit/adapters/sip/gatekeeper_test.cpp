#include "adapters/sip/gatekeeper.h"

#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Verdict = Gatekeeper::Verdict;

constexpr Instant begin{};
const std::string stranger = "192.0.2.7";

GatekeeperSettings few() {
  GatekeeperSettings settings;
  settings.rate = 10;
  settings.burst = 3;
  settings.failures = 3;
  settings.first_ban = 1min;
  settings.longest_ban = 3min;
  return settings;
}

TEST(GatekeeperTest, ASourceHasABurstAndThenItsRate) {
  Gatekeeper gate(few());
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(gate.admit(stranger, "INVITE", begin), Verdict::admitted);
  EXPECT_EQ(gate.admit(stranger, "INVITE", begin), Verdict::too_fast);
  EXPECT_EQ(gate.admit(stranger, "OPTIONS", begin), Verdict::admitted);
  EXPECT_EQ(gate.admit("192.0.2.8", "INVITE", begin), Verdict::admitted);
  EXPECT_EQ(gate.admit(stranger, "INVITE", begin + 99ms), Verdict::too_fast);
  EXPECT_EQ(gate.admit(stranger, "INVITE", begin + 200ms), Verdict::admitted);
}

TEST(GatekeeperTest, TrustedSourcesAreNeitherLimitedNorBanned) {
  Gatekeeper gate(few());
  for (int i = 0; i < 1000; ++i) {
    ASSERT_EQ(gate.admit("127.0.0.1", "INVITE", begin), Verdict::admitted);
    ASSERT_FALSE(gate.failed("::1", "rubbish", begin).has_value());
  }
  EXPECT_EQ(gate.ban("127.0.0.1", std::nullopt, "", begin).error().code, "wrong-state");
}

TEST(GatekeeperTest, WhereOnlyTrustedSourcesAreTakenAllOthersAreUnknown) {
  GatekeeperSettings settings = few();
  settings.only_trusted = true;
  settings.trusted = {parse_address_range("192.0.2.0/28").value()};
  Gatekeeper gate(settings);
  EXPECT_EQ(gate.admit(stranger, "INVITE", begin), Verdict::admitted);
  EXPECT_EQ(gate.admit("192.0.2.16", "INVITE", begin), Verdict::unknown);
}

TEST(GatekeeperTest, FailuresWithinAMinuteBanAndEachBanIsLonger) {
  Gatekeeper gate(few());
  EXPECT_FALSE(gate.failed(stranger, "rubbish", begin).has_value());
  EXPECT_FALSE(gate.failed(stranger, "rubbish", begin + 61s).has_value());
  EXPECT_FALSE(gate.failed(stranger, "rubbish", begin + 62s).has_value());
  const auto first = gate.failed(stranger, "rubbish", begin + 63s);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->until, begin + 63s + 1min);
  EXPECT_THAT(first->reason, HasSubstr("rubbish"));
  EXPECT_EQ(gate.admit(stranger, "INVITE", begin + 64s), Verdict::banned);
  const Instant after = *first->until;
  EXPECT_EQ(gate.admit(stranger, "INVITE", after), Verdict::admitted);
  const auto again = [&gate](Instant now) {
    std::optional<Ban> ban;
    while (!ban)
      ban = gate.failed(stranger, "rubbish", now);
    return *ban->until - now;
  };
  EXPECT_EQ(again(after), 2min);
  EXPECT_EQ(again(after + 1h), 3min);
}

TEST(GatekeeperTest, BansAreListedAndLifted) {
  Gatekeeper gate(few());
  EXPECT_EQ(gate.ban("192.0.2", std::nullopt, "", begin).error().code, "bad-address");
  ASSERT_TRUE(gate.ban(stranger, 10s, "by hand", begin).ok());
  ASSERT_TRUE(gate.ban_for_good("192.0.2.9", "by hand").ok());
  ASSERT_THAT(gate.bans(begin), SizeIs(2));
  EXPECT_EQ(gate.bans(begin)[0].source, stranger);
  EXPECT_THAT(gate.bans(begin + 10s), SizeIs(1));
  ASSERT_TRUE(gate.lift("192.0.2.9", begin).ok());
  EXPECT_EQ(gate.lift("192.0.2.9", begin).error().code, "not-found");
  EXPECT_THAT(gate.bans(begin + 10s), IsEmpty());
}

TEST(GatekeeperTest, OtherSettingsHoldFromThenOnAndBansStay) {
  Gatekeeper gate(few());
  ASSERT_TRUE(gate.ban(stranger, 1h, "by hand", begin).ok());
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(gate.admit("192.0.2.8", "INVITE", begin), Verdict::admitted);
  EXPECT_EQ(gate.admit("192.0.2.8", "INVITE", begin), Verdict::too_fast);
  GatekeeperSettings next = few();
  next.rate = 1000;
  next.only_trusted = false;
  next.trusted = {parse_address_range("198.51.100.0/24").value()};
  gate.change_to(next);
  EXPECT_EQ(gate.admit(stranger, "INVITE", begin + 10ms), Verdict::banned);
  EXPECT_EQ(gate.admit("192.0.2.8", "INVITE", begin + 10ms), Verdict::admitted);
  EXPECT_EQ(gate.ban("198.51.100.7", 1h, "by hand", begin).error().code, "wrong-state");
  EXPECT_TRUE(gate.ban("127.0.0.1", 1h, "by hand", begin).ok());
  next.only_trusted = true;
  gate.change_to(next);
  EXPECT_EQ(gate.admit("192.0.2.8", "INVITE", begin + 10ms), Verdict::unknown);
  EXPECT_THAT(gate.bans(begin + 10ms), SizeIs(2));
}

TEST(GatekeeperTest, ManySourcesDoNotCostMemoryForEver) {
  Gatekeeper gate(few());
  for (int i = 0; i < 100'000; ++i) {
    const std::string ip =
        "10." + std::to_string(i % 256) + "." + std::to_string(i / 256 % 256) + "." + std::to_string(i / 65536);
    static_cast<void>(gate.admit(ip, "INVITE", begin));
    static_cast<void>(gate.failed(ip, "rubbish", begin));
  }
  EXPECT_LE(gate.sources(), 20'000U);
}

TEST(GatekeeperTest, ScannersAreKnownByName) {
  EXPECT_EQ(scanner_named("friendly-scanner"), "friendly-scanner");
  EXPECT_EQ(scanner_named("SIPVicious 0.3"), "sipvicious");
  EXPECT_EQ(scanner_named("Linphone/5.0"), "");
  EXPECT_EQ(scanner_named(""), "");
}

}  // namespace
}  // namespace tipring::sip
