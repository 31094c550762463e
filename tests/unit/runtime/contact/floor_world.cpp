#include "floor_world.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace tipring {

FloorWorld::FloorWorld(PartyBook parties, PermissionBook permissions)
    : media(loop, network, {.file_exists = [](const std::string& path) { return path != "/missing.wav"; }}),
      floor(loop, inbox, ids, {telephony, media, messaging, speech, directory, journal, log_, chance},
            {.capabilities = {},
             .recordings_folder = "/rec",
             .parties = std::move(parties),
             .permissions = std::move(permissions)},
            *this, 1),
      calls(floor.calls()) {
  network.connect(telephony, media);
  telephony.deliver_to(inbox);
  media.deliver_to(inbox);
  messaging.deliver_to(inbox);
  loop.at_turn_end([this] { check_invariants(); });
}

sim::Party& FloorWorld::call(const std::string& from, const std::string& to) {
  return network.call({.name = {}, .from = from, .to = to, .display = {}, .headers = {}, .phone = {}});
}

void FloorWorld::run(Duration time) {
  run_virtual(loop, clock, clock.now() + time);
}

void FloorWorld::attend(ContactId arrived) {
  contact = arrived;
  if (on_attend) on_attend(arrived);
}

void FloorWorld::released(ContactId gone, const Release& release) {
  if (on_released) return on_released(gone, release);
  calls.finish(gone, {});
}

std::vector<std::string> FloorWorld::story() const {
  std::vector<std::string> lines;
  static_cast<void>(static_cast<const Journal&>(journal).read([&](std::string_view payload) {
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

std::vector<std::string> FloorWorld::kinds() const {
  std::vector<std::string> kinds;
  for (const std::string& line : story())
    kinds.push_back(line.substr(0, line.find(' ')));
  return kinds;
}

void FloorWorld::check_invariants() const {
  calls.for_each_leg([this](const Leg& leg) {
    const Contact* owner = calls.find(leg.contact);
    ASSERT_NE(owner, nullptr) << "leg " << to_string(leg.id) << " belongs to a contact that is gone";
    EXPECT_EQ(std::count(owner->legs.begin(), owner->legs.end(), leg.id), 1);
  });
  calls.for_each([this](const Contact& each) {
    EXPECT_NE(each.state(), ContactState::ended) << "an ended contact is still held";
    for (const LegId id : each.legs) {
      const Leg* leg = calls.find_leg(id);
      ASSERT_NE(leg, nullptr) << "contact " << to_string(each.id) << " names a leg that is gone";
      EXPECT_EQ(leg->contact, each.id);
      EXPECT_NE(leg->state(), LegState::ended);
      if (!leg->bridged_with) continue;
      const Leg* other = calls.find_leg(leg->bridged_with);
      ASSERT_NE(other, nullptr) << "leg " << to_string(id) << " is bridged with nobody";
      EXPECT_EQ(other->bridged_with, id) << "a bridge has one end only";
    }
  });
}

void FloorWorld::expect_nothing_left() {
  EXPECT_EQ(floor.live().contacts, 0U);
  EXPECT_EQ(floor.live().legs, 0U);
  EXPECT_EQ(floor.live().operations, 0U);
  EXPECT_EQ(telephony.live().legs, 0U);
  EXPECT_EQ(media.live().slots, 0U);
  EXPECT_EQ(loop.live_timers(), 0U);
}

}  // namespace tipring
