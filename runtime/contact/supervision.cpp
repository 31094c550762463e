#include "runtime/contact/supervision.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace tipring {
namespace {

constexpr std::array<std::string_view, 3> mode_names{"listen", "whisper", "barge"};
constexpr std::array<std::string_view, 4> end_names{"left", "hung-up", "talk-over", "taken-over"};

}  // namespace

std::string_view to_string(SupervisionMode mode) {
  return mode_names[static_cast<std::size_t>(mode)];
}

std::optional<SupervisionMode> parse_supervision_mode(std::string_view text) {
  const auto found = std::find(mode_names.begin(), mode_names.end(), text);
  if (found == mode_names.end()) return std::nullopt;
  return static_cast<SupervisionMode>(found - mode_names.begin());
}

std::string_view to_string(SupervisionEnd end) {
  return end_names[static_cast<std::size_t>(end)];
}

void Supervision::begin(Leg& supervisor, Leg& agent, SupervisionMode mode, std::string name, Over over) {
  Talk& talk = talks_[agent.id];
  Leg& customer = *find_(agent.bridged_with);
  const bool is_first = talk.supervisors.empty();
  if (is_first) {
    talk.room = conferences_.new_room();
    talk.agent = agent.id;
    talk.customer = customer.id;
  }
  talk.supervisors.emplace(supervisor.id, Supervisor{mode, std::move(over)});
  supervisor.supervises = agent.id;
  floor_.ledger.write({.kind = EntryKind::supervision_began,
                       .contact = agent.contact,
                       .leg = supervisor.id,
                       .fields = {{"supervisor", std::move(name)},
                                  {"agent", to_string(agent.id)},
                                  {"mode", std::string(to_string(mode))}}});
  if (is_first) {
    for (Leg* leg : {&agent, &customer}) {
      leg->supervised = true;
      floor_.outbox.add([&media = floor_.media, id = leg->id, room = talk.room] { media.join(id, room, {}); });
      changed_(*leg);
    }
  }
  set_part(supervisor.id, talk, mode);
}

void Supervision::set_part(LegId supervisor, const Talk& talk, SupervisionMode mode) {
  ConferencePart part{.muted = mode == SupervisionMode::listen};
  if (mode == SupervisionMode::whisper) part.heard_by = {{talk.agent}};
  floor_.outbox.add(
      [&media = floor_.media, supervisor, room = talk.room, part] { media.join(supervisor, room, part); });
}

Supervision::Talk* Supervision::talk_of(LegId leg) {
  const auto found = std::find_if(talks_.begin(), talks_.end(), [&](const auto& entry) {
    const Talk& talk = entry.second;
    return talk.agent == leg || talk.customer == leg || talk.supervisors.contains(leg);
  });
  return found == talks_.end() ? nullptr : &found->second;
}

void Supervision::set_mode(Leg& supervisor, SupervisionMode mode) {
  const auto found = talks_.find(supervisor.supervises);
  if (found == talks_.end()) return;
  SupervisionMode& held = found->second.supervisors.at(supervisor.id).mode;
  if (std::exchange(held, mode) == mode) return;
  floor_.ledger.write({.kind = EntryKind::supervision_mode,
                       .contact = find_(found->first)->contact,
                       .leg = supervisor.id,
                       .fields = {{"mode", std::string(to_string(mode))}}});
  set_part(supervisor.id, found->second, mode);
}

std::optional<SupervisionMode> Supervision::mode_of(const Leg& supervisor) const {
  const auto found = talks_.find(supervisor.supervises);
  if (found == talks_.end()) return std::nullopt;
  return found->second.supervisors.at(supervisor.id).mode;
}

void Supervision::write_end(const Leg& supervisor, const Talk& talk, SupervisionEnd why) {
  floor_.ledger.write({.kind = EntryKind::supervision_ended,
                       .contact = find_(talk.agent)->contact,
                       .leg = supervisor.id,
                       .fields = {{"why", std::string(to_string(why))}}});
}

void Supervision::leave(LegId leg) {
  floor_.outbox.add([&media = floor_.media, leg] { media.leave(leg); });
}

void Supervision::take_out(Leg& supervisor) {
  const auto found = talks_.find(supervisor.supervises);
  if (found == talks_.end()) return;
  const Over over = std::move(found->second.supervisors.at(supervisor.id).over);
  end(supervisor, SupervisionEnd::left);
  over(SupervisionEnd::left);
}

void Supervision::end(Leg& supervisor, SupervisionEnd why) {
  const auto found = talks_.find(supervisor.supervises);
  if (found == talks_.end()) return;
  Talk& talk = found->second;
  write_end(supervisor, talk, why);
  supervisor.supervises = {};
  talk.supervisors.erase(supervisor.id);
  leave(supervisor.id);
  if (!talk.supervisors.empty()) return;
  // The two hear each other without us as before.
  floor_.outbox.add(
      [&media = floor_.media, one = talk.agent, other = talk.customer] { media.bridge(one, other); });
  close(talk.agent);
}

void Supervision::parted(Leg& one) {
  Talk* talk = talk_of(one.id);
  if (talk == nullptr) return;
  leave(talk->agent);
  leave(talk->customer);
  std::vector<Over> told;
  for (auto& [id, supervisor] : talk->supervisors) {
    Leg& leg = *find_(id);
    write_end(leg, *talk, SupervisionEnd::talk_over);
    leg.supervises = {};
    leave(id);
    told.push_back(std::move(supervisor.over));
  }
  close(talk->agent);
  for (const Over& over : told)
    over(SupervisionEnd::talk_over);
}

void Supervision::close(LegId agent) {
  const auto talk = talks_.extract(agent);
  conferences_.end_room(talk.mapped().room);
  for (const LegId id : {talk.mapped().agent, talk.mapped().customer}) {
    Leg* leg = find_(id);
    if (leg == nullptr) continue;
    leg->supervised = false;
    changed_(*leg);
  }
}

}  // namespace tipring
