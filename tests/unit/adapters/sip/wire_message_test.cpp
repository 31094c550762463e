#include "adapters/sip/wire_message.h"

#include <gtest/gtest.h>

namespace tipring::sip {
namespace {

const std::string invite =
    "INVITE sip:100@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.7\r\ni: one@192.0.2.7\r\nCSeq: 7 INVITE\r\n"
    "c: application/sdp\r\nl: 5\r\n\r\nv=0\r\n";

TEST(WireMessage, ARequestSaysWhatItIs) {
  const auto summary = summary_of(invite);
  EXPECT_TRUE(summary.readable);
  EXPECT_EQ(summary.method, "INVITE");
  EXPECT_EQ(summary.status, 0);
  EXPECT_EQ(summary.call_id, "one@192.0.2.7");
  EXPECT_EQ(summary.cseq, 7U);
  EXPECT_TRUE(summary.has_sdp);
  EXPECT_EQ(call_id_in(invite), "one@192.0.2.7");
}

TEST(WireMessage, AResponseHasTheMethodThatItAnswers) {
  const auto summary = summary_of(
      "SIP/2.0 486 Busy Here\r\nCall-ID : two\r\ncseq: 4294967295   INVITE\r\nContent-Length: 0\r\n\r\n");
  EXPECT_TRUE(summary.readable);
  EXPECT_EQ(summary.status, 486);
  EXPECT_EQ(summary.reason, "Busy Here");
  EXPECT_EQ(summary.method, "INVITE");
  EXPECT_EQ(summary.cseq, 4294967295U);
  EXPECT_EQ(summary.call_id, "two");
}

TEST(WireMessage, WhatIsNoSipIsSaidToBeNone) {
  for (const char* bytes : {"", "\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "SIP/2.0\r\n\r\n",
                            "SIP/2.0 999 No\r\nCall-ID: a\r\nCSeq: 1 BYE\r\n\r\n",
                            "INVITE sip:1@x SIP/2.0\r\nCSeq: 1 INVITE\r\n\r\n",
                            "INVITE sip:1@x SIP/2.0\r\nCall-ID: a\r\nCSeq: INVITE\r\n\r\n"})
    EXPECT_FALSE(summary_of(bytes).readable) << bytes;
}

TEST(WireMessage, AStreamIsCutWhereItsMessagesEnd) {
  for (std::size_t size = 0; size < invite.size(); ++size)
    EXPECT_EQ(length_of_first(invite.substr(0, size)), 0U) << size;
  EXPECT_EQ(length_of_first(invite), invite.size());
  EXPECT_EQ(length_of_first(invite + "BYE"), invite.size());
  EXPECT_EQ(length_of_first("\r\n\r\n" + invite + "BYE"), invite.size() + 4);
  EXPECT_EQ(length_of_first("BYE sip:1@x SIP/2.0\r\nContent-Length: many\r\n\r\n"), 45U);
  EXPECT_EQ(length_of_first("BYE sip:1@x SIP/2.0\r\nContent-Length: 99999999999999999999999\r\n\r\nx"), 64U);
}

TEST(WireMessage, SecretsAreHiddenAndNothingElse) {
  EXPECT_EQ(without_secrets(
                "REGISTER sip:example.org SIP/2.0\r\n"
                "Authorization: Digest username=\"100\", response=\"0a1b\", uri=\"sip:x\"\r\n"
                "proxy-authorization: Digest response = 0a1b,\r\n username=\"1\"\r\n"
                "Proxy-Authorization: Basic MTAwOnNlY3JldA==\r\n"
                "To: <sip:100:secret@example.org>;tag=1\r\n\r\n"
                "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0|2^20|1:4\r\n"
                "a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:c2V=\r\nk=base64:c2Vj\r\nresponse=\"kept\"\r\n"),
            "REGISTER sip:example.org SIP/2.0\r\n"
            "Authorization: Digest username=\"100\", response=\"xxxx\", uri=\"sip:x\"\r\n"
            "proxy-authorization: Digest response = xxxx,\r\n username=\"1\"\r\n"
            "Proxy-Authorization: Basic xxxxxxxxxxxxxxxx\r\n"
            "To: <sip:100:xxxxxx@example.org>;tag=1\r\n\r\n"
            "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:xxxxxxxx|2^20|1:4\r\n"
            "a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:xxxx\r\nk=base64:xxxx\r\nresponse=\"kept\"\r\n");
}

TEST(WireMessage, AnAnswerInAFurtherLineIsHiddenToo) {
  EXPECT_EQ(without_secrets(
                "BYE sip:x SIP/2.0\r\nAuthorization: Digest username=\"1\",\r\n\tresponse=\"ab\"\r\n\r\n"),
            "BYE sip:x SIP/2.0\r\nAuthorization: Digest username=\"1\",\r\n\tresponse=\"xx\"\r\n\r\n");
}

TEST(WireMessage, WhatHasNoSecretsStaysAsItIs) {
  EXPECT_EQ(without_secrets(invite), invite);
  const std::string odd("\0response=\"x\"\r\n\xff", 16);
  EXPECT_EQ(without_secrets(odd), odd);
}

}  // namespace
}  // namespace tipring::sip
