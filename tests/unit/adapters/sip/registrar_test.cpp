#include "adapters/sip/registrar.h"

#include <gmock/gmock.h>

namespace tipring::sip {
namespace {

using namespace std::chrono_literals;
using Kind = BindingChange::Kind;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

constexpr Instant start{};

Registration of(const std::string& uri, std::uint32_t cseq, std::optional<Duration> expires = std::nullopt) {
  Registration registration;
  registration.phone = "100";
  registration.most_contacts = 2;
  registration.contacts = {{uri, 1, expires, ""}};
  registration.call_id = "call";
  registration.cseq = cseq;
  registration.source = "192.0.2.7:5060";
  registration.transport = "udp";
  return registration;
}

class RegistrarTest : public testing::Test {
 protected:
  std::vector<Kind> kinds(const RegistrationOutcome& outcome) {
    std::vector<Kind> kinds;
    for (const BindingChange& change : outcome.changes)
      kinds.push_back(change.kind);
    return kinds;
  }
  std::vector<std::string> uris() {
    std::vector<std::string> uris;
    for (const Binding& place : registrar_.places("100"))
      uris.push_back(place.uri);
    return uris;
  }

  Registrar registrar_{{}};
};

TEST_F(RegistrarTest, APhoneIsWhereItSaysUntilItsTimeIsUp) {
  EXPECT_THAT(kinds(registrar_.take(of("sip:a", 1, 2min), start)), ElementsAre(Kind::added));
  EXPECT_THAT(uris(), ElementsAre("sip:a"));
  EXPECT_EQ(registrar_.deadline(), start + 2min);
  EXPECT_THAT(registrar_.expire(start + 2min - 1s), IsEmpty());
  EXPECT_THAT(registrar_.expire(start + 2min), ElementsAre(Field(&BindingChange::kind, Kind::expired)));
  EXPECT_THAT(uris(), IsEmpty());
  EXPECT_EQ(registrar_.deadline(), std::nullopt);
}

TEST_F(RegistrarTest, ARenewalMovesTheEnd) {
  registrar_.take(of("sip:a", 1, 2min), start);
  EXPECT_THAT(kinds(registrar_.take(of("sip:a", 2, 2min), start + 1min)), ElementsAre(Kind::renewed));
  EXPECT_EQ(registrar_.deadline(), start + 3min);
  EXPECT_EQ(registrar_.size(), 1U);
}

TEST_F(RegistrarTest, TimesAreCutToTheLongestAndRefusedBelowTheShortest) {
  registrar_.take(of("sip:a", 1, 48h), start);
  EXPECT_EQ(registrar_.deadline(), start + 1h);
  const auto outcome = registrar_.take(of("sip:b", 1, 30s), start);
  EXPECT_EQ(outcome.status, 423);
  EXPECT_THAT(uris(), ElementsAre("sip:a"));
}

TEST_F(RegistrarTest, APhoneLeavesByAnExpiryOfZero) {
  registrar_.take(of("sip:a", 1), start);
  EXPECT_THAT(kinds(registrar_.take(of("sip:a", 2, 0s), start)), ElementsAre(Kind::removed));
  EXPECT_THAT(uris(), IsEmpty());
}

TEST_F(RegistrarTest, WhatAnOperatorRemovesIsToldApart) {
  registrar_.take(of("sip:a", 1), start);
  EXPECT_EQ(registrar_.remove("100", "sip:a")->kind, Kind::removed_by_hand);
  EXPECT_FALSE(registrar_.remove("100", "sip:a"));
}

TEST_F(RegistrarTest, PlacesAreVisitedInPieces) {
  for (const char* phone : {"200", "100"}) {
    Registration both = of("sip:b", 1);
    both.phone = phone;
    both.contacts.push_back({"sip:a", 1, std::nullopt, ""});
    registrar_.take(both, start);
  }
  std::vector<std::string> visited;
  std::string phone;
  std::string uri;
  for (bool found = true; found;) {
    found = false;
    registrar_.each_after(phone, uri, [&](const Binding& binding) {
      phone = binding.phone;
      uri = binding.uri;
      visited.push_back(phone + " " + uri);
      found = true;
      return false;
    });
  }
  EXPECT_THAT(visited, ElementsAre("100 sip:a", "100 sip:b", "200 sip:a", "200 sip:b"));
}

TEST_F(RegistrarTest, AStarRemovesAllAndNothingElse) {
  registrar_.take(of("sip:a", 1), start);
  registrar_.take(of("sip:b", 2), start);
  Registration all = of("", 3);
  all.contacts.clear();
  all.all = true;
  EXPECT_EQ(registrar_.take(all, start).status, 400);
  all.expires = 0s;
  EXPECT_THAT(kinds(registrar_.take(all, start)), ElementsAre(Kind::removed, Kind::removed));
  EXPECT_EQ(registrar_.size(), 0U);
}

TEST_F(RegistrarTest, WhatIsOutOfOrderChangesNothing) {
  registrar_.take(of("sip:a", 5), start);
  EXPECT_EQ(registrar_.take(of("sip:a", 5, 0s), start).status, 500);
  EXPECT_THAT(uris(), ElementsAre("sip:a"));
  // After a restart a phone counts anew, with a Call-ID of its own.
  Registration anew = of("sip:a", 1);
  anew.call_id = "another";
  EXPECT_EQ(registrar_.take(anew, start).status, 200);
}

TEST_F(RegistrarTest, ARequestTakesForceAsAWholeOrNotAtAll) {
  Registration two = of("sip:a", 1);
  two.contacts.push_back({"sip:b", 1, 10s, ""});
  EXPECT_EQ(registrar_.take(two, start).status, 423);
  EXPECT_THAT(uris(), IsEmpty());
}

TEST_F(RegistrarTest, APhoneIsInSoManyPlacesAtMost) {
  registrar_.take(of("sip:a", 1), start);
  registrar_.take(of("sip:b", 2), start);
  EXPECT_EQ(registrar_.take(of("sip:c", 3), start).status, 403);
  EXPECT_EQ(registrar_.take(of("sip:b", 4), start).status, 200);
  registrar_.take(of("sip:a", 5, 0s), start);
  EXPECT_EQ(registrar_.take(of("sip:c", 6), start).status, 200);
}

TEST_F(RegistrarTest, ADeviceThatMovesLeavesItsOldPlace) {
  Registration first = of("sip:a@192.0.2.7:1000", 1);
  first.contacts[0].instance = "<urn:uuid:1>";
  registrar_.take(first, start);
  Registration second = of("sip:a@192.0.2.7:2000", 1);
  second.call_id = "another";
  second.contacts[0].instance = "<urn:uuid:1>";
  EXPECT_THAT(kinds(registrar_.take(second, start)), ElementsAre(Kind::removed, Kind::added));
  EXPECT_THAT(uris(), ElementsAre("sip:a@192.0.2.7:2000"));
}

TEST_F(RegistrarTest, PlacesThatThePhonePrefersStandFirst) {
  Registration low = of("sip:a", 1);
  low.contacts[0].preference = 0.2;
  registrar_.take(low, start);
  registrar_.take(of("sip:b", 2), start);
  EXPECT_THAT(uris(), ElementsAre("sip:b", "sip:a"));
}

TEST_F(RegistrarTest, WhatWasKnownBeforeIsTakenUpUnlessItsTimeIsOver) {
  Binding binding{.phone = "100", .uri = "sip:a", .expires = start + 1min};
  registrar_.restore(binding, start);
  binding.uri = "sip:b";
  binding.expires = start;
  registrar_.restore(binding, start);
  EXPECT_THAT(uris(), ElementsAre("sip:a"));
}

TEST_F(RegistrarTest, WhoOnlyAsksChangesNothing) {
  registrar_.take(of("sip:a", 1), start);
  Registration question = of("", 2);
  question.contacts.clear();
  EXPECT_EQ(registrar_.take(question, start).status, 200);
  EXPECT_THAT(uris(), ElementsAre("sip:a"));
}

TEST_F(RegistrarTest, APhoneIsKnownByWhereItRegisteredFrom) {
  registrar_.take(of("sip:a", 1), start);
  registrar_.take(of("sip:b", 2), start);
  EXPECT_EQ(registrar_.phone_at("192.0.2.7:5060"), "100");
  EXPECT_EQ(registrar_.phone_at("192.0.2.7:5061"), "");
  Registration other = of("sip:c", 1);
  other.phone = "200";
  registrar_.take(other, start);
  EXPECT_EQ(registrar_.phone_at("192.0.2.7:5060"), "");
  registrar_.expire(start + 1h);
  EXPECT_EQ(registrar_.phone_at("192.0.2.7:5060"), "");
}

TEST_F(RegistrarTest, PhonesThatAreKeptStayAndOthersGo) {
  Registration other = of("sip:b", 1, 2min);
  other.phone = "101";
  registrar_.take(of("sip:a", 1, 2min), start);
  registrar_.take(other, start);
  const auto changes = registrar_.keep_phones([](const std::string& phone) { return phone == "100"; });
  EXPECT_THAT(changes, ElementsAre(Field(&BindingChange::kind, Kind::phone_gone)));
  EXPECT_EQ(changes[0].binding.phone, "101");
  EXPECT_THAT(uris(), ElementsAre("sip:a"));
  EXPECT_EQ(registrar_.size(), 1U);
}

}  // namespace
}  // namespace tipring::sip
