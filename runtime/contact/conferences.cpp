#include "runtime/contact/conferences.h"

#include <utility>

namespace tipring {

Result<void> Conferences::may_join(const Leg& leg, const std::string& name, std::size_t most) const {
  if (!leg.conference.empty())
    return Error{"in-conference", "the caller is in the conference \"" + leg.conference + "\" already", false};
  if (most != 0 && parties(name) >= most)
    return Error{"full", "the conference \"" + name + "\" has all its " + std::to_string(most) + " parties",
                 true};
  return {};
}

void Conferences::join(Leg& leg, const std::string& name, ConferencePart part, TakenOut taken_out) {
  Conference& conference = conferences_[name];
  if (conference.parties.empty()) conference.handle = handles_.insert({});
  conference.parties.emplace(leg.id, Party{part, std::move(taken_out)});
  leg.conference = name;
  leg.muted = part.muted;
  floor_.ledger.write({.kind = EntryKind::conference_joined,
                       .contact = leg.contact,
                       .leg = leg.id,
                       .fields = {{"conference", name},
                                  {"parties", static_cast<std::int64_t>(conference.parties.size())},
                                  {"muted", part.muted}}});
  set_part(leg, conference);
}

void Conferences::set_part(const Leg& leg, const Conference& conference) {
  floor_.outbox.add([&media = floor_.media, id = leg.id, handle = conference.handle,
                     part = conference.parties.at(leg.id).part] { media.join(id, handle, part); });
}

void Conferences::leave(Leg& leg, const std::string& why) {
  const auto found = conferences_.find(leg.conference);
  if (leg.conference.empty() || found == conferences_.end()) return;
  Conference& conference = found->second;
  conference.parties.erase(leg.id);
  floor_.ledger.write({.kind = EntryKind::conference_left,
                       .contact = leg.contact,
                       .leg = leg.id,
                       .fields = {{"conference", leg.conference},
                                  {"parties", static_cast<std::int64_t>(conference.parties.size())},
                                  {"why", why}}});
  leg.conference.clear();
  leg.muted = false;
  floor_.outbox.add([&media = floor_.media, id = leg.id] { media.leave(id); });
  if (!conference.parties.empty()) return;
  handles_.erase(conference.handle);
  conferences_.erase(found);
}

void Conferences::take_out(Leg& leg, const std::string& why) {
  const auto found = conferences_.find(leg.conference);
  if (leg.conference.empty() || found == conferences_.end()) return;
  const auto taken_out = std::move(found->second.parties.at(leg.id).taken_out);
  leave(leg, why);
  taken_out(why);
}

Result<void> Conferences::mute(Leg& leg, bool on) {
  const auto found = conferences_.find(leg.conference);
  if (leg.conference.empty() || found == conferences_.end())
    return Error{"not-in-conference", "the caller is in no conference", false};
  if (leg.muted == on) return {};
  leg.muted = on;
  found->second.parties.at(leg.id).part.muted = on;
  floor_.ledger.write({.kind = EntryKind::conference_muted,
                       .contact = leg.contact,
                       .leg = leg.id,
                       .fields = {{"conference", leg.conference}, {"on", on}}});
  set_part(leg, found->second);
  return {};
}

std::size_t Conferences::parties(const std::string& name) const {
  const auto found = conferences_.find(name);
  return found == conferences_.end() ? 0 : found->second.parties.size();
}

}  // namespace tipring
