// Who asks and who answers: Authenticator, DigestClient and CallerIdentities against each other.

#include <gmock/gmock.h>

#include "adapters/sip/caller_identity.h"
#include "adapters/sip/digest_client.h"

namespace tipring::sip {
namespace {

using namespace std::chrono_literals;
using Verdict = Authenticator::Verdict;
using Kind = CallerIdentity::Kind;

constexpr Instant start{};

// The credentials of a header line that a client writes.
DigestCredentials credentials_in(const std::string& line) {
  const auto value = line.substr(line.find(": ") + 2);
  return parse_credentials(value.substr(0, value.find("\r\n"))).value();
}

class AuthenticationTest : public testing::Test {
 protected:
  DigestCredentials answer(DigestClient& client, const std::string& method = "REGISTER") {
    return credentials_in(client.lines(method, "sip:pbx.example", "cnonce"));
  }

  std::vector<DigestChallenge> challenge(bool stale = false) {
    return {server_.challenge(DigestAlgorithm::sha256, start, stale)};
  }

  Authenticator server_{{.realm = "pbx", .nonce_life = 5min, .nonces = 3}, "key"};
  DigestClient client_{{"100", "secret"}};
};

TEST_F(AuthenticationTest, WhoKnowsThePasswordIsRight) {
  ASSERT_TRUE(client_.take(challenge(), false));
  EXPECT_EQ(server_.check(answer(client_), "REGISTER", "secret", start), Verdict::right);
  EXPECT_EQ(server_.check(answer(client_), "REGISTER", "other", start), Verdict::wrong);
  EXPECT_EQ(server_.check(answer(client_), "INVITE", "secret", start), Verdict::wrong);
}

TEST_F(AuthenticationTest, OfSeveralChallengesTheFirstIsAnswered) {
  std::vector<DigestChallenge> both = challenge();
  both.push_back(server_.challenge(DigestAlgorithm::md5, start, false));
  ASSERT_TRUE(client_.take(both, false));
  EXPECT_EQ(answer(client_).algorithm, DigestAlgorithm::sha256);
  DigestClient old({"100", "secret"});
  ASSERT_TRUE(old.take({both[1]}, false));
  EXPECT_EQ(server_.check(answer(old), "REGISTER", "secret", start), Verdict::right);
}

TEST_F(AuthenticationTest, ANonceServesManyRequestsButNoneTwice) {
  ASSERT_TRUE(client_.take(challenge(), false));
  const DigestCredentials first = answer(client_);
  const DigestCredentials second = answer(client_);
  EXPECT_EQ(server_.check(first, "REGISTER", "secret", start), Verdict::right);
  EXPECT_EQ(server_.check(second, "REGISTER", "secret", start), Verdict::right);
  EXPECT_EQ(server_.check(first, "REGISTER", "secret", start), Verdict::stale);
  EXPECT_EQ(server_.check(second, "REGISTER", "secret", start), Verdict::stale);
}

TEST_F(AuthenticationTest, ANonceAges) {
  ASSERT_TRUE(client_.take(challenge(), false));
  EXPECT_EQ(server_.check(answer(client_), "REGISTER", "secret", start + 5min), Verdict::right);
  EXPECT_EQ(server_.check(answer(client_), "REGISTER", "secret", start + 5min + 1ms), Verdict::stale);
}

TEST_F(AuthenticationTest, ANonceOfSomebodyElseIsStale) {
  Authenticator other({.realm = "pbx"}, "another key");
  for (int asked = 0; asked < 5; ++asked)
    static_cast<void>(challenge());
  ASSERT_TRUE(client_.take({other.challenge(DigestAlgorithm::sha256, start, false)}, false));
  EXPECT_EQ(server_.check(answer(client_), "REGISTER", "secret", start), Verdict::stale);
}

TEST_F(AuthenticationTest, WhatIsRememberedOfNoncesIsBoundedAndNoneIsGoodTwiceForThat) {
  std::vector<DigestCredentials> used;
  for (int client = 0; client < 10; ++client) {
    DigestClient each({"100", "secret"});
    ASSERT_TRUE(each.take(challenge(), false));
    used.push_back(answer(each));
    EXPECT_EQ(server_.check(used.back(), "REGISTER", "secret", start), Verdict::right);
  }
  EXPECT_EQ(server_.remembered(), 3U);
  for (const DigestCredentials& credentials : used)
    EXPECT_EQ(server_.check(credentials, "REGISTER", "secret", start), Verdict::stale);
}

TEST_F(AuthenticationTest, AClientGivesUpWhereItsPasswordIsWrongButNotForAStaleNonce) {
  ASSERT_TRUE(client_.take(challenge(), false));
  static_cast<void>(answer(client_));
  ASSERT_TRUE(client_.take(challenge(true), false));
  static_cast<void>(answer(client_));
  EXPECT_FALSE(client_.take(challenge(), false));
}

TEST_F(AuthenticationTest, AChallengeAfterSuccessIsAnswered) {
  ASSERT_TRUE(client_.take(challenge(), false));
  static_cast<void>(answer(client_));
  client_.accepted();
  // Some registrars forget to say that a nonce is stale.
  EXPECT_TRUE(client_.take(challenge(), false));
}

TEST_F(AuthenticationTest, EndlessStalenessEnds) {
  int asked = 0;
  while (client_.take(challenge(true), false) && asked < 100) {
    static_cast<void>(answer(client_));
    ++asked;
  }
  EXPECT_LT(asked, 10);
}

TEST_F(AuthenticationTest, WithoutAnAccountNothingIsAnswered) {
  DigestClient nobody({});
  EXPECT_FALSE(nobody.take(challenge(), false));
  EXPECT_EQ(nobody.lines("INVITE", "sip:x", "c"), "");
}

TEST_F(AuthenticationTest, AProxyIsAnsweredInItsOwnField) {
  ASSERT_TRUE(client_.take(challenge(), true));
  EXPECT_TRUE(client_.lines("INVITE", "sip:x", "c").starts_with("Proxy-Authorization: Digest "));
}

class CallerIdentityTest : public testing::Test {
 protected:
  // What a phone sends at its second try.
  std::vector<DigestCredentials> prove(const std::string& user, const std::string& password,
                                       const std::string& uri) {
    const std::string lines = identities_.challenge_line(user, false, start);
    const auto first = lines.find(": ") + 2;
    const auto challenge = parse_challenge(lines.substr(first, lines.find("\r\n") - first));
    DigestClient client({user, password});
    EXPECT_TRUE(challenge && client.take({*challenge}, false));
    return {credentials_in(client.lines("INVITE", uri, "c"))};
  }
  Kind identify(const std::string& claimed, const std::vector<DigestCredentials>& credentials,
                bool must_prove = false, const std::string& called = "200") {
    return identities_.identify(claimed, "INVITE", called, credentials, must_prove, start).kind;
  }

  CallerIdentities identities_{{{"100", "secret"}}, Authenticator({}, "key")};
};

TEST_F(CallerIdentityTest, WhoSaysToBeAPhoneMustProveIt) {
  EXPECT_EQ(identify("100", {}), Kind::challenge);
  EXPECT_EQ(identify("100", prove("100", "secret", "sip:200@pbx.example")), Kind::phone);
  EXPECT_EQ(identify("100", prove("100", "guessed", "sip:200@pbx.example")), Kind::refused);
  EXPECT_EQ(identify("100", prove("101", "secret", "sip:200@pbx.example")), Kind::refused);
}

TEST_F(CallerIdentityTest, OthersAreStrangersUnlessTheyRegister) {
  EXPECT_EQ(identify("300", {}), Kind::stranger);
  // Who tries names learns nothing of which there are.
  EXPECT_EQ(identify("300", {}, true), Kind::challenge);
  EXPECT_EQ(identify("300", prove("300", "secret", "sip:200@pbx.example"), true), Kind::refused);
}

TEST_F(CallerIdentityTest, CredentialsForOneNumberAreNoneForAnother) {
  EXPECT_EQ(identify("100", prove("100", "secret", "sip:200@pbx.example"), false, "0900123"), Kind::refused);
  EXPECT_EQ(identify("100", prove("100", "secret", "sip:%32%30%30@192.0.2.1")), Kind::phone);
}

TEST_F(CallerIdentityTest, APhoneProvesItselfByItsOwnHashAlone) {
  identities_ = CallerIdentities({{"100", "secret", DigestAlgorithm::sha256}}, Authenticator({}, "key"));
  EXPECT_THAT(identities_.challenge_line("100", false, start), testing::HasSubstr("algorithm=SHA-256"));
  EXPECT_EQ(identify("100", prove("100", "secret", "sip:200@pbx.example")), Kind::phone);
  // Who asks as somebody else gets a challenge for MD5; what answers it proves nothing here.
  const auto weaker = parse_challenge(identities_.challenge_line("300", false, start).substr(18));
  DigestClient client({"100", "secret"});
  ASSERT_TRUE(weaker && client.take({*weaker}, false));
  EXPECT_EQ(identify("100", {credentials_in(client.lines("INVITE", "sip:200@pbx.example", "c"))}),
            Kind::refused);
}

}  // namespace
}  // namespace tipring::sip
