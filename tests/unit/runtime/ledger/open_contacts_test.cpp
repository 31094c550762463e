#include "runtime/ledger/open_contacts.h"

#include <gmock/gmock.h>

namespace tipring {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Fields = std::vector<std::pair<std::string, FieldValue>>;

constexpr ContactId contact{1, 7};
constexpr LegId caller{1, 1};
constexpr LegId agent{1, 2};

std::string text(const char* value) {
  return value;
}

struct WhatIsOpen : ::testing::Test {
  void entry(EntryKind kind, LegId leg = {}, Fields fields = {}, ContactId of = contact) {
    const Entry made{.sequence = ++sequence,
                     .at = UtcTime(std::chrono::seconds(sequence)),
                     .kind = kind,
                     .contact = of,
                     .leg = leg,
                     .fields = std::move(fields)};
    contacts.fold(made);
    oldest.fold(made);
  }
  void arrive(ContactId of = contact, LegId leg = caller) {
    entry(EntryKind::contact_arrived, leg,
          {{"channel", text("call")},
           {"caller", text("+12025550143")},
           {"caller_name", text("Ann")},
           {"dialled", text("100")},
           {"phone", text("17")},
           {"enterprise", text("north")},
           {"version", text("abc")}},
          of);
    invite(leg, "incoming", of);
  }
  void invite(LegId leg, const char* direction, ContactId of = contact) {
    entry(EntryKind::leg_invited, leg,
          {{"direction", text(direction)}, {"peer", text("sip:17@192.0.2.1")}, {"transport", text("udp")}}, of);
  }
  void bridge(LegId one, LegId other) { entry(EntryKind::bridge_made, one, {{"with", to_string(other)}}); }
  OpenContact only() {
    auto open = contacts.take();
    EXPECT_THAT(open, SizeIs(1));
    return open.empty() ? OpenContact{} : std::move(open.front());
  }

  OpenContacts contacts;
  OldestOpenEntry oldest;
  std::uint64_t sequence = 0;
};

TEST_F(WhatIsOpen, is_all_that_has_arrived_and_not_ended) {
  arrive({1, 1}, {1, 1});
  arrive({1, 2}, {1, 2});
  entry(EntryKind::contact_ended, {}, {}, {1, 1});
  const OpenContact open = only();
  EXPECT_EQ(open.contact, (ContactId{1, 2}));
  EXPECT_EQ(open.caller, "+12025550143");
  EXPECT_EQ(open.caller_name, "Ann");
  EXPECT_EQ(open.dialled, "100");
  EXPECT_EQ(open.phone, "17");
  EXPECT_EQ(open.enterprise, "north");
  EXPECT_EQ(open.version, "abc");
  EXPECT_EQ(open.customer, (LegId{1, 2}));
}

TEST_F(WhatIsOpen, has_its_legs_as_they_are) {
  arrive();
  entry(EntryKind::leg_answered, caller);
  entry(EntryKind::leg_state, caller, {{"state", text("{1}")}});
  entry(EntryKind::leg_state, caller, {{"state", text("{2}")}});
  entry(EntryKind::leg_held, caller, {{"on", true}, {"by", text("peer")}});
  invite(agent, "outgoing");
  invite({1, 3}, "outgoing");
  entry(EntryKind::leg_released, {1, 3});
  const OpenContact open = only();
  ASSERT_THAT(open.legs, SizeIs(2));
  EXPECT_TRUE(open.legs[0].incoming);
  EXPECT_TRUE(open.legs[0].answered);
  EXPECT_EQ(open.legs[0].state, "{2}");
  EXPECT_TRUE(open.legs[0].held_by_peer);
  EXPECT_FALSE(open.legs[0].held_by_us);
  EXPECT_FALSE(open.legs[1].incoming);
  EXPECT_FALSE(open.legs[1].answered);
}

TEST_F(WhatIsOpen, knows_who_talks_to_whom) {
  arrive();
  invite(agent, "outgoing");
  bridge(agent, caller);
  EXPECT_EQ(only().find(caller)->bridged_with, agent);
  arrive();
  invite(agent, "outgoing");
  bridge(caller, agent);
  entry(EntryKind::bridge_ended, agent, {{"with", to_string(caller)}});
  EXPECT_EQ(only().find(caller)->bridged_with, LegId{});
}

TEST_F(WhatIsOpen, has_what_scripts_and_rules_have_said) {
  arrive();
  entry(EntryKind::contact_set, {}, {{"account", text("4711")}});
  entry(EntryKind::contact_identified, {}, {{"customer.known", true}, {"customer.tier", text("gold")}});
  entry(EntryKind::contact_identified, {}, {{"customer.known", false}});
  entry(EntryKind::contact_decided, {}, {{"rules", text("entry")}});
  const OpenContact open = only();
  EXPECT_THAT(open.variables, ElementsAre(std::pair(text("account"), FieldValue(text("4711"))),
                                          std::pair(text("customer.known"), FieldValue(false))));
  EXPECT_THAT(open.why, ElementsAre(std::pair(text("rules"), FieldValue(text("entry")))));
}

TEST_F(WhatIsOpen, is_in_the_dialog_or_queue_that_it_has_entered_last) {
  arrive();
  entry(EntryKind::contact_entered, {}, {{"what", text("dialog")}, {"name", text("menu")}});
  entry(EntryKind::queue_entered, {}, {{"queue", text("billing")}});
  OpenContact open = only();
  EXPECT_EQ(open.queue, "billing");
  EXPECT_EQ(open.dialog, "");
  arrive();
  entry(EntryKind::queue_entered, {}, {{"queue", text("billing")}});
  entry(EntryKind::queue_left, {}, {{"queue", text("billing")}, {"why", text("exit")}});
  entry(EntryKind::contact_entered, {}, {{"what", text("dialog")}, {"name", text("voicemail")}});
  open = only();
  EXPECT_EQ(open.queue, "");
  EXPECT_EQ(open.dialog, "voicemail");
}

TEST_F(WhatIsOpen, belongs_to_its_queue_while_an_agent_serves_it) {
  arrive();
  entry(EntryKind::queue_entered, {}, {{"queue", text("billing")}});
  entry(EntryKind::queue_left, {}, {{"queue", text("billing")}, {"why", text("answered")}});
  EXPECT_EQ(only().queue, "billing");
}

TEST_F(WhatIsOpen, keeps_a_leg_that_has_come_from_another_contact) {
  arrive({1, 1}, caller);
  entry(EntryKind::leg_answered, caller, {}, {1, 1});
  entry(EntryKind::contact_arrived, caller, {{"channel", text("call")}, {"transferred_from", text("1-1")}},
        {1, 2});
  entry(EntryKind::leg_moved, caller, {{"from", text("1-1")}}, {1, 2});
  entry(EntryKind::contact_ended, {}, {}, {1, 1});
  EXPECT_EQ(oldest.sequence(), 1U) << "where the leg was invited";
  const OpenContact open = only();
  ASSERT_NE(open.find(caller), nullptr);
  EXPECT_TRUE(open.find(caller)->answered);
  EXPECT_EQ(open.first_entry, 1U);
  EXPECT_EQ(open.transferred_from, (ContactId{1, 1}));
}

TEST_F(WhatIsOpen, is_nothing_after_a_runtime_that_has_closed_it) {
  arrive();
  entry(EntryKind::runtime_started, {}, {{"run", std::int64_t{2}}}, {});
  EXPECT_THAT(contacts.take(), IsEmpty());
}

TEST_F(WhatIsOpen, outlives_any_number_of_restarts) {
  arrive();
  entry(EntryKind::runtime_started, {}, {{"run", std::int64_t{2}}, {"open", std::int64_t{1}}}, {});
  entry(EntryKind::runtime_started, {}, {{"run", std::int64_t{3}}, {"open", std::int64_t{1}}}, {});
  EXPECT_EQ(only().contact, contact);
}

TEST_F(WhatIsOpen, is_told_whole_from_the_oldest_beginning_on) {
  EXPECT_EQ(oldest.sequence(), 1U);
  entry(EntryKind::site_loaded, {}, {}, {});
  EXPECT_EQ(oldest.sequence(), 2U) << "nothing is open";
  arrive({1, 1}, {1, 1});
  arrive({1, 2}, {1, 2});
  EXPECT_EQ(oldest.sequence(), 2U);
  entry(EntryKind::contact_ended, {}, {}, {1, 1});
  EXPECT_EQ(oldest.sequence(), 4U);
  entry(EntryKind::contact_ended, {}, {}, {1, 2});
  EXPECT_EQ(oldest.sequence(), sequence + 1);
}

}  // namespace
}  // namespace tipring
