#include "runtime/contact/negotiation.h"

#include <gtest/gtest.h>

namespace tipring {
namespace {

const MediaAddress ours{"192.0.2.1", 4000};

MediaStream audio(std::vector<PayloadFormat> formats, MediaDirection direction = MediaDirection::send_receive) {
  MediaStream stream;
  stream.address = {"192.0.2.9", 5000};
  stream.formats = std::move(formats);
  stream.direction = direction;
  return stream;
}

const PayloadFormat pcmu{0, "PCMU", 8000, {}};
const PayloadFormat pcma{8, "PCMA", 8000, {}};
const PayloadFormat opus{96, "opus", 48000, "useinbandfec=1;stereo=1", 2};
const PayloadFormat amr{98, "AMR", 8000, {}};
const PayloadFormat wide_event{97, "telephone-event", 48000, "0-15"};
const PayloadFormat event{101, "telephone-event", 8000, "0-15"};

TEST(AnswerOffer, TakesTheOfferersFirstFormatThatWeHave) {
  const auto result = answer_offer({{audio({amr, pcma, pcmu, wide_event, event})}}, {}, ours);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->peer.audio, pcma);
  EXPECT_EQ(result->peer.telephone_event, 101);
  EXPECT_EQ(result->peer.telephone_event_rate, 8000U);
  const MediaStream& stream = result->answer.streams.at(0);
  EXPECT_EQ(stream.formats, (std::vector<PayloadFormat>{pcma, event}));
  EXPECT_EQ(stream.address, ours);
  EXPECT_EQ(result->peer.address, (MediaAddress{"192.0.2.9", 5000}));
}

MediaCapabilities with_opus() {
  MediaCapabilities capabilities;
  capabilities.audio = {pcmu, {111, "opus", 48000, "useinbandfec=1", 2}};
  return capabilities;
}

TEST(AnswerOffer, DigitsHaveTheClockOfTheAudio) {
  const auto result = answer_offer({{audio({opus, pcmu, event, wide_event})}}, with_opus(), ours);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->peer.audio, opus);
  EXPECT_EQ(result->peer.telephone_event, 97);
  EXPECT_EQ(result->peer.telephone_event_rate, 48000U);
  // Parameters are each side's own.
  const PayloadFormat answered{96, "opus", 48000, "useinbandfec=1", 2};
  EXPECT_EQ(result->answer.streams.at(0).formats, (std::vector<PayloadFormat>{answered, wide_event}));
}

TEST(AnswerOffer, DigitsOfAnotherClockAreBetterThanNone) {
  const auto result = answer_offer({{audio({opus, event})}}, with_opus(), ours);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->peer.telephone_event, 101);
  EXPECT_EQ(result->peer.telephone_event_rate, 8000U);
}

TEST(AnswerOffer, SharesThePortWithRtcpWhereThatIsOffered) {
  MediaStream muxed = audio({pcmu});
  muxed.rtcp_mux = true;
  auto result = answer_offer({{muxed}}, {}, ours);
  EXPECT_TRUE(result->answer.streams.at(0).rtcp_mux);
  EXPECT_TRUE(result->peer.rtcp_mux);
  MediaStream apart = audio({pcmu});
  apart.rtcp_port = 7001;
  result = answer_offer({{apart}}, {}, ours);
  EXPECT_FALSE(result->answer.streams.at(0).rtcp_mux);
  EXPECT_EQ(result->answer.streams.at(0).rtcp_port, 0) << "that is the offerer's port";
  EXPECT_EQ(result->peer.rtcp_port, 7001);
}

TEST(MakeOffer, PutsWhatIsPreferredFirst) {
  const auto capabilities = preferring(with_opus(), {96, "OPUS", 48000, {}, 2});
  EXPECT_EQ(capabilities.audio.at(0).payload_type, 111) << "ours";
  EXPECT_EQ(capabilities.audio.at(1), pcmu);
  EXPECT_EQ(preferring(with_opus(), amr).audio, with_opus().audio);
}

TEST(MakeOffer, OffersDigitsForEachClockInUse) {
  const auto clocks = [](const MediaCapabilities& capabilities) {
    std::vector<std::uint32_t> rates;
    const SessionDescription offer = make_offer(capabilities, ours);
    for (const auto& format : offer.streams.at(0).formats) {
      if (format.encoding == "telephone-event") rates.push_back(format.clock_rate);
    }
    return rates;
  };
  EXPECT_EQ(clocks(with_opus()), (std::vector<std::uint32_t>{8000, 48000}));
  MediaCapabilities narrow;
  narrow.audio = {pcmu};
  EXPECT_EQ(clocks(narrow), (std::vector<std::uint32_t>{8000}));
}

TEST(AnswerOffer, FormatsAreComparedWithoutCase) {
  EXPECT_TRUE(answer_offer({{audio({{0, "pcmu", 8000, {}}})}}, {}, ours).ok());
}

TEST(AnswerOffer, RefusesOtherStreamsInTheirPlaces) {
  MediaStream video = audio({{97, "H264", 90000, {}}});
  video.kind = "video";
  const auto result = answer_offer({{video, audio({pcmu}), audio({pcma})}}, {}, ours);
  ASSERT_TRUE(result.ok());
  ASSERT_EQ(result->answer.streams.size(), 3U);
  EXPECT_EQ(result->answer.streams[0].kind, "video");
  EXPECT_EQ(result->answer.streams[0].address.port, 0);
  EXPECT_EQ(result->answer.streams[1].address, ours);
  EXPECT_EQ(result->answer.streams[2].address.port, 0);
}

TEST(AnswerOffer, FailsNamingWhatWasOffered) {
  const auto result = answer_offer({{audio({amr})}}, {}, ours);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, "not-acceptable");
  EXPECT_NE(result.error().text.find("AMR"), std::string::npos) << result.error().text;
}

const MediaCrypto their_key{3, "AES_CM_128_HMAC_SHA1_80", "theirs"};

MediaStream secured(std::vector<MediaCrypto> crypto) {
  MediaStream stream = audio({pcmu});
  stream.protocol = "RTP/SAVP";
  stream.crypto = std::move(crypto);
  return stream;
}

TEST(AnswerOffer, ASecuredStreamIsAnsweredWithAKeyOfOurs) {
  const auto result =
      answer_offer({{secured({{1, "AEAD_AES_256_GCM", "unknown"}, their_key})}}, {}, {ours, "ours"});
  ASSERT_TRUE(result.ok()) << result.error().text;
  EXPECT_EQ(result->peer.security, (MediaSecurity{"AES_CM_128_HMAC_SHA1_80", "ours", "theirs"}));
  const MediaStream& answer = result->answer.streams.at(0);
  EXPECT_EQ(answer.protocol, "RTP/SAVP");
  EXPECT_EQ(answer.crypto, (std::vector<MediaCrypto>{{3, "AES_CM_128_HMAC_SHA1_80", "ours"}}));
}

TEST(AnswerOffer, ASecuredStreamNeedsASuiteAndAKey) {
  EXPECT_FALSE(answer_offer({{secured({{1, "AEAD_AES_256_GCM", "unknown"}})}}, {}, {ours, "ours"}).ok());
  EXPECT_FALSE(answer_offer({{secured({their_key})}}, {}, ours).ok());
  EXPECT_TRUE(examine_offer({{secured({their_key})}}, {}).ok());
}

TEST(AcceptAnswer, WhatIsSecuredStaysSo) {
  const SessionDescription offer =
      make_offer({}, {ours, "ours"}, MediaDirection::send_only, {"AES_CM_128_HMAC_SHA1_80"});
  EXPECT_EQ(offer.streams.at(0).protocol, "RTP/SAVP");
  EXPECT_EQ(offer.streams.at(0).crypto, (std::vector<MediaCrypto>{{1, "AES_CM_128_HMAC_SHA1_80", "ours"}}));
  const auto peer = accept_answer(offer, {{secured({their_key})}});
  ASSERT_TRUE(peer.ok());
  EXPECT_EQ(peer->security, (MediaSecurity{"AES_CM_128_HMAC_SHA1_80", "ours", "theirs"}));
  EXPECT_FALSE(accept_answer(offer, {{audio({pcmu})}}).ok());
  EXPECT_FALSE(accept_answer(make_offer({}, ours), {{secured({their_key})}}).ok());
}

MediaStream opportunistic(std::vector<MediaCrypto> crypto) {
  MediaStream stream = audio({pcmu});
  stream.crypto = std::move(crypto);
  return stream;
}

// RFC 8643.
TEST(MakeOffer, MayLeaveSecurityToThePeer) {
  const SessionDescription offer =
      make_offer({}, {ours, "ours"}, MediaDirection::send_receive, {"AES_CM_128_HMAC_SHA1_80", true});
  EXPECT_EQ(offer.streams.at(0).protocol, "RTP/AVP");
  EXPECT_EQ(offer.streams.at(0).crypto, (std::vector<MediaCrypto>{{1, "AES_CM_128_HMAC_SHA1_80", "ours"}}));
  const auto taken = accept_answer(offer, {{opportunistic({their_key})}});
  ASSERT_TRUE(taken.ok());
  EXPECT_EQ(taken->security, (MediaSecurity{"AES_CM_128_HMAC_SHA1_80", "ours", "theirs", true}));
  const auto left = accept_answer(offer, {{audio({pcmu})}});
  ASSERT_TRUE(left.ok());
  EXPECT_FALSE(left->security);
}

TEST(AcceptAnswer, APlainAnswerToASecuredOfferIsSaidToBeOne) {
  const SessionDescription offer =
      make_offer({}, {ours, "ours"}, MediaDirection::send_receive, {"AES_CM_128_HMAC_SHA1_80"});
  EXPECT_EQ(accept_answer(offer, {{audio({pcmu})}}).error().code, "not-secured");
  EXPECT_EQ(accept_answer(offer, {{secured({})}}).error().code, "not-secured");
  // A suite that was not offered.
  EXPECT_EQ(accept_answer(offer, {{secured({{1, "AES_CM_128_HMAC_SHA1_32", "theirs"}})}}).error().code,
            "not-secured");
  MediaStream refused = secured({});
  refused.address.port = 0;
  EXPECT_EQ(accept_answer(offer, {{refused}}).error().code, "not-acceptable");
}

TEST(AnswerOffer, WhatMayBeSecuredIsUnlessThePolicyIsOff) {
  const SessionDescription offer{{opportunistic({their_key})}};
  EXPECT_FALSE(answer_offer(offer, {}, {ours, "ours"})->peer.security);
  EXPECT_TRUE(answer_offer(offer, {}, {ours, "ours"})->answer.streams.at(0).crypto.empty());
  for (const SrtpPolicy policy : {SrtpPolicy::optional, SrtpPolicy::required}) {
    const auto result = answer_offer(offer, {}, {ours, "ours"}, policy);
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(result->peer.security, (MediaSecurity{"AES_CM_128_HMAC_SHA1_80", "ours", "theirs", true}));
    EXPECT_EQ(result->answer.streams.at(0).protocol, "RTP/AVP");
  }
}

TEST(AnswerOffer, APlainStreamIsRefusedWhereSecurityIsRequired) {
  const auto result = answer_offer({{audio({pcmu})}}, {}, {ours, "ours"}, SrtpPolicy::required);
  ASSERT_FALSE(result.ok());
  EXPECT_NE(result.error().text.find("SRTP"), std::string::npos) << result.error().text;
  EXPECT_TRUE(answer_offer({{audio({pcmu})}}, {}, {ours, "ours"}, SrtpPolicy::optional).ok());
}

TEST(AnswerOffer, FailsOnAStreamThatIsRefusedOrSecured) {
  MediaStream ended = audio({pcmu});
  ended.address.port = 0;
  EXPECT_FALSE(answer_offer({{ended}}, {}, ours).ok());
  MediaStream secure = audio({pcmu});
  secure.protocol = "RTP/SAVP";
  EXPECT_FALSE(answer_offer({{secure}}, {}, ours).ok());
  EXPECT_FALSE(answer_offer({}, {}, ours).ok());
}

TEST(AnswerOffer, MirrorsTheDirection) {
  using enum MediaDirection;
  const auto answered = [](MediaDirection offered) {
    return answer_offer({{audio({pcmu}, offered)}}, {}, ours)->answer.streams[0].direction;
  };
  EXPECT_EQ(answered(send_receive), send_receive);
  EXPECT_EQ(answered(send_only), receive_only);
  EXPECT_EQ(answered(receive_only), send_only);
  EXPECT_EQ(answered(inactive), inactive);
}

TEST(AnswerOffer, AnAddressOfZerosIsHold) {
  MediaStream held = audio({pcmu});
  held.address.ip = "0.0.0.0";
  EXPECT_EQ(answer_offer({{held}}, {}, ours)->peer.direction, MediaDirection::receive_only);
}

TEST(AcceptAnswer, TakesTheFirstFormatOfTheAnswer) {
  const SessionDescription offer = make_offer({}, ours);
  const auto peer = accept_answer(offer, {{audio({pcma, {101, "telephone-event", 8000, "0-15"}})}});
  ASSERT_TRUE(peer.ok());
  EXPECT_EQ(peer->audio, pcma);
  EXPECT_EQ(peer->telephone_event, 101);
}

TEST(AcceptAnswer, TakesDigitsOfTheAudiosClock) {
  const SessionDescription offer = make_offer(with_opus(), ours);
  const auto peer = accept_answer(offer, {{audio({opus, event, wide_event})}});
  ASSERT_TRUE(peer.ok());
  EXPECT_EQ(peer->telephone_event, 97);
  EXPECT_EQ(peer->telephone_event_rate, 48000U);
}

TEST(AcceptAnswer, FailsWhenNothingOfTheOfferIsTaken) {
  const SessionDescription offer = make_offer({}, ours);
  EXPECT_FALSE(accept_answer(offer, {{audio({amr})}}).ok());
  EXPECT_FALSE(accept_answer(offer, {}).ok());
  MediaStream refused = audio({pcmu});
  refused.address.port = 0;
  EXPECT_FALSE(accept_answer(offer, {{refused}}).ok());
}

}  // namespace
}  // namespace tipring
