#include "runtime/ledger/call_records.h"

#include <gmock/gmock.h>

namespace tipring {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr ContactId contact{1, 7};
constexpr LegId caller{1, 1};
constexpr LegId agent{1, 2};
constexpr LegId second_agent{1, 3};

UtcTime at(std::chrono::milliseconds time) {
  return UtcTime(time);
}

struct Records : ::testing::Test {
  // Folds an entry `time` after the beginning.
  std::vector<CallRecord> entry(std::chrono::milliseconds time, EntryKind kind, LegId leg = {},
                                std::vector<std::pair<std::string, FieldValue>> fields = {},
                                ContactId of = contact) {
    Entry made{.sequence = ++sequence,
               .at = at(time),
               .kind = kind,
               .contact = kind == EntryKind::runtime_started ? ContactId{} : of,
               .leg = leg,
               .fields = std::move(fields)};
    history.push_back(made);
    auto changed = records.fold(made);
    if (!changed.empty()) last = changed.back();
    return changed;
  }
  void arrive(std::chrono::milliseconds time, ContactId of = contact, LegId leg = caller) {
    entry(time, EntryKind::contact_arrived, leg,
          {{"channel", std::string("call")},
           {"caller", std::string("+12025550143")},
           {"caller_name", std::string("Ann")},
           {"dialled", std::string("100")},
           {"enterprise", std::string("north")}},
          of);
    entry(time, EntryKind::leg_invited, leg, {{"direction", std::string("incoming")}}, of);
  }
  void end(std::chrono::milliseconds time, const char* cause = "") {
    entry(time, EntryKind::contact_ended, {}, {{"cause", std::string(cause)}});
  }
  void bridge(std::chrono::milliseconds time, EntryKind kind, LegId one, LegId other) {
    entry(time, kind, one, {{"with", to_string(other)}});
  }
  void release(std::chrono::milliseconds time, LegId leg, int status, int cause) {
    entry(time, EntryKind::leg_released, leg,
          {{"status", std::int64_t{status}}, {"cause", std::int64_t{cause}}});
  }

  CallRecords records;
  CallRecord last;
  std::vector<Entry> history;
  std::uint64_t sequence = 0;
};

TEST_F(Records, begin_when_a_contact_arrives) {
  arrive(5s);
  EXPECT_EQ(last, (CallRecord{.contact = contact,
                              .first_entry = 1,
                              .channel = "call",
                              .caller = "+12025550143",
                              .caller_name = "Ann",
                              .dialled = "100",
                              .enterprise = "north",
                              .arrived = at(5s),
                              .legs = 1}));
  EXPECT_EQ(records.open(), 1U);
}

TEST_F(Records, of_a_transferred_call_count_who_transferred_only_where_it_talks_there) {
  entry(0s, EntryKind::contact_arrived, caller, {{"channel", std::string("call")}});
  entry(0s, EntryKind::leg_moved, caller);
  entry(0s, EntryKind::leg_moved, agent);
  entry(1s, EntryKind::leg_invited, second_agent);
  EXPECT_EQ(last.legs, 2);
  entry(2s, EntryKind::leg_released, second_agent);
  bridge(2s, EntryKind::bridge_made, agent, caller);
  EXPECT_EQ(last.legs, 3) << "it has its party back";
  bridge(3s, EntryKind::bridge_ended, agent, caller);
  bridge(4s, EntryKind::bridge_made, agent, caller);
  EXPECT_EQ(last.legs, 3) << "it is counted once";
}

TEST_F(Records, of_a_call_that_a_menu_answers_have_no_talk_time) {
  arrive(0s);
  entry(1s, EntryKind::leg_answered, caller);
  entry(2s, EntryKind::play_started, caller);
  release(9s, caller, 0, 16);
  end(9s);
  EXPECT_EQ(last.answered, at(1s));
  EXPECT_EQ(last.ended, at(9s));
  EXPECT_EQ(last.cause, "");
  EXPECT_EQ(last.release_cause, 16);
  EXPECT_EQ(last.talk_time, 0s);
  EXPECT_EQ(records.open(), 0U);
}

TEST_F(Records, of_a_call_never_answered_say_so) {
  arrive(0s);
  release(3s, caller, 487, 16);
  end(3s);
  EXPECT_EQ(last.answered, std::nullopt);
  EXPECT_EQ(last.status, 487);
  EXPECT_EQ(last.ended, at(3s));
}

TEST_F(Records, count_talk_from_when_both_have_answered) {
  arrive(0s);
  entry(1s, EntryKind::leg_invited, agent, {{"direction", std::string("outgoing")}});
  bridge(2s, EntryKind::bridge_made, caller, agent);  // Early media.
  entry(5s, EntryKind::leg_answered, agent);
  entry(6s, EntryKind::leg_answered, caller);
  bridge(16s, EntryKind::bridge_ended, caller, agent);
  release(17s, agent, 0, 16);
  end(20s);
  EXPECT_EQ(last.talk_time, 10s);
  EXPECT_EQ(last.legs, 2);
  EXPECT_EQ(last.answered, at(6s));
}

TEST_F(Records, add_up_the_talk_with_several_parties) {
  arrive(0s);
  entry(0s, EntryKind::leg_answered, caller);
  for (const LegId party : {agent, second_agent}) {
    const auto start = party == agent ? 10s : 60s;
    entry(start, EntryKind::leg_invited, party);
    entry(start, EntryKind::leg_answered, party);
    bridge(start, EntryKind::bridge_made, party, caller);
    bridge(start + 20s, EntryKind::bridge_ended, caller, party);
    release(start + 20s, party, 0, 16);
  }
  end(100s);
  EXPECT_EQ(last.talk_time, 40s);
  EXPECT_EQ(last.legs, 3);
}

TEST_F(Records, end_the_talk_with_the_other_party) {
  arrive(0s);
  entry(0s, EntryKind::leg_answered, caller);
  entry(1s, EntryKind::leg_answered, agent);
  bridge(1s, EntryKind::bridge_made, caller, agent);
  release(4s, agent, 0, 16);
  end(50s);
  EXPECT_EQ(last.talk_time, 3s);
}

TEST_F(Records, do_not_count_a_bridge_between_others) {
  arrive(0s);
  entry(0s, EntryKind::leg_answered, caller);
  entry(1s, EntryKind::leg_answered, agent);
  entry(1s, EntryKind::leg_answered, second_agent);
  bridge(1s, EntryKind::bridge_made, agent, second_agent);
  end(50s);
  EXPECT_EQ(last.talk_time, 0s);
}

TEST_F(Records, bear_a_clock_that_is_set_back) {
  arrive(0s);
  entry(100s, EntryKind::leg_answered, caller);
  entry(100s, EntryKind::leg_answered, agent);
  bridge(100s, EntryKind::bridge_made, caller, agent);
  end(40s);
  EXPECT_EQ(last.talk_time, 0s);
}

TEST_F(Records, keep_the_cause_of_the_contact) {
  arrive(0s);
  release(1s, caller, 500, 41);
  end(1s, "script-failed");
  EXPECT_EQ(last.cause, "script-failed");
  EXPECT_EQ(last.status, 500);
  EXPECT_EQ(last.release_cause, 41);
}

TEST_F(Records, of_contacts_that_a_killed_runtime_lost_are_closed_by_the_next) {
  arrive(0s, {1, 1}, {1, 1});
  arrive(1s, {1, 2}, {1, 2});
  entry(2s, EntryKind::contact_ended, {}, {}, {1, 1});
  arrive(3s, {1, 3}, {1, 3});
  const auto lost = entry(60s, EntryKind::runtime_started);
  ASSERT_THAT(lost, SizeIs(2));
  EXPECT_EQ(lost[0].contact, (ContactId{1, 2}));
  EXPECT_EQ(lost[1].contact, (ContactId{1, 3}));
  for (const CallRecord& record : lost) {
    EXPECT_EQ(record.cause, "lost");
    EXPECT_EQ(record.ended, at(3s)) << "the last that was heard of the runtime";
  }
  EXPECT_EQ(records.open(), 0U);
  EXPECT_THAT(entry(61s, EntryKind::leg_answered, {1, 2}, {}, {1, 2}), IsEmpty());
}

TEST_F(Records, count_the_talk_of_a_lost_contact_to_the_last_sign_of_life) {
  arrive(0s);
  entry(1s, EntryKind::leg_answered, caller);
  entry(1s, EntryKind::leg_answered, agent);
  bridge(1s, EntryKind::bridge_made, caller, agent);
  entry(8s, EntryKind::digits_gathered, caller);
  entry(60s, EntryKind::runtime_started);
  EXPECT_EQ(last.talk_time, 7s);
}

TEST_F(Records, of_contacts_that_a_runtime_takes_up_go_on) {
  arrive(0s);
  entry(1s, EntryKind::leg_answered, caller);
  entry(1s, EntryKind::leg_answered, agent);
  bridge(1s, EntryKind::bridge_made, caller, agent);
  entry(8s, EntryKind::digits_gathered, caller);
  entry(60s, EntryKind::runtime_started, {}, {{"open", std::int64_t{1}}});
  EXPECT_EQ(last.talk_time, 7s) << "nobody talks while there is no runtime";
  EXPECT_EQ(last.ended, std::nullopt);
  entry(61s, EntryKind::contact_recovered, {}, {{"place", std::string("talk")}});
  bridge(61s, EntryKind::bridge_made, caller, agent);
  end(64s);
  EXPECT_EQ(last.talk_time, 10s);
  EXPECT_EQ(last.ended, at(64s));
  EXPECT_EQ(records.open(), 0U);
}

TEST_F(Records, of_contacts_that_are_not_there_any_more_end_with_the_runtime_that_died) {
  arrive(0s);
  entry(3s, EntryKind::leg_answered, caller);
  entry(60s, EntryKind::runtime_started, {}, {{"open", std::int64_t{1}}});
  entry(92s, EntryKind::leg_released, caller, {{"status", std::int64_t{408}}, {"cause", std::int64_t{102}}});
  end(92s, "lost");
  EXPECT_EQ(last.cause, "lost");
  EXPECT_EQ(last.ended, at(3s));
}

TEST_F(Records, change_with_the_entries_that_concern_them_only) {
  arrive(0s);
  EXPECT_THAT(entry(1s, EntryKind::play_started, caller), IsEmpty());
  EXPECT_THAT(entry(1s, EntryKind::leg_ringing, caller), IsEmpty());
  EXPECT_THAT(entry(1s, EntryKind::leg_answered, {9, 9}, {}, {9, 9}), IsEmpty());
  EXPECT_THAT(entry(1s, EntryKind::site_loaded, {}, {}, {}), IsEmpty());
  EXPECT_THAT(entry(2s, EntryKind::leg_answered, caller), SizeIs(1));
  EXPECT_THAT(entry(3s, EntryKind::leg_answered, caller), IsEmpty());
}

TEST_F(Records, hold_only_what_every_store_can_keep) {
  entry(0s, EntryKind::contact_arrived, caller,
        {{"caller", std::string("a\0b", 3)}, {"dialled", std::int64_t{100}}});
  EXPECT_EQ(last.caller,
            "a\xef\xbf\xbd"
            "b");
  EXPECT_EQ(last.dialled, "");
}

TEST_F(Records, are_the_same_whenever_the_ledger_is_replayed) {
  arrive(0s);
  entry(1s, EntryKind::leg_answered, caller);
  entry(2s, EntryKind::leg_answered, agent);
  bridge(2s, EntryKind::bridge_made, caller, agent);
  end(7s);
  arrive(8s, {1, 8}, {1, 8});
  entry(9s, EntryKind::runtime_started);
  std::vector<std::vector<CallRecord>> replays(2);
  for (auto& replay : replays) {
    CallRecords fresh;
    for (const Entry& each : history) {
      for (auto& record : fresh.fold(each))
        replay.push_back(std::move(record));
    }
  }
  EXPECT_EQ(replays[0], replays[1]);
  EXPECT_EQ(replays[0].back(), last);
}

}  // namespace
}  // namespace tipring
