#include "adapters/sip/replaces.h"

#include <gmock/gmock.h>

#include "adapters/sip/refer_to.h"

namespace tipring::sip {
namespace {

TEST(ReplacesTest, ReadsADialogsName) {
  EXPECT_EQ(parse_replaces("call-1@host;to-tag=a;from-tag=b"), (Replaces{"call-1@host", "a", "b"}));
  EXPECT_EQ(parse_replaces(" call-1 ; From-Tag=b ;early-only; to-tag=a "), (Replaces{"call-1", "a", "b"}));
  for (const char* text : {"", "call", "call;to-tag=a", ";to-tag=a;from-tag=b", "call;to-tag=;from-tag=b"})
    EXPECT_EQ(parse_replaces(text), std::nullopt) << text;
}

TEST(ReplacesTest, FindsHeaderFieldsInAUri) {
  EXPECT_EQ(header_in_uri("Subject=a&replaces=call%40host%3Bto-tag%3Da", "Replaces"), "call@host;to-tag=a");
  EXPECT_EQ(header_in_uri("Replaces", "Replaces"), "");
  EXPECT_EQ(header_in_uri("Subject=Replaces", "Replaces"), std::nullopt);
  EXPECT_EQ(header_in_uri("", "Replaces"), std::nullopt);
}

TEST(ReferToTest, ANumberIsOneOfThePeersHost) {
  EXPECT_EQ(refer_to("300", "sip:tipring@127.0.0.1:5070;transport=tcp"), "sip:300@127.0.0.1:5070");
  EXPECT_EQ(refer_to("ann@example.org", "sips:[::1]:5061"), "sips:ann@example.org");
  EXPECT_EQ(refer_to("a b", "sip:[::1]"), "sip:ab@[::1]");
  EXPECT_EQ(refer_to("sip:carol@192.0.2.9", "sip:tipring@127.0.0.1"), "sip:carol@192.0.2.9");
  EXPECT_EQ(refer_to("sip:a@b>\r\nX: y", "sip:tipring@127.0.0.1"), "sip:a@bX:y");
}

TEST(ReferToTest, ADialogIsNamedSoThatItIsRead) {
  const Replaces replaces{"call-1@host", "a%b", "c"};
  const std::string uri = refer_to("sip:300@127.0.0.1:5070", replaces);
  EXPECT_EQ(uri, "sip:300@127.0.0.1:5070?Replaces=call-1%40host%3Bto-tag%3Da%25b%3Bfrom-tag%3Dc");
  EXPECT_EQ(parse_replaces(*header_in_uri(uri.substr(uri.find('?') + 1), "Replaces")), replaces);
}

TEST(ReferToTest, ProgressIsAStatusLine) {
  EXPECT_EQ(status_of_fragment("SIP/2.0 180 Ringing\r\n"), 180);
  EXPECT_EQ(status_of_fragment("SIP/2.0 603"), 603);
  for (const char* text :
       {"", "SIP/2.0 ", "SIP/2.0 99", "SIP/2.0 abc", "SIP/2.0 700 X", "INVITE sip:a SIP/2.0"})
    EXPECT_EQ(status_of_fragment(text), std::nullopt) << text;
}

}  // namespace
}  // namespace tipring::sip
