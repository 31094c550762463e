#include <string>
#include <vector>

#include "queue_world.h"
#include <gtest/gtest.h>

namespace tipring {
namespace {

using namespace std::chrono_literals;

DistributionPlan storm_plan(Chance& chance) {
  DistributionPlan plan;
  const std::vector<std::string> skills{"billing", "repair", "spanish"};
  for (int i = 0; i < 12; ++i) {
    AgentDefinition each = agent("agent" + std::to_string(i));
    for (const std::string& skill : skills)
      each.skills[skill] = static_cast<int>(chance.between(0, 10));
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

/// Random events, all that the distributor takes. Its invariants are looked at after each turn.
class Storm {
 public:
  explicit Storm(std::uint64_t seed) : chance_(seed), plan_(storm_plan(chance_)), world_(plan_, seed) {}

  void event() {
    switch (chance_.between(0, 11)) {
      case 0:
      case 1:
      case 2:
        world_.enter(some_queue(), static_cast<int>(chance_.between(0, 3)),
                     "+1202555" + std::to_string(chance_.between(1000, 1020)));
        break;
      case 3:
        world_.distributor.gone(QueueWorld::id(static_cast<int>(chance_.between(1, world_.contacts + 1))));
        break;
      case 4:
      case 5:
        world_.set(some_agent(), static_cast<Presence>(std::min<std::int64_t>(chance_.between(0, 4), 2)),
                   "break");
        break;
      case 6:
      case 7:
        if (const auto* held = some_offer(false)) world_.accept(held->agent);
        break;
      case 8:
        if (const auto* held = some_offer(false)) world_.refuse(held->agent);
        break;
      case 9:
        if (const auto* held = some_offer(true)) world_.finish(held->agent);
        break;
      case 10:
        rare();
        break;
      default:
        world_.run(std::chrono::seconds(chance_.between(0, 15)));
        break;
    }
    world_.run({});
  }

  /// Everybody is served in the end.
  void calm_down() {
    for (const AgentDefinition& each : plan_.agents)
      world_.set(each.name, Presence::ready);
    for (int i = 0; i < 3000 && !world_.held.empty(); ++i) {
      const auto held = world_.held.front();
      if (held.accepted) {
        world_.finish(held.agent);
      } else {
        world_.accept(held.agent);
      }
      world_.run(11s);
    }
    world_.run(200s);
  }

  QueueWorld& world() { return world_; }
  const DistributionPlan& plan() const { return plan_; }

 private:
  void rare() {
    const auto contact = QueueWorld::id(static_cast<int>(chance_.between(1, world_.contacts + 1)));
    switch (chance_.between(0, 3)) {
      case 0:
        static_cast<void>(world_.distributor.move(contact, some_queue(), 1, "operator"));
        break;
      case 1:
        static_cast<void>(world_.distributor.finish_wrap_up(some_agent(), "operator"));
        break;
      case 2:
        world_.distributor.reconfigure(plan_);
        break;
      default:
        static_cast<void>(world_.distributor.drain(some_queue(), chance_.between(0, 1) == 1, "operator"));
        break;
    }
  }

  std::string some_queue() {
    return plan_
        .queues[static_cast<std::size_t>(
            chance_.between(0, static_cast<std::int64_t>(plan_.queues.size()) - 1))]
        .name;
  }
  std::string some_agent() {
    return plan_
        .agents[static_cast<std::size_t>(
            chance_.between(0, static_cast<std::int64_t>(plan_.agents.size()) - 1))]
        .name;
  }
  const QueueWorld::Held* some_offer(bool accepted) {
    std::vector<const QueueWorld::Held*> found;
    for (const auto& held : world_.held) {
      if (held.accepted == accepted) found.push_back(&held);
    }
    if (found.empty()) return nullptr;
    return found[static_cast<std::size_t>(chance_.between(0, static_cast<std::int64_t>(found.size()) - 1))];
  }

  Chance chance_;
  DistributionPlan plan_;
  QueueWorld world_;
};

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

/// Storms of one part of all seeds.
class QueueStormTest : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  static constexpr std::uint64_t storms = 50;
  std::uint64_t first() const { return GetParam() * storms + 1; }
};

// What a killed runtime comes back with is what it had.
TEST_P(QueueStormTest, TheLedgerHoldsEverythingThatARestartNeeds) {
  for (std::uint64_t seed = first(); seed < first() + storms; ++seed) {
    Storm storm(seed);
    std::vector<Entry> entries;
    storm.world().ledger.follow([&](const Entry& entry) { entries.push_back(entry); });
    for (int i = 0; i < 100; ++i)
      storm.event();
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
    if (HasFailure()) FAIL() << "seed " << seed;
  }
}

TEST_P(QueueStormTest, NothingIsEverOutOfOrder) {
  for (std::uint64_t seed = first(); seed < first() + storms; ++seed) {
    Storm storm(seed);
    for (int i = 0; i < 400; ++i) {
      storm.event();
      if (HasFailure()) FAIL() << "seed " << seed << ", event " << i;
    }
    storm.calm_down();
    EXPECT_TRUE(storm.world().held.empty());
    if (HasFailure()) FAIL() << "seed " << seed << ", at the end";
  }
}

// 100,000 events in all.
INSTANTIATE_TEST_SUITE_P(Seeds, QueueStormTest, ::testing::Range<std::uint64_t>(0, 4));

}  // namespace
}  // namespace tipring
