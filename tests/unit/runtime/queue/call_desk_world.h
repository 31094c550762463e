#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/queue/call_desk.h"
#include "tests/unit/runtime/contact/floor_world.h"

namespace tipring {

using namespace std::chrono_literals;

inline AgentDefinition sim_agent(const std::string& name) {
  return {.name = name, .party = {.uri = "sip:" + name + "@sim"}};
}

/// Every call waits in the queue "desk", and ends with what comes of that.
struct CallDeskTest : ::testing::Test {
  CallDeskTest() {
    desk.waiting.every = 30s;
    world.on_attend = [this](ContactId contact) {
      WaitingSound sound{
          .music = {SoundClip{.name = "music", .text = "la la", .path = {}, .length = 10s}},
          .announce = [](std::optional<int> position, std::optional<Duration>) {
            std::vector<PlayItem> items;
            if (position)
              items.emplace_back(SoundClip{
                  .name = "position", .text = "number " + std::to_string(*position), .path = {}, .length = 2s});
            return items;
          }};
      sound.whisper = whisper;
      if (known) {
        ASSERT_TRUE(world.calls.identify(contact, {{"customer.balance", std::int64_t{12}}}).ok());
      }
      ASSERT_TRUE(world.floor.desk()
                      .enter({.contact = contact, .queue = "desk"}, std::move(sound),
                             [this, contact](const QueueOutcome& outcome) {
                               outcomes.push_back(outcome);
                               world.calls.finish(contact, {});
                             })
                      .ok());
    };
    world.on_released = [this](ContactId contact, const Release&) {
      world.floor.desk().gone(contact);
      world.calls.finish(contact, {});
    };
    world.loop.at_turn_end([this] {
      for (const std::string& breach : world.floor.distributor().breaches())
        ADD_FAILURE() << breach;
    });
  }

  void open(std::vector<std::string> agents) {
    DistributionPlan plan{.queues = {desk}};
    for (const std::string& name : agents)
      plan.agents.push_back(sim_agent(name));
    world.floor.redistribute(std::move(plan));
  }

  void log_in(const std::string& name) {
    ASSERT_TRUE(world.floor.distributor().set_presence(name, Presence::ready, {}, name).ok());
    world.run(0s);
  }

  FloorWorld world;
  QueueDefinition desk{.name = "desk"};
  std::vector<PlayItem> whisper;
  bool known = false;
  std::vector<QueueOutcome> outcomes;
};

}  // namespace tipring
