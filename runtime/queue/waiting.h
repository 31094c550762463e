#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "runtime/base/clock.h"
#include "runtime/base/ids.h"
#include "runtime/base/timers.h"
#include "runtime/queue/agent.h"
#include "runtime/queue/skills.h"

namespace tipring {

struct Queue;

/// The place of a contact in the order of its queue: the lowest is next. It does not change while the contact
/// waits: where priorities age, all of them do so by the same rate, which leaves the order as it is.
struct Place {
  std::int64_t first = 0;
  std::int64_t second = 0;
  std::uint64_t number = 0;  ///< Of two that are equal else, who came first.

  friend auto operator<=>(const Place&, const Place&) = default;
};

/// Where `priority` stands that waits since `since`; see QueueDefinition::priority_ages.
Place place_of(int priority, Instant since, Duration priority_ages, std::uint64_t number);

/// Why a contact is no longer in its queue.
enum class Departure : std::uint8_t {
  answered,   ///< An agent has it.
  abandoned,  ///< The customer went.
  pressed,    ///< The customer pressed a key that leads elsewhere.
  overflow,   ///< It has waited so long that it goes elsewhere, or nobody is there who serves the queue.
  limit,      ///< There was no room for it, or it has waited longer than it may.
  closed,     ///< Nobody more is let in.
};
std::string_view to_string(Departure departure);

struct Line;

/// A contact in a queue.
struct Waiting {
  ContactId contact{};
  Queue* queue = nullptr;
  Channel channel = Channel::call;
  int priority = 0;
  Needs needs{};           ///< Of its own, beside the queue's.
  std::string customer{};  ///< Who it is, where that is known: a number.
  Instant since{};         ///< It counts as waiting from here; before `entered` where it has its place back.
  Instant entered{};
  Place place{};
  std::size_t ring = 0;                    ///< The entry of QueueDefinition::widen that holds.
  std::optional<std::size_t> sticks_to{};  ///< Only this agent, for now.
  Line* line = nullptr;                    ///< That it stands in; null while it is offered, or away.
  bool away =
      false;  ///< Keeps its place, and is not offered: it was here before a restart, and is not yet again.
  std::vector<OfferHandle> offers{};  ///< Open ones.
  std::vector<TimerHandle> timers{};
  int announced = 0;  ///< The position told to the customer last; 0: none.
};

/// Orders the contacts of a line.
struct ByPlace {
  bool operator()(const Waiting* one, const Waiting* other) const { return one->place < other->place; }
};

/// How an agent suits the contacts of a line.
struct Fitness {
  bool may = false;        ///< It has what they need.
  bool preferred = false;  ///< It has what the queue prefers, too.
  int proficiency = 0;     ///< The sum in all skills that are needed or preferred.
};

/// Contacts of one queue that want the same of an agent, none of them offered at the moment.
struct Line {
  Needs needs{};
  Channel channel = Channel::call;
  std::set<Waiting*, ByPlace> order{};
  std::vector<std::optional<Fitness>> fitness{};  ///< By agents' places; nothing: not looked at yet.
};

}  // namespace tipring
