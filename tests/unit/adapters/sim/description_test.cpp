#include <gtest/gtest.h>

#include "adapters/sim/message.h"
#include "adapters/sim/phone_description.h"

namespace tipring::sim {
namespace {

TEST(PhoneDescription, AnswerTakesTheOffersOrderAndPayloadTypes) {
  SessionDescription offer =
      describe_phone(1, {{18, "G729", 8000, ""}, {8, "PCMA", 8000, ""}, {96, "telephone-event", 8000, ""}},
                     MediaDirection::send_only);
  const auto answer = answer_offer(2, usual_formats(), offer);
  ASSERT_TRUE(answer);
  const MediaStream& audio = answer->streams.at(0);
  ASSERT_EQ(audio.formats.size(), 2U);
  EXPECT_EQ(audio.formats[0].encoding, "PCMA");
  EXPECT_EQ(audio.formats[1].payload_type, 96);
  EXPECT_EQ(audio.direction, MediaDirection::receive_only);
}

TEST(PhoneDescription, StreamsItCannotTakeKeepTheirPlace) {
  SessionDescription offer = describe_phone(1, usual_formats(), MediaDirection::send_receive);
  MediaStream video = offer.streams[0];
  video.kind = "video";
  offer.streams.insert(offer.streams.begin(), video);
  const auto answer = answer_offer(2, usual_formats(), offer);
  ASSERT_TRUE(answer);
  ASSERT_EQ(answer->streams.size(), 2U);
  EXPECT_EQ(answer->streams[0].address.port, 0);
  EXPECT_NE(answer->streams[1].address.port, 0);
}

TEST(PhoneDescription, NoCommonAudioFormatIsNoAnswer) {
  const auto offer = describe_phone(1, {{101, "telephone-event", 8000, ""}}, MediaDirection::send_receive);
  EXPECT_FALSE(answer_offer(2, usual_formats(), offer));
  EXPECT_FALSE(answer_offer(2, usual_formats(), {}));
}

TEST(ParseAddress, ReadsUrisAndBareNumbers) {
  EXPECT_EQ(parse_address("100").user, "100");
  EXPECT_EQ(parse_address("100").uri, "sip:100@sim.invalid");
  EXPECT_EQ(parse_address("sip:ann@[::1]:5060;transport=tcp").host, "[::1]");
  EXPECT_EQ(parse_address("sip:ann@example.org:5070").host, "example.org");
  EXPECT_EQ(parse_address("sip:ann@example.org:5070").user, "ann");
  EXPECT_EQ(parse_address("tel:+12025550143;phone-context=x").user, "+12025550143");
  EXPECT_EQ(parse_address("ann@example.org").uri, "sip:ann@example.org");
  EXPECT_EQ(parse_address("%2B12025550143").user, "+12025550143");
  EXPECT_TRUE(reaches("sip:%2B12025550143@trunk", "+12025550143"));
}

}  // namespace
}  // namespace tipring::sim
