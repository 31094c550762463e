#include "adapters/rtpengine/ng_message.h"

#include <gtest/gtest.h>

#include "adapters/rtpengine/ng_commands.h"

namespace tipring::rtpengine {
namespace {

TEST(NgMessageTest, ACommandIsACookieAndADictionary) {
  EXPECT_EQ(write_ng_command("a-1", {{"command", "ping"}}), "a-1 d7:command4:pinge");
}

TEST(NgMessageTest, ReadsWhatAnRtpengineAnswers) {
  const auto done = read_ng_answer("a-1 d3:sdp5:v=0\r\n6:result2:oke");
  ASSERT_TRUE(done.ok()) << done.error().text;
  EXPECT_EQ(done.value().cookie, "a-1");
  EXPECT_TRUE(done.value().ok());
  EXPECT_EQ(done.value().sdp, "v=0\r\n");
  const auto refused = read_ng_answer("a-1 d12:error-reason15:Unknown call-id6:result5:errore");
  ASSERT_TRUE(refused.ok()) << refused.error().text;
  EXPECT_FALSE(refused.value().ok());
  EXPECT_EQ(refused.value().reason, "Unknown call-id");
}

TEST(NgMessageTest, RefusesWhatIsNoAnswer) {
  for (const std::string& text :
       {std::string(), std::string("a-1"), std::string(" d6:result2:oke"), std::string("a-1 "),
        std::string("a-1 le"), std::string("a-1 de"), std::string("a-1 d6:resulti1ee"),
        std::string("a-1 d6:result2:ok3:sdplee"), std::string("a-1 d6:result2:oke "),
        std::string(65, 'a') + " d6:result2:oke", "a-1 d6:result60000:" + std::string(60'000, 'x') + "e",
        "a-1 d6:result2:ok3:sdp32769:" + std::string(32'769, 'x') + "e"}) {
    const auto read = read_ng_answer(text);
    ASSERT_FALSE(read.ok()) << text.substr(0, 40);
    EXPECT_EQ(read.error().code, "bad-answer");
  }
}

TEST(NgMessageTest, TagsAreOfferersWhoeverAnswers) {
  const auto offer = offer_command("leg", PeerKind::plain, Side::us, "v=0");
  EXPECT_EQ(*offer.at("from-tag").text(), "tipring");
  const auto answer = answer_command("leg", Side::peer, "v=0");
  EXPECT_EQ(answer.at("from-tag"), offer.at("from-tag"));
  EXPECT_EQ(answer.at("to-tag"), offer.at("to-tag"));
}

TEST(NgMessageTest, ABrowserIsOfferedDtlsAndIceAndTheFloorPlainRtp) {
  const auto out = offer_command("leg", PeerKind::webrtc, Side::us, "v=0");
  EXPECT_EQ(*out.at("transport-protocol").text(), "UDP/TLS/RTP/SAVPF");
  EXPECT_EQ(*out.at("ICE").text(), "force");
  const auto in = offer_command("leg", PeerKind::webrtc, Side::peer, "v=0");
  EXPECT_EQ(*in.at("transport-protocol").text(), "RTP/AVP");
  EXPECT_EQ(*in.at("ICE").text(), "remove");
}

}  // namespace
}  // namespace tipring::rtpengine
