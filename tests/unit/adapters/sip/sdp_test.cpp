#include <gmock/gmock.h>

#include "adapters/sip/sdp_reader.h"
#include "adapters/sip/sdp_writer.h"

namespace tipring::sip {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string with_audio(const std::string& lines) {
  return "v=0\r\no=bob 1 1 IN IP4 192.0.2.4\r\ns=-\r\nc=IN IP4 192.0.2.4\r\nt=0 0\r\n" + lines;
}

// What a telephone sends: baresip, shortened.
TEST(SdpReaderTest, ReadsATelephonesOffer) {
  const auto read =
      read_sdp(with_audio("m=audio 11452 RTP/AVP 0 8 96 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
                          "a=rtpmap:96 opus/48000/2\r\na=fmtp:96 stereo=1\r\na=rtpmap:101 "
                          "telephone-event/8000\r\na=fmtp:101 0-15\r\n"
                          "a=sendrecv\r\na=label:1\r\na=ptime:30\r\n"));
  ASSERT_TRUE(read.ok()) << read.error().text;
  ASSERT_EQ(read->streams.size(), 1U);
  const MediaStream& audio = read->streams[0];
  EXPECT_EQ(audio.kind, "audio");
  EXPECT_EQ(audio.protocol, "RTP/AVP");
  EXPECT_EQ(audio.address, (MediaAddress{"192.0.2.4", 11452}));
  EXPECT_EQ(audio.direction, MediaDirection::send_receive);
  EXPECT_EQ(audio.packet_time.count(), 30);
  EXPECT_THAT(audio.formats, ElementsAre(PayloadFormat{0, "PCMU", 8000, ""}, PayloadFormat{8, "PCMA", 8000, ""},
                                         PayloadFormat{96, "opus", 48000, "stereo=1", 2},
                                         PayloadFormat{101, "telephone-event", 8000, "0-15"}));
}

TEST(SdpReaderTest, NamesStaticTypesThatHaveNoRtpmap) {
  const auto read = read_sdp(with_audio("m=audio 4000 RTP/AVP 8 0 35\r\n"));
  ASSERT_TRUE(read.ok());
  EXPECT_THAT(read->streams[0].formats,
              ElementsAre(PayloadFormat{8, "PCMA", 8000, ""}, PayloadFormat{0, "PCMU", 8000, ""}));
}

// As the torture messages of RFC 4475 have one.
TEST(SdpReaderTest, PassesOverAnRtpmapWithoutAClockRate) {
  const auto read =
      read_sdp(with_audio("m=audio 4000 RTP/AVP 0 96\r\na=rtpmap:96 opus\r\na=ptime:30\r\n"
                          "m=video 3227 RTP/AVP 31\r\na=rtpmap:31 LPC\r\n"));
  ASSERT_TRUE(read.ok()) << read.error().text;
  ASSERT_EQ(read->streams.size(), 2U);
  EXPECT_THAT(read->streams[0].formats, ElementsAre(PayloadFormat{0, "PCMU", 8000, ""}));
  EXPECT_EQ(read->streams[0].packet_time.count(), 30);
}

TEST(SdpReaderTest, ReadsDirections) {
  const auto direction = [](const std::string& session, const std::string& media) {
    return read_sdp(with_audio(session + "m=audio 4000 RTP/AVP 0\r\n" + media))->streams.at(0).direction;
  };
  EXPECT_EQ(direction("", "a=sendonly\r\n"), MediaDirection::send_only);
  EXPECT_EQ(direction("", "a=recvonly\r\n"), MediaDirection::receive_only);
  EXPECT_EQ(direction("", "a=inactive\r\n"), MediaDirection::inactive);
  EXPECT_EQ(direction("", ""), MediaDirection::send_receive);
  EXPECT_EQ(direction("a=sendonly\r\n", ""), MediaDirection::send_only)
      << "the session's holds for its streams";
  EXPECT_EQ(direction("a=sendonly\r\n", "a=sendrecv\r\n"), MediaDirection::send_receive);
}

TEST(SdpReaderTest, ReadsTheOldWayToHold) {
  const auto hold = [](const std::string& attribute) {
    return read_sdp(with_audio("m=audio 4000 RTP/AVP 0\r\nc=IN IP4 0.0.0.0\r\n" + attribute))
        ->streams.at(0)
        .direction;
  };
  EXPECT_EQ(hold(""), MediaDirection::send_only);
  EXPECT_EQ(hold("a=recvonly\r\n"), MediaDirection::inactive);
}

TEST(SdpReaderTest, TheStreamsAddressGoesBeforeTheSessions) {
  const auto read = read_sdp(with_audio("m=audio 4000 RTP/AVP 0\r\nc=IN IP6 2001:db8::7\r\n"));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->streams[0].address.ip, "2001:db8::7");
}

TEST(SdpReaderTest, KeepsStreamsOfOtherKindsInTheirPlace) {
  const auto read =
      read_sdp(with_audio("m=video 5000 RTP/AVP 34\r\nm=audio 4000 RTP/AVP 0\r\nm=image 0 udptl t38\r\n"));
  ASSERT_TRUE(read.ok()) << read.error().text;
  ASSERT_EQ(read->streams.size(), 3U);
  EXPECT_EQ(read->streams[0].kind, "video");
  EXPECT_EQ(read->streams[1].kind, "audio");
  EXPECT_EQ(read->streams[2].kind, "image");
  EXPECT_EQ(read->streams[2].address.port, 0);
}

TEST(SdpReaderTest, LeavesAStrangePacketTimeAlone) {
  for (const char* line : {"a=ptime:0\r\n", "a=ptime:100000\r\n", "a=ptime:x\r\n", "a=ptime\r\n"}) {
    EXPECT_EQ(read_sdp(with_audio("m=audio 4000 RTP/AVP 0\r\n" + std::string(line)))
                  ->streams.at(0)
                  .packet_time.count(),
              20);
  }
}

TEST(SdpReaderTest, RefusesWhatIsNoSdp) {
  const std::string good = with_audio("m=audio 4000 RTP/AVP 0\r\n");
  const std::vector<std::string> bad{
      "",
      "hello",
      "v=1\r\n",
      std::string("v=0\0\r\n", 6),
      good.substr(0, 20),
      with_audio("m=audio\r\n"),
      with_audio("m=audio x RTP/AVP 0\r\n"),
      with_audio("m=audio 70000 RTP/AVP 0\r\n"),
      with_audio("m=audio -1 RTP/AVP 0\r\n"),
      "v=0\r\no=bob 1 1 IN IP4 192.0.2.4\r\ns=-\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n",
      good + std::string(40'000, 'a'),
  };
  for (const auto& text : bad) {
    const auto read = read_sdp(text);
    ASSERT_FALSE(read.ok()) << text.substr(0, 200);
    EXPECT_EQ(read.error().code, "bad-sdp") << text.substr(0, 200);
    EXPECT_THAT(read.error().text, HasSubstr("malformed SDP: "));
  }
}

// Sofia's parser would take all memory.
TEST(SdpReaderTest, RefusesAFormatThatIsNoToken) {
  for (const char* line : {"m=audio 4000 udp \x01", "m=audio 4000 RTP/A\x18VP 0", "m=audio 4000 udp \"",
                           "m=audio 4000 udp \xf4", "m=audio 4000 udp ;", " \tm=video 9 udp \xff",
                           "m=video 0VTSP /RAPF 97", "m=audio 4000 RTP/AVP 0/8", "m=audio 4000 RTP/AVP"}) {
    for (const char* end : {"\r\n", "\n", "\r", ""}) {
      const auto read = read_sdp(with_audio(std::string(line) + end));
      ASSERT_FALSE(read.ok()) << line;
      EXPECT_THAT(read.error().text, HasSubstr("m= line"));
    }
  }
  EXPECT_TRUE(
      read_sdp(
          with_audio("m=audio 4000 RTP/AVP 0\r\nm=message 2855 TCP/MSRP *\r\nm=application 9 UDP/DTLS/SCTP "
                     "webrtc-datachannel\r\nm=image 4444/2 udptl t38\r\n"))
          .ok());
}

TEST(SdpReaderTest, RefusesTooMuchOfEverything) {
  std::string streams;
  for (int i = 0; i < 33; ++i)
    streams += "m=audio 4000 RTP/AVP 0\r\n";
  EXPECT_FALSE(read_sdp(with_audio(streams)).ok());
  std::string formats = "m=audio 4000 RTP/AVP";
  for (int i = 0; i < 65; ++i)
    formats += " " + std::to_string(i);
  formats += "\r\n";
  for (int i = 0; i < 65; ++i)
    formats += "a=rtpmap:" + std::to_string(i) + " x/8000\r\n";
  EXPECT_FALSE(read_sdp(with_audio(formats)).ok());
}

TEST(SdpReaderTest, TellsAddressesItCannotUseFromBadTexts) {
  for (const char* line : {"c=IN IP4 phone.example.com\r\n", "c=IN IP4 224.2.36.42/127\r\n"}) {
    const auto read = read_sdp(with_audio("m=audio 4000 RTP/AVP 0\r\n" + std::string(line)));
    ASSERT_FALSE(read.ok()) << line;
    EXPECT_EQ(read.error().code, "unsupported-sdp") << line;
  }
  EXPECT_TRUE(read_sdp(with_audio("m=audio 0 RTP/AVP 0\r\nc=IN IP4 phone.example.com\r\n")).ok())
      << "nobody sends to a stream that is refused";
}

TEST(SdpReaderTest, ReadsChannelsAndWhereRtcpGoes) {
  const auto read = read_sdp(
      with_audio("m=audio 4000 RTP/AVP 111 9\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 useinbandfec=1\r\n"
                 "a=rtcp:4711 IN IP4 192.0.2.4\r\na=rtcp-mux\r\n"));
  ASSERT_TRUE(read.ok()) << read.error().text;
  const MediaStream& audio = read->streams.at(0);
  EXPECT_THAT(audio.formats, ElementsAre(PayloadFormat{111, "opus", 48000, "useinbandfec=1", 2},
                                         PayloadFormat{9, "G722", 8000, ""}));
  EXPECT_EQ(audio.rtcp_port, 4711);
  EXPECT_TRUE(audio.rtcp_mux);
}

TEST(SdpReaderTest, ReadsKeysThatCanBeUsed) {
  const auto read = read_sdp(with_audio(
      "m=audio 4000 RTP/SAVP 0\r\n"
      "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2^20|1:4\r\n"
      "a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2^20\r\n"
      "a=crypto:3 AES_CM_128_HMAC_SHA1_32 inline:NzB4d1BINUAvLEw6UzF3WSJ+PSdFcGdUJShpX1Zj UNENCRYPTED_SRTP\r\n"
      "a=crypto:4 AES_CM_128_HMAC_SHA1_32 inline:NzB4d1BINUAvLEw6UzF3WSJ+PSdFcGdUJShpX1Zj\r\n"
      "a=crypto:x AES_CM_128_HMAC_SHA1_32 inline:NzB4\r\na=crypto:6 AES_CM_128_HMAC_SHA1_32 inline:;;\r\n"
      "a=crypto:7\r\na=crypto:\r\na=crypto\r\n"));
  ASSERT_TRUE(read.ok()) << read.error().text;
  EXPECT_EQ(read->streams.at(0).protocol, "RTP/SAVP");
  EXPECT_THAT(
      read->streams.at(0).crypto,
      ElementsAre(MediaCrypto{2, "AES_CM_128_HMAC_SHA1_80", "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj"},
                  MediaCrypto{4, "AES_CM_128_HMAC_SHA1_32", "NzB4d1BINUAvLEw6UzF3WSJ+PSdFcGdUJShpX1Zj"}));
}

SessionDescription answer() {
  SessionDescription description;
  MediaStream audio;
  audio.address = {"192.0.2.1", 4000};
  audio.formats = {{8, "PCMA", 8000, ""}, {101, "telephone-event", 8000, "0-15"}};
  audio.direction = MediaDirection::receive_only;
  audio.rtcp_mux = true;
  description.streams.push_back(audio);
  return description;
}

TEST(SdpWriterTest, WritesWhatItReads) {
  auto description = answer();
  MediaStream six;
  six.address = {"2001:db8::7", 4002};
  six.formats = {{0, "PCMU", 8000, ""}};
  six.formats.push_back({111, "opus", 48000, "useinbandfec=1", 2});
  six.packet_time = std::chrono::milliseconds{40};
  six.rtcp_port = 4005;
  six.protocol = "RTP/SAVP";
  six.crypto = {{1, "AES_CM_128_HMAC_SHA1_80", "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj"}};
  description.streams.push_back(six);
  const auto text = write_sdp(description, {7, 3}, "192.0.2.9");
  EXPECT_THAT(text, HasSubstr("o=tipring 7 3 IN IP4 192.0.2.1\r\n"));
  const auto read = read_sdp(text);
  ASSERT_TRUE(read.ok()) << read.error().text;
  EXPECT_EQ(*read.operator->(), description);
}

TEST(SdpWriterTest, ARefusedStreamKeepsItsPlace) {
  SessionDescription description;
  MediaStream video;
  video.kind = "video";
  MediaStream fax;
  fax.kind = "image";
  fax.protocol = "udptl";
  description.streams = {video, fax};
  const auto text = write_sdp(description, {7, 3}, "2001:db8::9");
  EXPECT_THAT(text, HasSubstr("o=tipring 7 3 IN IP6 2001:db8::9\r\n"));
  EXPECT_THAT(text, HasSubstr("m=video 0 RTP/AVP 0\r\n"));
  EXPECT_THAT(text, HasSubstr("m=image 0 udptl *\r\n"));
  const auto read = read_sdp(text);
  ASSERT_TRUE(read.ok()) << read.error().text;
  EXPECT_EQ(read->streams.size(), 2U);
}

TEST(LocalDescriptionTest, TheVersionRisesByOneWithEachChange) {
  LocalDescription local(7, "192.0.2.9");
  const std::string first = local.write(answer());
  EXPECT_EQ(local.origin().version, 1U);
  EXPECT_EQ(local.write(answer()), first) << "the same description again";
  EXPECT_EQ(local.origin().version, 1U);
  auto held = answer();
  held.streams[0].direction = MediaDirection::inactive;
  EXPECT_THAT(local.write(held), HasSubstr("o=tipring 7 2 "));
  EXPECT_THAT(local.write(answer()), HasSubstr("o=tipring 7 3 "));
}

}  // namespace
}  // namespace tipring::sip
