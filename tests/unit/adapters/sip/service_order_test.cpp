#include "adapters/sip/service_order.h"

#include <map>

#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ServiceOrderTest, LowerPrioritiesStandFirst) {
  Chance chance(1);
  const auto ordered = in_order({{"c", 1, 30, 0}, {"a", 1, 10, 0}, {"b", 1, 20, 100}}, chance);
  EXPECT_THAT(ordered, ElementsAre(ServiceRecord{"a", 1, 10, 0}, ServiceRecord{"b", 1, 20, 100},
                                   ServiceRecord{"c", 1, 30, 0}));
}

TEST(ServiceOrderTest, WeightsSayHowOftenOneIsFirst) {
  Chance chance(7);
  std::map<std::string, int> first;
  for (int round = 0; round < 10'000; ++round)
    ++first[in_order({{"light", 1, 10, 100}, {"heavy", 1, 10, 300}}, chance).front().host];
  EXPECT_NEAR(first["heavy"], 7'500, 300);
}

TEST(ServiceOrderTest, NoneIsLost) {
  Chance chance(3);
  std::vector<ServiceRecord> records;
  for (std::uint16_t port = 1; port <= 20; ++port)
    records.push_back(
        {"host", port, static_cast<std::uint16_t>(port % 3), static_cast<std::uint16_t>(port % 4)});
  EXPECT_THAT(in_order(records, chance), testing::UnorderedElementsAreArray(records));
  EXPECT_THAT(in_order({}, chance), IsEmpty());
}

TEST(ServiceOrderTest, OfNaptrRecordsThoseAreTakenThatWeCanGo) {
  EXPECT_THAT(services_of({{20, 1, "s", "SIP+D2U", "_sip._udp.b"},
                           {10, 2, "S", "sip+d2t", "_sip._tcp.a"},
                           {10, 1, "s", "SIPS+D2T", "_sips._tcp.a"},
                           {10, 1, "u", "E2U+sip", ""}}),
              ElementsAre(ServiceName{"tls", "_sips._tcp.a"}, ServiceName{"tcp", "_sip._tcp.a"},
                          ServiceName{"udp", "_sip._udp.b"}));
  EXPECT_EQ(service_of("tls", "a.example"), (ServiceName{"tls", "_sips._tcp.a.example"}));
  EXPECT_EQ(service_of("tcp", "a.example"), (ServiceName{"tcp", "_sip._tcp.a.example"}));
}

}  // namespace
}  // namespace tipring::sip
