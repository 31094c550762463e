#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/clock.h"
#include "runtime/base/handle.h"
#include "runtime/base/ids.h"
#include "runtime/base/timers.h"
#include "runtime/queue/skills.h"
#include "runtime/rules/action.h"

namespace tipring {

/// By what a contact comes.
enum class Channel : std::uint8_t { call, chat };
std::string_view to_string(Channel channel);

/// Who serves, as the site or its database defines them.
struct AgentDefinition {
  std::string name;
  ActionParty party{};  ///< Where the agent is called: a phone of the site, a URI, a number by a trunk.
  Skills skills{};
  std::map<Channel, int> capacity{
      {Channel::call, 1}};  ///< Contacts at once, from 1; a channel not named: none.
  int weight = 1;           ///< For Strategy::weighted, from 1.

  bool operator==(const AgentDefinition&) const = default;
};

/// What an agent has said of itself, or an operator of it.
enum class Presence : std::uint8_t {
  offline,
  not_ready,  ///< Here, and takes nothing, for a reason.
  ready,
};
std::string_view to_string(Presence presence);
std::optional<Presence> parse_presence(std::string_view text);

/// What an agent does, as people see it: what it has in hand, else its presence.
enum class AgentState : std::uint8_t { offline, not_ready, ready, offered, talking, wrap_up };
std::string_view to_string(AgentState state);

struct OfferTag;
using OfferHandle = Handle<OfferTag>;

struct Queue;

/// One who serves. Its place among the agents does not change while it is there.
class Agent {
 public:
  Agent(AgentDefinition its_definition, std::size_t its_place)
      : definition(std::move(its_definition)), place(its_place) {}

  AgentDefinition definition;
  const std::size_t place;  ///< Among all agents, in the order of their definitions.
  bool removed = false;     ///< From the site: takes nothing more, and goes once its hands are empty.

  Presence presence = Presence::offline;
  std::string reason{};  ///< For not_ready; may be empty.
  Instant since{};       ///< In `presence`.
  Instant idle_since{};  ///< Since its last contact, or since it is ready where that is later.

  std::vector<Queue*> serves{};  ///< Queues that name it, or that any may serve.

  std::vector<OfferHandle> in_hand{};  ///< Offers open to it and contacts it serves.
  int offered = 0;                     ///< Of these, such as are still open.
  std::map<Channel, int> used{};       ///< Of its capacity, by both.
  TimerHandle wrap_up{};               ///< Its end.
  Instant wrap_up_until{};             ///< Only while it wraps up.
  bool wraps_up = false;
  int missed = 0;      ///< Offers in a row that it has refused or not answered.
  TimerHandle rest{};  ///< After such a one it is not offered anything for a while.
  bool rests = false;  ///< It is that while.

  // Since it was last offline.
  std::int64_t served = 0;  ///< Contacts whose offers it has accepted.
  Duration talked{};        ///< In those that are over.

  AgentState state() const;
  /// Whether it may be offered a contact of this channel now.
  bool free_for(Channel channel) const { return why_not(channel) == nullptr; }
  /// Why not, for people: "wraps up"; null where it may.
  const char* why_not(Channel channel) const;
};

}  // namespace tipring
