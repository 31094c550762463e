#include "adapters/rtp/packet.h"

#include <vector>

#include <gtest/gtest.h>

#include "runtime/base/chance.h"

namespace tipring::rtp {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes plain(Bytes payload) {
  Bytes bytes(rtp_header_size);
  write_header({true, 8, 0xfffe, 0x01020304, 0xa0b0c0d0}, std::span(bytes).first<rtp_header_size>());
  bytes.insert(bytes.end(), payload.begin(), payload.end());
  return bytes;
}

TEST(RtpPacket, ReadsWhatItWrites) {
  const auto packet = parse_packet(plain({1, 2, 3}));
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->header, (RtpHeader{true, 8, 0xfffe, 0x01020304, 0xa0b0c0d0}));
  EXPECT_EQ(packet->payload_offset, 12U);
  EXPECT_EQ(packet->payload_size, 3U);
}

TEST(RtpPacket, SkipsSourcesExtensionAndPadding) {
  Bytes bytes = plain({});
  bytes[0] |= 0x20U | 0x10U | 2U;
  bytes.insert(bytes.end(), 8, 0xcc);                         // two CSRCs
  bytes.insert(bytes.end(), {0xbe, 0xde, 0, 1, 9, 9, 9, 9});  // an extension of one word
  bytes.insert(bytes.end(), {'a', 'b', 0, 0, 3});             // payload and three bytes of padding
  const auto packet = parse_packet(bytes);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->payload_offset, 28U);
  EXPECT_EQ(packet->payload_size, 2U);
  EXPECT_EQ(bytes[packet->payload_offset], 'a');
}

TEST(RtpPacket, RefusesWhatContradictsItself) {
  EXPECT_FALSE(parse_packet({}));
  EXPECT_FALSE(parse_packet(Bytes(11, 0x80)));
  Bytes version_one = plain({1});
  version_one[0] = 0x40;
  EXPECT_FALSE(parse_packet(version_one));
  Bytes too_many_sources = plain({1, 2, 3});
  too_many_sources[0] |= 1U;
  EXPECT_FALSE(parse_packet(too_many_sources));
  Bytes padding_too_long = plain({1, 5});
  padding_too_long[0] |= 0x20U;
  EXPECT_FALSE(parse_packet(padding_too_long));
  Bytes padding_of_zero = plain({1, 0});
  padding_of_zero[0] |= 0x20U;
  EXPECT_FALSE(parse_packet(padding_of_zero));
  Bytes extension_too_long = plain({0, 0, 0, 9, 1});
  extension_too_long[0] |= 0x10U;
  EXPECT_FALSE(parse_packet(extension_too_long));
  Bytes sender_report = plain({1});
  sender_report[1] = 200;
  EXPECT_FALSE(parse_packet(sender_report));
}

TEST(RtpPacket, StaysInsideWhateverItIsGiven) {
  Chance chance(1);
  for (int round = 0; round < 20'000; ++round) {
    Bytes bytes(static_cast<std::size_t>(chance.between(0, 64)));
    for (auto& byte : bytes)
      byte = static_cast<std::uint8_t>(chance.next());
    if (!bytes.empty()) bytes[0] = static_cast<std::uint8_t>(0x80U | (bytes[0] & 0x3fU));
    if (const auto packet = parse_packet(bytes)) {
      ASSERT_GE(packet->payload_offset, rtp_header_size);
      ASSERT_LE(packet->payload_offset + packet->payload_size, bytes.size());
    }
  }
}

}  // namespace
}  // namespace tipring::rtp
