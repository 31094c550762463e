#include "adapters/rtp/secure_line.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "adapters/rtp/packet.h"
#include "adapters/rtp/rtcp.h"

namespace tipring::rtp {
namespace {

const std::string ours = "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj";
const std::string theirs = "NzB4d1BINUAvLEw6UzF3WSJ+PSdFcGdUJShpX1Zj";

// The bytes of RFC 4648, section 10.
TEST(Base64, IsThatOfTheStandard) {
  const std::vector<std::pair<std::string, std::string>> known{{"", ""},
                                                               {"f", "Zg=="},
                                                               {"fo", "Zm8="},
                                                               {"foo", "Zm9v"},
                                                               {"foob", "Zm9vYg=="},
                                                               {"fooba", "Zm9vYmE="},
                                                               {"foobar", "Zm9vYmFy"}};
  for (const auto& [text, encoded] : known) {
    const std::vector<std::uint8_t> bytes(text.begin(), text.end());
    EXPECT_EQ(encode_base64(bytes), encoded);
    EXPECT_EQ(decode_base64(encoded), bytes);
  }
  for (const char* bad : {"Z", "Zg=", "Zg", "Z===", "Zm9v\n", "Zm 9", "===="})
    EXPECT_FALSE(decode_base64(bad)) << bad;
}

TEST(SrtpKey, IsAnotherEachTime) {
  const auto key = make_srtp_key();
  EXPECT_EQ(decode_base64(key)->size(), 30U);
  EXPECT_NE(make_srtp_key(), key);
}

class SecureLineTest : public ::testing::TestWithParam<std::string> {
 protected:
  SecureLine here_ = SecureLine::create({GetParam(), ours, theirs}).value();
  SecureLine there_ = SecureLine::create({GetParam(), theirs, ours}).value();

  static std::vector<std::uint8_t> packet(std::uint16_t sequence) {
    std::vector<std::uint8_t> bytes(rtp_header_size + 160, 0x55);
    write_header({false, 0, sequence, 160U * sequence, 7}, std::span(bytes).first<rtp_header_size>());
    return bytes;
  }
  static std::vector<std::uint8_t> sealed(SecureLine& line, std::vector<std::uint8_t> bytes) {
    const std::size_t size = bytes.size();
    bytes.resize(size + SecureLine::overhead);
    bytes.resize(line.seal_rtp(bytes, size));
    return bytes;
  }
  static std::vector<std::uint8_t> opened(SecureLine& line, std::vector<std::uint8_t> bytes) {
    bytes.resize(line.open_rtp(bytes));
    return bytes;
  }
};

TEST_P(SecureLineTest, WhatIsSealedHereIsOpenedThere) {
  for (std::uint16_t i = 65'530; i != 5; ++i) {
    const auto secret = sealed(here_, packet(i));
    EXPECT_GT(secret.size(), packet(i).size());
    EXPECT_LT(std::ranges::count(secret, 0x55), 20) << "the payload is not to be read";
    EXPECT_EQ(opened(there_, secret), packet(i));
  }
}

TEST_P(SecureLineTest, ReplayedAlteredAndForeignPacketsAreNot) {
  const auto first = sealed(here_, packet(1));
  EXPECT_EQ(opened(there_, first), packet(1));
  EXPECT_TRUE(opened(there_, first).empty());
  auto altered = sealed(here_, packet(2));
  altered[40] = static_cast<std::uint8_t>(altered[40] ^ 1U);
  EXPECT_TRUE(opened(there_, altered).empty());
  EXPECT_TRUE(opened(there_, packet(3)).empty());
  EXPECT_TRUE(opened(here_, sealed(here_, packet(4))).empty()) << "the key of the other direction";
  for (std::size_t size = 0; size < 40; ++size)
    EXPECT_TRUE(opened(there_, std::vector<std::uint8_t>(size, 0x80)).empty());
}

TEST_P(SecureLineTest, ReportsAreSecuredToo) {
  auto bytes = write_rtcp({7, {}, {}, true}, "x");
  const auto plain = bytes;
  bytes.resize(plain.size() + SecureLine::overhead);
  bytes.resize(here_.seal_rtcp(bytes, plain.size()));
  EXPECT_TRUE(is_rtcp(bytes));
  bytes.resize(there_.open_rtcp(bytes));
  EXPECT_EQ(bytes, plain);
}

TEST_P(SecureLineTest, AKeyThatStaysGoesOn) {
  for (std::uint16_t i = 0; i < 3; ++i)
    EXPECT_EQ(opened(there_, sealed(here_, packet(i))), packet(i));
  const auto old = sealed(here_, packet(3));
  const auto fresh = make_srtp_key();
  ASSERT_TRUE(there_.change({GetParam(), fresh, ours}));
  ASSERT_TRUE(here_.change({GetParam(), ours, fresh}));
  EXPECT_EQ(opened(there_, old), packet(3));
  EXPECT_TRUE(opened(there_, old).empty()) << "what came before is remembered";
  EXPECT_EQ(opened(here_, sealed(there_, packet(9))), packet(9));
  EXPECT_FALSE(here_.change({"AEAD_AES_256_GCM", ours, theirs}));
}

INSTANTIATE_TEST_SUITE_P(Suites, SecureLineTest,
                         ::testing::Values("AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32"));

TEST(SecureLine, NeedsASuiteAndKeysThatAreSome) {
  EXPECT_EQ(SecureLine::create({"AEAD_AES_256_GCM", ours, theirs}).error().code, "bad-security");
  EXPECT_FALSE(SecureLine::create({"AES_CM_128_HMAC_SHA1_80", ours, "c2hvcnQ="}));
  EXPECT_FALSE(SecureLine::create({"AES_CM_128_HMAC_SHA1_80", "", theirs}));
}

}  // namespace
}  // namespace tipring::rtp
