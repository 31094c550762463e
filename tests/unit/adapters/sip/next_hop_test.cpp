#include "adapters/sip/next_hop.h"

#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using testing::HasSubstr;

TEST(NextHopTest, ReadsNumericHosts) {
  EXPECT_EQ(next_hop_of("sip:100@192.0.2.1:5070")->endpoint, (Endpoint{"udp", "192.0.2.1", 5070}));
  EXPECT_EQ(next_hop_of("sip:192.0.2.1")->endpoint, (Endpoint{"udp", "192.0.2.1", 5060}));
  EXPECT_EQ(next_hop_of("sip:100@[2001:db8::1]:5070")->endpoint, (Endpoint{"udp", "2001:db8::1", 5070}));
  EXPECT_EQ(next_hop_of("\"Bob\" <sip:192.0.2.1;lr>;x=y")->endpoint, (Endpoint{"udp", "192.0.2.1", 5060}));
}

TEST(NextHopTest, HonoursTheTransport) {
  const auto named = next_hop_of("sip:100@192.0.2.1;user=phone;transport=TCP").value();
  EXPECT_EQ(named.endpoint.transport, "tcp");
  EXPECT_TRUE(named.transport_named);
  EXPECT_FALSE(next_hop_of("sip:100@192.0.2.1").value().transport_named);
  EXPECT_EQ(next_hop_of("sip:100@192.0.2.1;transport=tls")->endpoint, (Endpoint{"tls", "192.0.2.1", 5061}));
  EXPECT_EQ(next_hop_of("sips:100@192.0.2.1:5070;transport=tcp")->endpoint,
            (Endpoint{"tls", "192.0.2.1", 5070}));
  EXPECT_TRUE(next_hop_of("sips:100@192.0.2.1")->transport_named);
  EXPECT_FALSE(next_hop_of("sip:100@192.0.2.1;transports=tcp").value().transport_named);
  EXPECT_FALSE(next_hop_of("sip:100@192.0.2.1;transport-").value().transport_named);
}

TEST(NextHopTest, KnowsThisMachine) {
  const auto hop = next_hop_of("sip:100@LocalHost:5070").value();
  EXPECT_EQ(hop.endpoint, (Endpoint{"udp", "127.0.0.1", 5070}));
  EXPECT_TRUE(hop.any_family);
}

TEST(NextHopTest, SaysWhyItCannotReachAUri) {
  const std::vector<std::tuple<std::string, std::string, std::string>> wrong{
      {"sip:100@example.com", "unresolved", "'example.com'"},
      {"sip:100@192.0.2.1;transport=ws", "unsupported-transport", "'ws'"},
      {"sips:100@192.0.2.1;transport=udp", "unsupported-transport", "does not go with sips:"},
      {"tel:+12025550143", "unsupported-scheme", "tel:"},
      {"100", "bad-uri", "'100'"},
      {"", "bad-uri", "''"},
      {"sip:", "bad-uri", "sip:"},
      {"sip:100@192.0.2.1:99999", "bad-uri", "99999"},
      {"sip:100@[::1", "bad-uri", "sip:100@[::1"},
      {"http://192.0.2.1", "unsupported-scheme", "http"},
  };
  for (const auto& [uri, code, text] : wrong) {
    const auto hop = next_hop_of(uri);
    ASSERT_FALSE(hop.ok()) << uri;
    EXPECT_EQ(hop.error().code, code) << uri;
    EXPECT_THAT(hop.error().text, HasSubstr(text));
  }
}

TEST(NextHopTest, WritesDestinations) {
  EXPECT_EQ(destination_uri({"tcp", "::1", 5070}), "sip:[::1]:5070;transport=tcp");
}

TEST(HostQuestionTest, WhatAUriNamesIsAskedForAndNothingElse) {
  const auto question = host_question_of("<sip:ann@pbx.example:5070;transport=TCP>");
  ASSERT_TRUE(question.ok());
  EXPECT_EQ(question->host, "pbx.example");
  EXPECT_EQ(question->port, 5070);
  EXPECT_EQ(question->transport, "tcp");
  EXPECT_FALSE(question->is_numeric);
  EXPECT_EQ(host_question_of("sip:pbx.example")->port, 0);
  EXPECT_EQ(host_question_of("sip:pbx.example")->transport, "");
  EXPECT_TRUE(host_question_of("sip:[::1]:5060")->is_numeric);
  EXPECT_FALSE(host_question_of("sip:ann@").ok());
}

TEST(HostQuestionTest, OurContactNamesItsTransportWhereThatIsNotUdp) {
  EXPECT_EQ(contact_uri({"udp", "192.0.2.1", 5060}, "ann"), "sip:ann@192.0.2.1:5060");
  EXPECT_EQ(contact_uri({"tcp", "::1", 5070}, ""), "sip:[::1]:5070;transport=tcp");
  EXPECT_EQ(host_and_port_of("\"Gw\" <sip:4711@gw.example:5070;lr>"), "gw.example:5070");
  EXPECT_EQ(host_and_port_of("tel:1"), "");
}

}  // namespace
}  // namespace tipring::sip
