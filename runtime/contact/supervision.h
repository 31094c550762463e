#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/base/result.h"
#include "runtime/contact/conferences.h"
#include "runtime/contact/floor_context.h"
#include "runtime/contact/leg.h"

namespace tipring {

/// What a supervisor does in the talk of two others. It hears both whatever the mode.
enum class SupervisionMode : std::uint8_t {
  listen,   ///< Nobody hears the supervisor.
  whisper,  ///< The agent alone does.
  barge,    ///< Both do.
};
std::string_view to_string(SupervisionMode mode);
std::optional<SupervisionMode> parse_supervision_mode(std::string_view text);

/// Why it is over.
enum class SupervisionEnd : std::uint8_t {
  left,        ///< The supervisor, or who called it, wants it no more.
  hung_up,     ///< The supervisor has.
  talk_over,   ///< The two talk no more.
  taken_over,  ///< The supervisor talks to the customer in the agent's place.
};
std::string_view to_string(SupervisionEnd end);

/// Talks that are supervised. The two stay bridged with each other; what they hear is mixed here while a
/// supervisor is there. Each change is an entry in the ledger first and an effect after it.
class Supervision {
 public:
  using Find = std::function<Leg*(LegId)>;
  /// `changed` is told of each of the two whose audio must come here from now on, or need not any more.
  Supervision(FloorContext& floor, Conferences& conferences, Find find, std::function<void(const Leg&)> changed)
      : floor_(floor), conferences_(conferences), find_(std::move(find)), changed_(std::move(changed)) {}

  using Over = std::function<void(SupervisionEnd why)>;
  /// All are answered, `agent` is bridged with another leg, and the supervisor talks to nobody. `over` is told
  /// within the turn when the talk is over, or of take_out(), and not of what end() ends. Entries are of the
  /// agent's contact.
  void begin(Leg& supervisor, Leg& agent, SupervisionMode mode, std::string name, Over over);
  /// Nothing where the leg supervises nobody, or does so in this mode.
  void set_mode(Leg& supervisor, SupervisionMode mode);
  std::optional<SupervisionMode> mode_of(const Leg& supervisor) const;
  /// The leg talks to somebody itself from now on: ends it, and tells `over`.
  void take_out(Leg& supervisor);
  /// Nothing where the leg supervises nobody.
  void end(Leg& supervisor, SupervisionEnd why);
  /// Two who were bridged are not any more. Called while `one` still has its contact.
  void parted(Leg& one);

 private:
  struct Supervisor {
    SupervisionMode mode = SupervisionMode::listen;
    Over over;
  };
  struct Talk {
    ConferenceHandle room{};
    LegId agent{};
    LegId customer{};
    std::map<LegId, Supervisor> supervisors{};
  };

  Talk* talk_of(LegId leg);
  void set_part(LegId supervisor, const Talk& talk, SupervisionMode mode);
  void write_end(const Leg& supervisor, const Talk& talk, SupervisionEnd why);
  void leave(LegId leg);
  void close(LegId agent);

  FloorContext& floor_;
  Conferences& conferences_;
  Find find_;
  std::function<void(const Leg&)> changed_;
  std::map<LegId, Talk> talks_;  // By the agent's leg.
};

}  // namespace tipring
