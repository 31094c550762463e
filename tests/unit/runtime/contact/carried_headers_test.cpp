#include "runtime/contact/carried_headers.h"

#include <gmock/gmock.h>

namespace tipring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

const Headers arrived{{"Via", "SIP/2.0/UDP 10.0.0.5"},
                      {"Record-Route", "<sip:10.0.0.1;lr>"},
                      {"user-to-user", "56a390f3d2b7310023a2;encoding=hex"},
                      {"P-Asserted-Identity", "<sip:+12025550143@carrier.example>"},
                      {"Privacy", "id"},
                      {"Diversion", "<sip:100@pbx.example>;reason=unconditional"},
                      {"X-Inside", "10.0.0.5"}};

TEST(CarriedHeadersTest, NothingOfTheInsideGoesAlong) {
  EXPECT_THAT(carried_headers(arrived, usually_carried(), {}),
              ElementsAre(Pair("user-to-user", testing::_), Pair("Diversion", testing::_)));
}

TEST(CarriedHeadersTest, IdentitiesGoOnlyBetweenThoseWhoTrustEachOther) {
  EXPECT_THAT(carried_headers(arrived, {"P-Asserted-Identity", "Privacy"}, {.caller = true, .target = true}),
              ElementsAre(Pair("P-Asserted-Identity", testing::_), Pair("Privacy", "id")));
  EXPECT_THAT(carried_headers(arrived, {"P-Asserted-Identity"}, {.caller = true, .target = false}), IsEmpty());
  EXPECT_THAT(carried_headers(arrived, {"P-Asserted-Identity"}, {.caller = false, .target = true}), IsEmpty());
}

TEST(CarriedHeadersTest, WhatAScriptAsksForGoesAlongAndNothingElse) {
  EXPECT_THAT(carried_headers(arrived, {"x-inside"}, {}), ElementsAre(Pair("X-Inside", "10.0.0.5")));
  EXPECT_THAT(carried_headers(arrived, {}, {.caller = true, .target = true}), IsEmpty());
}

TEST(CarriedHeadersTest, WhatAScriptSetsStandsInsteadOfWhatCame) {
  EXPECT_THAT(carried_headers(arrived, usually_carried(), {}, {{"Diversion", "<sip:200@pbx.example>"}}),
              ElementsAre(Pair("user-to-user", testing::_)));
}

TEST(CarriedHeadersTest, WhatBelongsToTheProtocolCannotBeCarried) {
  for (const char* name : {"Via", "Contact", "Record-Route", "Call-ID", "From", "X-", ""})
    EXPECT_FALSE(may_be_carried(name)) << name;
  for (const char* name : {"X-Account", "x-a", "USER-TO-USER", "Privacy", "History-Info"})
    EXPECT_TRUE(may_be_carried(name)) << name;
}

TEST(CarriedHeadersTest, SomeNamePartiesByTheirHosts) {
  for (const char* name : {"diversion", "History-Info", "P-Asserted-Identity", "P-Preferred-Identity"})
    EXPECT_TRUE(names_parties(name)) << name;
  for (const char* name : {"User-to-User", "Privacy", "X-Account"})
    EXPECT_FALSE(names_parties(name)) << name;
}

}  // namespace
}  // namespace tipring
