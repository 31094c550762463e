#include "runtime/contact/direct_media.h"

#include <chrono>

namespace tipring {
namespace {

// A party that is left alone is most often hung up at once, or is played something, which has its audio here
// without this wait: in between nobody hears what it says.
constexpr Duration longest_unused = std::chrono::milliseconds(200);

// A party whose address changes with every answer never comes to rest.
constexpr int most_redirections = 4;

bool is_ipv6(const MediaAddress& address) {
  return address.ip.find(':') != std::string::npos;
}

// Whether nothing has to be decoded between them, digits included.
bool speak_alike(const MediaPeer& one, const MediaPeer& other) {
  return same_format(one.audio, other.audio) && one.audio.channels == other.audio.channels &&
         one.telephone_event.has_value() == other.telephone_event.has_value() &&
         one.telephone_event_rate == other.telephone_event_rate;
}

}  // namespace

DirectMedia::~DirectMedia() {
  for (const auto& [leg, timer] : unused_)
    floor_.loop.cancel(timer);
}

void DirectMedia::changed(const Leg& leg) {
  if (!may_pass_us_by(leg.traits, leg.traits) && !leg.elsewhere) return;
  floor_.loop.post([this, id = leg.id, other = leg.bridged_with] {
    look_at(id);
    look_at(other);
  });
}

void DirectMedia::look_at(LegId id) {
  Leg* leg = legs_.find(id);
  if (leg == nullptr || leg->state() != LegState::answered) return;
  const Leg* other = legs_.find(leg->bridged_with);
  if (leg->elsewhere && !leg->bridged_with && !operations_.needs_media(id)) return wait_for_use(id);
  stop_waiting(id);
  settle(*leg, other != nullptr && may_talk(*leg, *other) ? other : nullptr);
}

void DirectMedia::settle(Leg& leg, const Leg* wanted) {
  // With its end it is looked at again.
  if (leg.our_change) return;
  if (wanted == nullptr) {
    if (leg.elsewhere) return legs_.offer_path(leg, nullptr);
    return operations_.media_came(leg.id);
  }
  if (leg.elsewhere == wanted->agreed->address || wanted->our_change) return;
  if (leg.redirected++ < most_redirections) return legs_.offer_path(leg, wanted);
  leg.keeps_relayed = true;
  changed(leg);
}

void DirectMedia::wait_for_use(LegId id) {
  if (unused_.contains(id)) return;
  unused_[id] = floor_.loop.after(longest_unused, [this, id] {
    unused_.erase(id);
    Leg* leg = legs_.find(id);
    if (leg != nullptr && leg->state() == LegState::answered) settle(*leg, nullptr);
  });
}

void DirectMedia::stop_waiting(LegId id) {
  const auto found = unused_.find(id);
  if (found == unused_.end()) return;
  floor_.loop.cancel(found->second);
  unused_.erase(found);
}

bool DirectMedia::may_go(const Leg& leg) const {
  return leg.state() == LegState::answered && leg.traits.digits == DigitMethod::rtp && !leg.keeps_relayed &&
         !leg.supervised && !leg.our_offer && !leg.held_by_us && !leg.held_by_peer && !leg.awaited_change &&
         leg.agreed && !leg.agreed->security && leg.agreed->direction == MediaDirection::send_receive &&
         leg.agreed->address.port != 0 && !operations_.needs_media(leg.id);
}

bool DirectMedia::may_talk(const Leg& leg, const Leg& other) const {
  return may_pass_us_by(leg.traits, other.traits) && may_go(leg) && may_go(other) &&
         speak_alike(*leg.agreed, *other.agreed) &&
         is_ipv6(leg.agreed->address) == is_ipv6(other.agreed->address);
}

}  // namespace tipring
