#include "runtime/queue/agent.h"

namespace tipring {

std::string_view to_string(Channel channel) {
  return channel == Channel::call ? "call" : "chat";
}

std::string_view to_string(Presence presence) {
  switch (presence) {
    case Presence::offline:
      return "offline";
    case Presence::not_ready:
      return "not-ready";
    case Presence::ready:
      return "ready";
  }
  return "";
}

std::optional<Presence> parse_presence(std::string_view text) {
  for (const Presence each : {Presence::offline, Presence::not_ready, Presence::ready}) {
    if (to_string(each) == text) return each;
  }
  return std::nullopt;
}

std::string_view to_string(AgentState state) {
  switch (state) {
    case AgentState::offline:
      return "offline";
    case AgentState::not_ready:
      return "not-ready";
    case AgentState::ready:
      return "ready";
    case AgentState::offered:
      return "offered";
    case AgentState::talking:
      return "talking";
    case AgentState::wrap_up:
      return "wrap-up";
  }
  return "";
}

AgentState Agent::state() const {
  if (in_hand.size() > static_cast<std::size_t>(offered)) return AgentState::talking;
  if (offered > 0) return AgentState::offered;
  if (wraps_up) return AgentState::wrap_up;
  switch (presence) {
    case Presence::offline:
      return AgentState::offline;
    case Presence::not_ready:
      return AgentState::not_ready;
    case Presence::ready:
      break;
  }
  return AgentState::ready;
}

const char* Agent::why_not(Channel channel) const {
  if (removed) return "is removed";
  if (presence == Presence::offline) return "is offline";
  if (presence == Presence::not_ready) return "is not ready";
  if (wraps_up) return "wraps up";
  if (rests) return "rests after an offer missed";
  // Who talks, or is called, is asked nothing else; whoever chats may have several at once, and no call.
  const auto calls = used.find(Channel::call);
  if (calls != used.end() && calls->second > 0) return offered > 0 ? "is being offered a call" : "talks";
  if (channel == Channel::call && !in_hand.empty()) return "has chats in hand";
  const auto most = definition.capacity.find(channel);
  if (most == definition.capacity.end()) return "takes no such contacts";
  const auto now = used.find(channel);
  if (now != used.end() && now->second >= most->second) return "has as many as it may";
  return nullptr;
}

}  // namespace tipring
