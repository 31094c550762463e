#include "adapters/sip/digest.h"

#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using testing::HasSubstr;

// The examples of RFC 7616, section 3.9.1.
DigestCredentials mufasa(DigestAlgorithm algorithm) {
  return {.user = "Mufasa",
          .realm = "http-auth@example.org",
          .nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
          .uri = "/dir/index.html",
          .response = {},
          .opaque = {},
          .cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
          .algorithm = algorithm,
          .protects = true,
          .count = 1};
}

TEST(DigestTest, TheResponsesAreThoseOfTheStandardsExamples) {
  EXPECT_EQ(digest_response(mufasa(DigestAlgorithm::md5), "GET", "Circle of Life"),
            "8ca523f5e9506fed4657c9700eebdbec");
  EXPECT_EQ(digest_response(mufasa(DigestAlgorithm::sha256), "GET", "Circle of Life"),
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
}

TEST(DigestTest, WithoutQopItIsTheOlderForm) {
  DigestCredentials old = mufasa(DigestAlgorithm::md5);
  old.protects = false;
  EXPECT_EQ(digest_response(old, "GET", "Circle of Life"),
            hash_text(DigestAlgorithm::md5,
                      hash_text(DigestAlgorithm::md5, "Mufasa:http-auth@example.org:Circle of Life") + ":" +
                          old.nonce + ":" + hash_text(DigestAlgorithm::md5, "GET:/dir/index.html")));
}

TEST(DigestTest, ChallengesAndCredentialsAreReadAsTheyAreWritten) {
  const DigestChallenge challenge{"a \"quoted\" realm, with comma", "abc=", "opaque",
                                  DigestAlgorithm::sha256,          true,   true};
  EXPECT_EQ(parse_challenge(to_string(challenge)), challenge);
  DigestCredentials credentials = mufasa(DigestAlgorithm::sha512_256);
  credentials.response = "0123abcd";
  credentials.opaque = "opaque";
  const auto read = parse_credentials(to_string(credentials));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(to_string(*read), to_string(credentials));
  EXPECT_THAT(to_string(credentials), HasSubstr("nc=00000001"));
}

TEST(DigestTest, WhatCannotStandInALineIsReadAsBlanks) {
  const auto challenge = parse_challenge("Digest realm=\"a\tb\", nonce=\"n\x01\"");
  ASSERT_TRUE(challenge.has_value());
  EXPECT_EQ(challenge->realm, "a b");
  EXPECT_EQ(parse_challenge(to_string(*challenge)), challenge);
}

TEST(DigestTest, WhatOthersWriteIsRead) {
  const auto challenge =
      parse_challenge("digest  Realm=sip.example , nonce=\"n\",qop=\"auth-int, auth\",stale=TRUE");
  ASSERT_TRUE(challenge.has_value());
  EXPECT_EQ(challenge->realm, "sip.example");
  EXPECT_EQ(challenge->algorithm, DigestAlgorithm::md5);
  EXPECT_TRUE(challenge->protects);
  EXPECT_TRUE(challenge->stale);
  EXPECT_FALSE(parse_challenge("Digest realm=\"r\", nonce=\"n\"")->protects);
}

TEST(DigestTest, WhatCannotBeUsedIsNotTaken) {
  for (const char* text :
       {"", "Digest", "Basic realm=\"r\", nonce=\"n\"", "Digestrealm=\"r\", nonce=\"n\"", "Digest realm=\"r\"",
        "Digest nonce=\"n\"", "Digest realm=\"r\", nonce=\"n\", algorithm=SHA-1",
        "Digest realm=\"r\", nonce=\"n\", algorithm=MD5-sess",
        "Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\""}) {
    EXPECT_FALSE(parse_challenge(text).has_value()) << text;
  }
  const std::string start = "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"ab\"";
  EXPECT_TRUE(parse_credentials(start).has_value());
  for (const char* rest : {", qop=auth", ", qop=auth, nc=00000001", ", qop=auth, cnonce=\"c\", nc=0",
                           ", qop=auth, cnonce=\"c\", nc=123456789", ", qop=auth, cnonce=\"c\", nc=-1"}) {
    EXPECT_FALSE(parse_credentials(start + rest).has_value()) << rest;
  }
}

}  // namespace
}  // namespace tipring::sip
