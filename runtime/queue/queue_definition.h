#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/clock.h"
#include "runtime/queue/agent.h"
#include "runtime/queue/skills.h"
#include "runtime/rules/action.h"

namespace tipring {

/// Which of the agents that are free and have what it needs gets a contact. Whatever the strategy, those who
/// have what the queue prefers come first, and of two who are equal by it the one that has been idle longer.
enum class Strategy : std::uint8_t {
  longest_idle,
  round_robin,      ///< The next after the one who was offered the queue's last contact, as they are defined.
  fewest_calls,     ///< Since they were last offline.
  least_talk_time,  ///< Likewise.
  best_skill,       ///< The highest sum of proficiencies in what is needed and preferred.
  ordered,          ///< The first, as the queue or else the site names them.
  random,
  weighted,  ///< By chance, each as often as its weight says.
  ring_all,  ///< All of them; the first that accepts.
};
std::string_view to_string(Strategy strategy);
std::optional<Strategy> parse_strategy(std::string_view text);
std::vector<std::string_view> strategy_names();

/// What an agent must have for a contact that has waited so long.
struct WaitingRing {
  Duration after{};  ///< From 0; ascending within a queue.
  Needs needs{};

  bool operator==(const WaitingRing&) const = default;
};

/// How well the queue is to be served: so many of its contacts answered within that time.
struct ServiceTarget {
  Duration answer_within{};
  double for_share = 0.8;  ///< 0 to 1.

  bool operator==(const ServiceTarget&) const = default;
};

/// What becomes of an agent who refuses an offer or does not answer it.
struct MissedOffers {
  int not_ready_after = 1;  ///< So many in a row, and the agent is not ready; 0: never.
  Duration rest =
      std::chrono::seconds(5);  ///< Else it is left alone so long; twice as long after each further one.

  bool operator==(const MissedOffers&) const = default;
};

/// What a contact hears and may do while it waits. Names of sounds are the site's.
struct WaitingTreatment {
  std::string music{};  ///< A sound, over and over; empty: silence.
  bool say_position = false;
  bool say_estimate = false;
  Duration every = std::chrono::seconds(30);  ///< Between two announcements.
  std::map<char, Action> press{};             ///< Keys that lead elsewhere.

  bool operator==(const WaitingTreatment&) const = default;
};

/// What an agent whose phone has answered is told of a contact, alone, before it has it. Both may be empty.
struct AgentWhisper {
  std::string play{};  ///< A sound, by the site's name for it.
  /// A text, spoken after that; {NAME} stands for what rules know of the contact by that name:
  /// "Balance {customer.balance}".
  std::string say{};
  char accept_key =
      0;  ///< By which the agent takes the contact, 0-9, *, #; 0: the end of the whisper, or any key.
  Duration accept_within = std::chrono::seconds(10);  ///< After the whisper, else the contact is refused.

  bool operator==(const AgentWhisper&) const = default;
};

/// When a contact leaves for elsewhere without having been served.
struct Overflow {
  std::optional<Duration> after{};  ///< It has waited so long since it came, or came back.
  bool no_agents = false;           ///< Nobody who serves the queue is there, ready or not.
  bool keeps_place = false;         ///< Where it comes back, it has waited all the time.
  Action go{};

  bool operator==(const Overflow&) const = default;
};

struct QueueLimit {
  int contacts = 0;                   ///< Waiting at once; 0: any number. A further one goes elsewhere at once.
  std::optional<Duration> wait{};     ///< After which a contact goes elsewhere; nothing: no limit.
  std::optional<Action> otherwise{};  ///< Where; nothing: the contact ends.

  bool operator==(const QueueLimit&) const = default;
};

/// A queue, as the site defines it.
struct QueueDefinition {
  std::string name;
  Needs needs{};
  Needs prefers{};
  std::vector<std::string> agents{};  ///< Only these may serve it; empty: all that have what it needs.
  Strategy strategy = Strategy::longest_idle;
  std::vector<WaitingRing> widen{};  ///< Empty: `needs` all the time.
  std::optional<ServiceTarget> target{};
  Duration ring_time = std::chrono::seconds(20);  ///< How long an offer is open.
  MissedOffers missed{};
  Duration wrap_up{};
  /// A point of priority counts as so much of waiting; zero: priority comes before all waiting.
  Duration priority_ages{};
  Duration sticky{};  ///< So long a contact waits for the agent that served the customer last.
  Duration sticky_for = std::chrono::hours(24);  ///< That was no longer ago than this.
  Duration regain{};                             ///< Who was cut off has the place back within this; zero: no.
  WaitingTreatment waiting{};
  AgentWhisper whisper{};
  QueueLimit limit{};
  std::optional<Overflow> overflow{};

  bool operator==(const QueueDefinition&) const = default;

  /// What an agent must have for a contact that has waited so long.
  const Needs& needs_after(std::size_t ring) const { return widen.empty() ? needs : widen[ring].needs; }
};

}  // namespace tipring
