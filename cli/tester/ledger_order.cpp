#include "cli/tester/ledger_order.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace tipring::cli {
namespace {

// Fields that tell of the network or of real time, not of what the site decided.
bool depends_on_network(std::string_view field) {
  constexpr std::array<std::string_view, 9> names{"caller", "ms",     "peer", "problem",  "reason",
                                                  "state",  "target", "to",   "transport"};
  return std::ranges::find(names, field) != names.end();
}

struct FieldText {
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(double value) const { return std::to_string(value); }
  std::string operator()(const std::string& value) const { return value; }
};

/// One contact's entries, told as describe_for_order() does.
struct ContactStory {
  std::vector<LegId> legs;
  std::vector<std::string> lines;
  // Messages cross what the site does meanwhile: they are in order among themselves.
  std::vector<std::string> arrived;

  void add(const Entry& entry) {
    // The adapter's notes for itself, which the simulation does not need.
    if (entry.kind == EntryKind::leg_state) return;
    // Whether that is known before the chat ends is a matter of moments; a refusal is not.
    const auto* status = entry.field<std::int64_t>("status");
    if (entry.kind == EntryKind::message_ended && status != nullptr && *status < 300) return;
    if (entry.leg && std::ranges::find(legs, entry.leg) == legs.end()) legs.push_back(entry.leg);
    const bool crosses = entry.kind == EntryKind::message_received || entry.kind == EntryKind::message_ended;
    (crosses ? arrived : lines).push_back(describe_for_order(entry, legs));
  }
  void close() {
    lines.insert(lines.end(), arrived.begin(), arrived.end());
    arrived.clear();
  }
};

std::vector<ContactStory> stories_of(const std::vector<Entry>& ledger) {
  std::vector<ContactStory> stories;
  std::map<ContactId, std::size_t> places;
  for (const Entry& entry : ledger) {
    if (!entry.contact) continue;
    const auto [place, fresh] = places.try_emplace(entry.contact, stories.size());
    if (fresh) stories.emplace_back();
    stories[place->second].add(entry);
  }
  for (ContactStory& story : stories)
    story.close();
  return stories;
}

std::string line_at(const ContactStory& story, std::size_t index) {
  return index < story.lines.size() ? story.lines[index] : "nothing more";
}

std::string tell_difference(std::size_t contact, const ContactStory& simulated, const ContactStory& real,
                            std::size_t index) {
  std::string out = "contact " + std::to_string(contact + 1) + " went another way than in simulation";
  out += "\n  in both, up to: " + (index == 0 ? std::string("nothing") : simulated.lines[index - 1]);
  out += "\n  in simulation:  " + line_at(simulated, index);
  out += "\n  on the wire:    " + line_at(real, index);
  return out;
}

}  // namespace

std::string describe_for_order(const Entry& entry, const std::vector<LegId>& legs) {
  std::string text;
  if (entry.leg) {
    const auto place = std::ranges::find(legs, entry.leg) - legs.begin();
    text = "leg " + std::to_string(place + 1) + " ";
  }
  text += to_string(entry.kind);
  for (const auto& [name, value] : entry.fields) {
    if (!depends_on_network(name)) text += " " + name + "=" + std::visit(FieldText{}, value);
  }
  return text;
}

std::optional<std::string> difference_in_order(const std::vector<Entry>& simulated,
                                               const std::vector<Entry>& real) {
  const auto expected = stories_of(simulated);
  const auto found = stories_of(real);
  for (std::size_t contact = 0; contact < std::min(expected.size(), found.size()); ++contact) {
    const auto& one = expected[contact].lines;
    const auto& other = found[contact].lines;
    const auto [place, unused] = std::ranges::mismatch(one, other);
    if (place == one.end() && unused == other.end()) continue;
    return tell_difference(contact, expected[contact], found[contact],
                           static_cast<std::size_t>(place - one.begin()));
  }
  if (expected.size() == found.size()) return std::nullopt;
  return std::to_string(expected.size()) + " contacts came in simulation, and " + std::to_string(found.size()) +
         " on the wire";
}

}  // namespace tipring::cli
