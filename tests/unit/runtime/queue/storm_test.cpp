#include <array>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "queue_world.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tipring {
namespace {

using namespace std::chrono_literals;

DistributionPlan storm_plan(Chance& chance) {
  DistributionPlan plan;
  const std::vector<std::string> skills{"billing", "repair", "spanish"};
  // The first can serve everybody, so that nobody has to wait for ever.
  for (int i = 0; i < 12; ++i) {
    AgentDefinition each = agent("agent" + std::to_string(i));
    for (const std::string& skill : skills)
      each.skills[skill] = i == 0 ? highest_proficiency : static_cast<int>(chance.between(0, 10));
    each.weight = static_cast<int>(chance.between(1, 5));
    plan.agents.push_back(each);
  }
  const auto strategies = static_cast<int>(strategy_names().size());
  for (int i = 0; i < strategies; ++i) {
    QueueDefinition each = queue("queue" + std::to_string(i));
    each.strategy = static_cast<Strategy>(i);
    each.needs = {{skills[static_cast<std::size_t>(i) % 3], static_cast<int>(chance.between(1, 8))}};
    if (chance.between(0, 1) == 1)
      each.widen = {{0s, each.needs}, {20s, {{skills[static_cast<std::size_t>(i) % 3], 1}}}};
    each.wrap_up = std::chrono::seconds(chance.between(0, 10));
    each.missed.not_ready_after = static_cast<int>(chance.between(0, 3));
    if (chance.between(0, 1) == 1) each.sticky = 5s;
    if (chance.between(0, 1) == 1) each.regain = 60s;
    if (chance.between(0, 1) == 1) each.limit = {.contacts = 20, .wait = 120s, .otherwise = Action{}};
    if (chance.between(0, 2) == 1)
      each.overflow = Overflow{.after = 60s, .no_agents = true, .keeps_place = true};
    plan.queues.push_back(each);
  }
  plan.fairness = static_cast<Fairness>(chance.between(0, 2));
  return plan;
}

/// Something that happens: what, to whom and how much, drawn beforehand, so that a storm can be played again
/// without some of it.
struct Event {
  std::int64_t kind = 0;
  std::uint64_t who = 0;
  std::uint64_t much = 0;
};

std::string to_text(const Event& event) {
  static constexpr std::array<std::string_view, 12> kinds{
      "enter", "enter", "enter", "gone", "set", "set", "accept", "accept", "refuse", "finish", "rare", "time"};
  return std::string(kinds[static_cast<std::size_t>(event.kind)]) + " " + std::to_string(event.who) + " " +
         std::to_string(event.much);
}

std::vector<Event> events_of(std::uint64_t seed, int count) {
  Chance chance(seed);
  std::vector<Event> events;
  for (int i = 0; i < count; ++i)
    events.push_back({chance.between(0, 11), chance.next() % 1'000'000, chance.next() % 1'000'000});
  return events;
}

/// All that the distributor takes. Its invariants are looked at after each turn.
class Storm {
 public:
  explicit Storm(std::uint64_t seed) : chance_(seed), plan_(storm_plan(chance_)), world_(plan_, seed) {}

  void play(const Event& event) {
    switch (event.kind) {
      case 0:
      case 1:
      case 2:
        world_.enter(queue(event.who), static_cast<int>(event.much % 4),
                     "+1202555" + std::to_string(1000 + event.much % 20));
        break;
      case 3:
        world_.distributor.gone(contact(event.who));
        break;
      case 4:
      case 5:
        world_.set(agent(event.who), static_cast<Presence>(std::min<std::uint64_t>(event.much % 5, 2)),
                   "break");
        break;
      case 6:
      case 7:
        if (const auto* held = offer(event.who, false)) world_.accept(held->agent);
        break;
      case 8:
        if (const auto* held = offer(event.who, false)) world_.refuse(held->agent);
        break;
      case 9:
        if (const auto* held = offer(event.who, true)) world_.finish(held->agent);
        break;
      case 10:
        rare(event);
        break;
      default:
        world_.run(std::chrono::seconds(event.much % 16));
        break;
    }
    world_.run({});
  }

  /// Agents serve whoever is left. True once nobody is.
  bool calms_down() {
    for (int round = 0; round < 300; ++round) {
      for (const AgentDefinition& each : plan_.agents)
        world_.set(each.name, Presence::ready);
      while (!world_.held.empty()) {
        const auto held = world_.held.front();
        if (!held.accepted) world_.accept(held.agent);
        world_.finish(held.agent);
      }
      world_.run(11s);
      if (world_.held.empty() && waiting() == 0) return true;
    }
    return false;
  }

  QueueWorld& world() { return world_; }
  const DistributionPlan& plan() const { return plan_; }

 private:
  std::size_t waiting() const {
    std::size_t waiting = 0;
    for (const auto& [name, queue] : world_.distributor.queues())
      waiting += queue->order.size();
    return waiting;
  }

  void rare(const Event& event) {
    switch (event.much % 4) {
      case 0:
        static_cast<void>(world_.distributor.move(contact(event.who), queue(event.much / 4), 1, "operator"));
        break;
      case 1:
        static_cast<void>(world_.distributor.finish_wrap_up(agent(event.who), "operator"));
        break;
      case 2:
        world_.distributor.reconfigure(plan_);
        break;
      default:
        static_cast<void>(world_.distributor.drain(queue(event.who), event.much / 4 % 2 == 1, "operator"));
        break;
    }
  }

  const std::string& queue(std::uint64_t which) const { return plan_.queues[which % plan_.queues.size()].name; }
  const std::string& agent(std::uint64_t which) const { return plan_.agents[which % plan_.agents.size()].name; }
  ContactId contact(std::uint64_t which) const {
    return QueueWorld::id(1 + static_cast<int>(which % static_cast<std::uint64_t>(world_.contacts + 1)));
  }
  const QueueWorld::Held* offer(std::uint64_t which, bool accepted) const {
    std::vector<const QueueWorld::Held*> found;
    for (const auto& held : world_.held) {
      if (held.accepted == accepted) found.push_back(&held);
    }
    return found.empty() ? nullptr : found[which % found.size()];
  }

  Chance chance_;
  DistributionPlan plan_;
  QueueWorld world_;
};

/// The first breach of a storm; empty: none.
std::string breach_of(std::uint64_t seed, const std::vector<Event>& events) {
  Storm storm(seed);
  for (const Event& event : events) {
    storm.play(event);
    if (!storm.world().breaches.empty()) return storm.world().breaches.front();
  }
  return storm.calms_down() ? std::string() : "not everybody is served in the end";
}

/// As few of the events as still lead to a breach, for people to read.
std::string shortest_play(std::uint64_t seed, std::vector<Event> events) {
  for (std::size_t size = events.size() / 2; size > 0; size /= 2) {
    for (std::size_t from = 0; from + size <= events.size();) {
      std::vector<Event> fewer = events;
      const auto begin = fewer.begin() + static_cast<std::ptrdiff_t>(from);
      fewer.erase(begin, begin + static_cast<std::ptrdiff_t>(size));
      if (breach_of(seed, fewer).empty()) {
        from += size;
      } else {
        events = std::move(fewer);
      }
    }
  }
  std::string play = breach_of(seed, events) + "; seed " + std::to_string(seed) + ":";
  for (const Event& event : events)
    play += "\n  " + to_text(event);
  return play;
}

/// Who waits where since when, who serves whom, and how the agents are.
std::string description(Distributor& distributor) {
  std::string text;
  const Instant now = distributor.loop().clock().now();
  for (const auto& [name, queue] : distributor.queues()) {
    text += name + (queue->drains ? " drains:" : ":");
    for (const Waiting* waiting : queue->order)
      text += " " + to_string(waiting->contact) + "/" + std::to_string((now - waiting->since).count()) + "/" +
              to_text(waiting->needs) + "/" + waiting->customer;
    text += "\n";
  }
  for (const auto& agent : distributor.agents()) {
    text += agent->definition.name + " " + std::string(to_string(agent->presence)) + " " + agent->reason +
            " served " + std::to_string(agent->served) + " talked " + std::to_string(agent->talked.count()) +
            (agent->wraps_up ? " wraps up for " + std::to_string((agent->wrap_up_until - now).count()) : "");
    for (const OfferHandle handle : agent->in_hand) {
      const Offer* offer = distributor.find_offer(handle);
      if (offer->state() == OfferState::serving) text += " serves " + to_string(offer->contact);
    }
    text += "\n";
  }
  return text;
}

/// Storms of one part of all seeds. TIPRING_STORMS says how many, where it is to take longer than usual.
class QueueStormTest : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  static std::uint64_t storms() {
    const char* given = std::getenv("TIPRING_STORMS");
    return given == nullptr ? 50 : std::strtoull(given, nullptr, 10);
  }
  static std::uint64_t first() { return GetParam() * storms() + 1; }
};

// What a killed runtime comes back with is what it had.
TEST_P(QueueStormTest, TheLedgerHoldsEverythingThatARestartNeeds) {
  for (std::uint64_t seed = first(); seed < first() + storms(); ++seed) {
    Storm storm(seed);
    std::vector<Entry> entries;
    storm.world().ledger.follow([&](const Entry& entry) { entries.push_back(entry); });
    for (const Event& event : events_of(seed, 100))
      storm.play(event);
    QueueWorld restarted(storm.plan(), seed);
    restarted.clock.advance_to(storm.world().clock.now());
    for (const Entry& entry : entries)
      restarted.distributor.replay(entry);
    restarted.distributor.resume();
    EXPECT_EQ(description(restarted.distributor), description(storm.world().distributor)) << "seed " << seed;
    restarted.run({});
    for (const ContactId contact : restarted.distributor.away())
      restarted.distributor.returned(contact);
    restarted.run({});
    EXPECT_TRUE(restarted.distributor.away().empty());
    EXPECT_THAT(restarted.breaches, ::testing::IsEmpty());
    if (HasFailure()) FAIL() << "seed " << seed;
  }
}

TEST_P(QueueStormTest, NothingIsEverOutOfOrder) {
  for (std::uint64_t seed = first(); seed < first() + storms(); ++seed) {
    const std::vector<Event> events = events_of(seed, 400);
    if (!breach_of(seed, events).empty()) FAIL() << shortest_play(seed, events);
  }
}

// 100,000 events in all.
INSTANTIATE_TEST_SUITE_P(Seeds, QueueStormTest, ::testing::Range<std::uint64_t>(0, 4));

}  // namespace
}  // namespace tipring
