#include "adapters/sip/listen_url.h"

#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using testing::HasSubstr;

TEST(ListenUrlTest, ReadsAddresses) {
  EXPECT_EQ(parse_listen_url("udp://127.0.0.1:5062").value(), (Endpoint{"udp", "127.0.0.1", 5062}));
  EXPECT_EQ(parse_listen_url("tcp://[::1]:5062").value(), (Endpoint{"tcp", "::1", 5062}));
  EXPECT_EQ(parse_listen_url("udp://0.0.0.0:0").value(), (Endpoint{"udp", "0.0.0.0", 0}));
  EXPECT_EQ(parse_listen_url("udp://192.0.2.1").value(), (Endpoint{"udp", "192.0.2.1", 5060}));
  EXPECT_EQ(parse_listen_url("tcp://[2001:db8::1]").value(), (Endpoint{"tcp", "2001:db8::1", 5060}));
  EXPECT_EQ(parse_listen_url("tls://192.0.2.1").value(), (Endpoint{"tls", "192.0.2.1", 5061}));
}

TEST(ListenUrlTest, WritesWhatItReads) {
  for (const char* url : {"udp://127.0.0.1:5062", "tcp://[::1]:5062"}) {
    EXPECT_EQ(to_string(parse_listen_url(url).value()), url);
  }
}

TEST(ListenUrlTest, NamesThePartThatIsWrong) {
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"127.0.0.1:5060", "expected udp://"},
      {"sctp://127.0.0.1", "'sctp' is none of udp, tcp and tls"},
      {"udp://example.com:5060", "'example.com' is not a numeric address"},
      {"udp://::1:5060", "is not a numeric address"},
      {"udp://[::1:5060", "not closed"},
      {"udp://[127.0.0.1]:5060", "'127.0.0.1' is not an IPv6 address"},
      {"udp://[::1]5060", "expected a port"},
      {"udp://127.0.0.1:65536", "'65536' is not a port"},
      {"udp://127.0.0.1:5060x", "'5060x' is not a port"},
      {"udp://", "'' is not a numeric address"},
  };
  for (const auto& [url, text] : wrong) {
    const auto parsed = parse_listen_url(url);
    ASSERT_FALSE(parsed.ok()) << url;
    EXPECT_EQ(parsed.error().code, "bad-address");
    EXPECT_THAT(parsed.error().text, HasSubstr(text));
    EXPECT_THAT(parsed.error().text, HasSubstr(url));
  }
}

TEST(ListenUrlTest, KnowsWildcards) {
  EXPECT_TRUE(is_wildcard("0.0.0.0"));
  EXPECT_TRUE(is_wildcard("::"));
  EXPECT_FALSE(is_wildcard("127.0.0.1"));
}

}  // namespace
}  // namespace tipring::sip
