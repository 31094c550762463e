// A runtime that is killed with calls in it, and the one that comes after it: the phones stay where they are.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "floor_world.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipring {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// A runtime after a crash, at the same network, with the ledger of those before it.
class Life final : public Attendant {
 public:
  Life(FloorWorld& first, std::uint32_t run, const std::vector<const journal::MemoryJournal*>& ledger)
      : inbox_(first.loop),
        ids_(run),
        telephony_(first.loop, first.network, ids_),
        media_(first.loop, first.network, {.file_exists = [](const std::string&) { return true; }}),
        floor_(first.loop, inbox_, ids_,
               {telephony_, media_, first.messaging, first.speech, first.directory, journal_, log_, chance_},
               {.capabilities = {}, .recordings_folder = "/rec", .parties = {}, .permissions = {}}, *this, 1) {
    first.network.connect(telephony_, media_);
    telephony_.deliver_to(inbox_);
    media_.deliver_to(inbox_);
    OpenContacts contacts;
    for (const journal::MemoryJournal* part : ledger) {
      static_cast<void>(static_cast<const Journal&>(*part).read([&](std::string_view payload) {
        contacts.fold(parse_entry(payload).value());
        return true;
      }));
    }
    const auto open = contacts.take();
    floor_.started(run, "test", open.size());
    floor_.recover(open);
    first.loop.post([] {});
  }

  void attend(ContactId contact) override { attended.push_back(contact); }
  void recovered(ContactId contact, const RecoveredPlace& where) override {
    attended.push_back(contact);
    place = where;
  }
  void released(ContactId contact, const Release& /*release*/) override { calls().finish(contact, {}); }

  Calls& calls() { return floor_.calls(); }
  FloorLive live() const { return floor_.live(); }
  const journal::MemoryJournal& journal() const { return journal_; }

  std::vector<std::string> story() const {
    std::vector<std::string> lines;
    static_cast<void>(static_cast<const Journal&>(journal_).read([&](std::string_view payload) {
      const auto entry = parse_entry(payload);
      std::string line(to_string(entry->kind));
      for (const auto& [key, value] : entry->fields) {
        if (const auto* text = std::get_if<std::string>(&value)) line += " " + key + "=" + *text;
        if (const auto* number = std::get_if<std::int64_t>(&value))
          line += " " + key + "=" + std::to_string(*number);
      }
      lines.push_back(line);
      return true;
    }));
    return lines;
  }

  std::vector<ContactId> attended;
  std::optional<RecoveredPlace> place;

 private:
  struct NoLog final : Log {
    void write(LogLevel, std::string_view) override {}
  };

  NoLog log_;
  Inbox inbox_;
  Ids ids_;
  Chance chance_{2};
  sim::SimTelephony telephony_;
  sim::SimMedia media_;
  journal::MemoryJournal journal_;
  Floor floor_;
};

class RecoveryTest : public ::testing::Test {
 protected:
  RecoveryTest() {
    world.on_attend = [this](ContactId contact) {
      if (answers) {
        ASSERT_TRUE(world.calls.answer(contact).ok());
      }
      world.calls.note_entered(contact, "dialog", "menu");
      ASSERT_TRUE(world.calls.set_variable(contact, "account", std::string("4711")).ok());
      if (!connects) return;
      ConnectRequest request;
      request.targets.push_back({"sip:bob@sim", 1min});
      ASSERT_TRUE(world.calls.connect(contact, request, [](const ConnectOutcome&) {}).ok());
    };
  }

  sim::Party& caller() {
    sim::Party& party = world.call();
    world.run(1s);
    return party;
  }
  // Two who talk.
  std::pair<sim::Party*, sim::Party*> pair() {
    connects = true;
    sim::Party& bob = world.expect("bob");
    EXPECT_TRUE(bob.answer().ok());
    return {&caller(), &bob};
  }
  Life& restart(Duration time = 2s) {
    second.emplace(world, 2, std::vector<const journal::MemoryJournal*>{&world.journal});
    world.run(time);
    return *second;
  }
  static std::string heard_by(const sim::Party& party) {
    return party.hearing() == nullptr ? "nothing" : party.hearing()->text;
  }

  FloorWorld world;
  bool answers = true;
  bool connects = false;
  std::optional<Life> second;
};

TEST_F(RecoveryTest, ACallerInADialogGoesOnThere) {
  sim::Party& ann = caller();
  Life& after = restart();
  ASSERT_TRUE(after.place);
  EXPECT_EQ(after.place->dialog, "menu");
  EXPECT_FALSE(after.place->talks_to);
  const Contact* contact = after.calls().find(after.attended.front());
  ASSERT_NE(contact, nullptr);
  EXPECT_EQ(contact->id, world.contact) << "it is the same contact";
  EXPECT_TRUE(contact->recovered);
  EXPECT_EQ(contact->caller.user, "100");
  EXPECT_EQ(contact->dialled.user, "200");
  EXPECT_EQ(contact->variables.at("account"), FieldValue(std::string("4711")));
  EXPECT_THAT(after.story(), Contains("contact.recovered place=dialog name=menu"));

  world.loop.post([&after, id = contact->id] {
    EXPECT_TRUE(after.calls()
                    .play(id, {{SoundClip{.name = "welcome", .path = "/w.wav", .length = 5s}}, true},
                          [](const PlayOutcome&) {})
                    .ok());
  });
  world.run(1s);
  ASSERT_NE(ann.hearing(), nullptr);
  EXPECT_EQ(ann.hearing()->name, "welcome");
  ASSERT_TRUE(ann.hang_up().ok());
  world.run(40s);
  EXPECT_EQ(after.live().contacts, 0U);
  EXPECT_EQ(after.live().legs, 0U);
}

TEST_F(RecoveryTest, TwoWhoTalkAreBridgedAgain) {
  const auto [ann, bob] = pair();
  Life& after = restart();
  ASSERT_TRUE(after.place);
  EXPECT_TRUE(after.place->talks_to);
  ASSERT_TRUE(bob->speak(1s, "still there").ok());
  world.run(100ms);
  EXPECT_EQ(heard_by(*ann), "still there");
  bool over = false;
  const ContactId contact = after.attended.front();
  ASSERT_TRUE(after.calls()
                  .resume_talk(contact,
                               [&](const ConnectOutcome& outcome) {
                                 over = outcome.answered;
                                 after.calls().finish(contact, {});
                               })
                  .ok());
  ASSERT_TRUE(bob->hang_up().ok());
  world.run(40s);
  EXPECT_TRUE(over);
  EXPECT_EQ(ann->state(), sim::PartyState::over);
  EXPECT_EQ(after.live().contacts, 0U);
  EXPECT_EQ(after.live().operations, 0U);
}

TEST_F(RecoveryTest, WhoHasHungUpMeanwhileIsLostAndTheOtherIsTold) {
  const auto [ann, bob] = pair();
  ann->vanish();
  Life& after = restart(1min);
  EXPECT_THAT(after.attended, IsEmpty());
  EXPECT_EQ(bob->state(), sim::PartyState::over);
  EXPECT_THAT(after.story(), Contains("contact.ended cause=lost"));
  EXPECT_THAT(after.story(), Contains(HasSubstr("leg.released by=system status=408")));
  EXPECT_EQ(after.live().contacts, 0U);
  EXPECT_EQ(after.live().legs, 0U);
}

TEST_F(RecoveryTest, WhoseAgentIsGoneGoesOnWithoutIt) {
  const auto [ann, bob] = pair();
  bob->vanish();
  Life& after = restart(1min);
  ASSERT_TRUE(after.place);
  EXPECT_FALSE(after.place->talks_to);
  EXPECT_EQ(after.place->dialog, "menu");
  EXPECT_EQ(ann->state(), sim::PartyState::answered);
}

TEST_F(RecoveryTest, AHoldStaysOne) {
  const auto [ann, bob] = pair();
  ASSERT_TRUE(bob->hold().ok());
  world.run(1s);
  Life& after = restart();
  ASSERT_TRUE(after.place);
  const Leg* leg = after.calls().find_leg(after.place->talks_to);
  ASSERT_NE(leg, nullptr);
  EXPECT_TRUE(leg->held_by_peer);
  ASSERT_TRUE(ann->speak(1s, "anybody?").ok());
  world.run(100ms);
  EXPECT_EQ(heard_by(*bob), "nothing");
  ASSERT_TRUE(bob->resume().ok());
  world.run(1s);
  EXPECT_FALSE(leg->held_by_peer);
  ASSERT_TRUE(ann->speak(1s, "at last").ok());
  world.run(100ms);
  EXPECT_EQ(heard_by(*bob), "at last");
}

TEST_F(RecoveryTest, WhomWeHoldWeHoldStill) {
  sim::Party& ann = caller();
  world.loop.post(
      [this] { EXPECT_TRUE(world.calls.hold(world.contact, true, [](const std::optional<Error>&) {}).ok()); });
  world.run(1s);
  Life& after = restart();
  ASSERT_EQ(after.attended.size(), 1U);
  EXPECT_TRUE(after.calls().customer_leg(after.attended.front())->held_by_us);
  EXPECT_EQ(ann.state(), sim::PartyState::answered);
}

TEST_F(RecoveryTest, WhomNobodyHadAnsweredIsToldToComeBack) {
  answers = false;
  sim::Party& ann = caller();
  Life& after = restart();
  ASSERT_TRUE(ann.ending());
  EXPECT_EQ(ann.ending()->status, 503);
  EXPECT_THAT(after.story(), Contains("contact.ended cause=lost"));
  EXPECT_EQ(after.live().contacts, 0U);
}

TEST_F(RecoveryTest, APhoneThatRangForNobodyRingsNoMore) {
  connects = true;
  sim::Party& bob = world.expect("bob");
  sim::Party& ann = caller();
  ASSERT_EQ(bob.state(), sim::PartyState::ringing);
  Life& after = restart();
  EXPECT_EQ(bob.state(), sim::PartyState::over);
  ASSERT_TRUE(after.place) << "the caller goes on";
  EXPECT_FALSE(after.place->talks_to);
  EXPECT_EQ(ann.state(), sim::PartyState::answered);
}

TEST_F(RecoveryTest, WhoHangsUpWhileWeComeBackIsNotLost) {
  sim::Party& ann = caller();
  ASSERT_TRUE(ann.hang_up().ok());
  Life& after = restart(1min);
  EXPECT_THAT(after.attended, IsEmpty());
  EXPECT_THAT(after.story(), Contains("contact.ended cause="));
  EXPECT_THAT(after.story(), Not(Contains("contact.ended cause=lost")));
}

TEST_F(RecoveryTest, ASecondCrashLosesNobodyEither) {
  sim::Party& ann = caller();
  Life& after = restart();
  Life third(world, 3, {&world.journal, &after.journal()});
  world.run(2s);
  ASSERT_TRUE(third.place);
  EXPECT_EQ(third.place->dialog, "menu");
  EXPECT_EQ(third.attended, after.attended) << "it is the same contact";
  ASSERT_TRUE(ann.hang_up().ok());
  world.run(40s);
  EXPECT_EQ(third.live().contacts, 0U);
}

}  // namespace
}  // namespace tipring
