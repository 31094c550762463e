#include "media_fixture.h"
#include <gtest/gtest.h>

#include "adapters/rtp/secure_line.h"

namespace tipring::rtp {
namespace {

using std::chrono::milliseconds;

const std::string suite = "AES_CM_128_HMAC_SHA1_80";

class SecuredMediaTest : public MediaFixture {
 protected:
  MediaAddress open_secured(LegId leg, const Peer& peer, const std::string& peer_key) {
    const auto local = media_->open(leg).value();
    auto description = described(peer);
    description.security = MediaSecurity{suite, local.srtp_key, peer_key};
    media_->set_peer(leg, description);
    there_.emplace(SecureLine::create({suite, peer_key, local.srtp_key}).value());
    return local;
  }
  void send(Peer& peer, std::uint16_t sequence, std::uint8_t code, const MediaAddress& to) {
    std::vector<std::uint8_t> bytes(rtp_header_size + 160, code);
    write_header({false, 0, sequence, 160U * sequence, 7}, std::span(bytes).first<rtp_header_size>());
    const std::size_t size = bytes.size();
    bytes.resize(size + SecureLine::overhead);
    bytes.resize(there_->seal_rtp(bytes, size));
    peer.send_bytes(bytes, to);
  }

  std::optional<SecureLine> there_;
};

TEST_F(SecuredMediaTest, EveryLegHasAKeyOfItsOwn) {
  const auto one = media_->open(first).value().srtp_key;
  EXPECT_FALSE(one.empty());
  EXPECT_NE(media_->open(second).value().srtp_key, one);
}

TEST_F(SecuredMediaTest, APlainPartyIsHeardSealedAndASealedOnePlain) {
  Peer ann;
  Peer bob;
  const auto to_ann = open_secured(first, ann, make_srtp_key());
  const auto to_bob = open(second, bob);
  media_->bridge(first, second);
  send(ann, 1, 0x11, to_ann);
  const auto at_bob = bob.next();
  ASSERT_TRUE(at_bob);
  EXPECT_EQ(at_bob->payload, std::vector<std::uint8_t>(160, 0x11));
  bob.send_frame(0x22, to_bob);
  const auto at_ann = ann.next();
  ASSERT_TRUE(at_ann);
  EXPECT_EQ(at_ann->payload.size(), 170U);
  std::vector<std::uint8_t> bytes(rtp_header_size);
  write_header(at_ann->header, std::span(bytes).first<rtp_header_size>());
  bytes.insert(bytes.end(), at_ann->payload.begin(), at_ann->payload.end());
  bytes.resize(there_->open_rtp(bytes));
  ASSERT_EQ(bytes.size(), rtp_header_size + 160);
  EXPECT_EQ(bytes.back(), 0x22);
}

TEST_F(SecuredMediaTest, WhatIsNotSealedIsNotHeard) {
  Peer peer;
  const auto address = open_secured(first, peer, make_srtp_key());
  peer.send_frame(0x11, address);
  peer.press('1', address);
  EXPECT_TRUE(wait_for(first, [](const auto& figures) { return figures.packets_dropped == 8; }));
  EXPECT_EQ(media_->statistics(first)->packets_received, 0U);
  send(peer, 1, 0x11, address);
  EXPECT_TRUE(wait_for(first, [](const auto& figures) { return figures.packets_received == 1; }));
}

TEST_F(SecuredMediaTest, NothingIsSentPlainWhereTheKeyIsNone) {
  Peer peer;
  const auto local = media_->open(first).value();
  auto description = described(peer);
  description.security = MediaSecurity{suite, local.srtp_key, "bm9uZQ=="};
  media_->set_peer(first, description);
  media_->play(first, {1, 1}, {SilenceClip{milliseconds(40)}});
  EXPECT_TRUE(heard_until_played(peer, {1, 1}).empty());
  EXPECT_EQ(media_->statistics(first)->packets_sent, 0U);
}

}  // namespace
}  // namespace tipring::rtp
