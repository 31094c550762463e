#include "adapters/sip/saved_leg.h"

#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using testing::HasSubstr;

SavedLeg example() {
  SavedLeg leg;
  leg.leg = {3, 281};
  leg.we_called = true;
  leg.dialog.call_id = "a9be@192.0.2.1";
  leg.dialog.local_tag = "lt";
  leg.dialog.remote_tag = "rt";
  leg.dialog.local = "<sip:tipring@192.0.2.1>";
  leg.dialog.remote = "\"Bob\" <sip:bob@192.0.2.4>";
  leg.dialog.remote_target = "sip:bob@192.0.2.4:5062;transport=tcp";
  leg.dialog.route_set = {"<sip:p1.example;lr>", "<sip:p2.example;lr>"};
  leg.dialog.local_cseq = 2;
  leg.dialog.remote_cseq = 4'000'000'000U;
  leg.contact = "sip:tipring@192.0.2.1:5060;transport=tcp";
  leg.local = {"tcp", "192.0.2.1", 5060};
  leg.peer = "192.0.2.4:5062";
  leg.origin = {1'795'236'602'527'991U, 3};
  leg.local_sdp = "v=0\r\n";
  leg.remote_sdp = "v=0\r\no=x\r\n";
  leg.held_by_peer = true;
  return leg;
}

TEST(SavedLegTest, ComesBackAsItWas) {
  const auto text = to_json(example());
  EXPECT_EQ(text.find('\n'), std::string::npos);
  const auto leg = saved_leg_from_json(text);
  ASSERT_TRUE(leg.ok()) << leg.error().text;
  EXPECT_EQ(to_json(*leg.operator->()), text);
  EXPECT_EQ(leg->leg, (LegId{3, 281}));
  EXPECT_EQ(leg->dialog.route_set, example().dialog.route_set);
  EXPECT_EQ(leg->dialog.remote_cseq, 4'000'000'000U);
  EXPECT_EQ(leg->local, example().local);
  EXPECT_EQ(leg->origin.version, 3U);
  EXPECT_TRUE(leg->held_by_peer);
  EXPECT_FALSE(leg->held_by_us);
}

TEST(SavedLegTest, KeysAreNotSaved) {
  auto leg = example();
  leg.local_sdp =
      "m=audio 4000 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:secret\r\na=sendrecv\r\n";
  leg.remote_sdp = "A=Crypto:1 AES_CM_128_HMAC_SHA1_80 inline:secret";
  const auto saved = saved_leg_from_json(to_json(leg));
  ASSERT_TRUE(saved.ok());
  EXPECT_EQ(saved->local_sdp, "m=audio 4000 RTP/SAVP 0\r\na=sendrecv\r\n");
  EXPECT_EQ(saved->remote_sdp, "");
}

TEST(SavedLegTest, APeerThatHasSentNoRequestHasNoSequenceNumber) {
  auto leg = example();
  leg.dialog.remote_cseq.reset();
  EXPECT_EQ(saved_leg_from_json(to_json(leg))->dialog.remote_cseq, std::nullopt);
}

TEST(SavedLegTest, BytesThatAreNotUtf8DoNotCostTheLeg) {
  auto leg = example();
  leg.dialog.remote = "\"B\xf6\" <sip:bob@192.0.2.4>";
  EXPECT_TRUE(saved_leg_from_json(to_json(leg)).ok());
}

TEST(SavedLegTest, NamesWhatIsMissing) {
  auto text = to_json(example());
  const auto at = text.find("\"remote_tag\"");
  ASSERT_NE(at, std::string::npos);
  text.replace(at, 12, "\"remote_tug\"");
  const auto leg = saved_leg_from_json(text);
  ASSERT_FALSE(leg.ok());
  EXPECT_EQ(leg.error().code, "bad-state");
  EXPECT_THAT(leg.error().text, HasSubstr("remote_tag"));
  EXPECT_FALSE(saved_leg_from_json("{").ok());
  EXPECT_FALSE(saved_leg_from_json("[]").ok());
  EXPECT_FALSE(saved_leg_from_json("").ok());
}

TEST(SavedLegTest, TellsAHoldByTheFirstStreamInUse) {
  SessionDescription description;
  EXPECT_FALSE(asks_for_hold(description));
  MediaStream refused;
  refused.direction = MediaDirection::inactive;
  MediaStream audio;
  audio.address = {"192.0.2.1", 4000};
  description.streams = {refused, audio};
  EXPECT_FALSE(asks_for_hold(description));
  description.streams[1].direction = MediaDirection::send_only;
  EXPECT_TRUE(asks_for_hold(description));
  description.streams[1].direction = MediaDirection::inactive;
  EXPECT_TRUE(asks_for_hold(description));
  description.streams[1].direction = MediaDirection::receive_only;
  EXPECT_FALSE(asks_for_hold(description));
}

}  // namespace
}  // namespace tipring::sip
