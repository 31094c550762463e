#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/sim/sim_http.h"
#include "runtime/base/clock.h"
#include "runtime/base/result.h"

namespace tipring::cli {

/// What a scenario can have go wrong around the site.
enum class Breakage : std::uint8_t {
  speech,         ///< The synthesiser fails.
  slow_speech,    ///< It does not answer in time.
  recording,      ///< Recordings cannot be written.
  ledger,         ///< The disk under the ledger is full but for its reserve.
  sound,          ///< A sound's file is gone, though its name is known.
  database,       ///< The store cannot be reached.
  slow_database,  ///< It does not answer in time.
};

/// An agent, as people see it.
struct AgentView {
  std::string state;    ///< See AgentState.
  std::string reason;   ///< Of one that is not ready.
  std::string address;  ///< Where it is called: a URI, or the name of a phone.
};

/// A caller in a queue.
struct WaitingView {
  std::string queue;
  int position = 0;  ///< From 1.
};

/// What a play can do to the runtime it plays against, other than by telephone. Control thread only.
class Backstage {
 public:
  virtual ~Backstage() = default;

  /// The civil time at the beginning of the play. Fails with "unavailable" where time is not ours to set.
  virtual Result<void> set_civil_time(UtcTime time) = 0;

  /// `name`: of the sound. Fails with "unavailable", or with "not-found" for a sound that does not exist.
  virtual Result<void> break_down(Breakage breakage, const std::string& name) = 0;

  /// From here on a phone of the site is registered nowhere. Fails with "not-found" where the site has none of
  /// that name.
  virtual Result<void> unregister(const std::string& phone) = 0;

  /// Fails with "not-found", and the nearest name, where the site has no phone of that name.
  virtual Result<void> knows_phone(const std::string& phone) const = 0;

  /// Closes hours of the site in spite of their plan, as an operator does: "office", "north/office" of an
  /// enterprise. Fails with "not-found", and the nearest name.
  virtual Result<void> close_hours(const std::string& name) = 0;
  /// Lets them be as planned again. Fails with "wrong-state" where they are not closed.
  virtual Result<void> reopen_hours(const std::string& name) = 0;

  /// An agent by its name. Fails with "not-found", and the nearest name.
  virtual Result<AgentView> agent(const std::string& name) const = 0;
  /// Sets an agent "ready", "not-ready" or "offline", as an operator does. Fails likewise.
  virtual Result<void> set_agent(const std::string& name, const std::string& presence,
                                 const std::string& reason) = 0;
  /// Where the newest contact of this caller waits; nothing where in no queue.
  virtual std::optional<WaitingView> waiting(const std::string& caller) const = 0;

  /// The web that scripts of the site ask.
  virtual sim::SimHttp& web() = 0;

  /// What the runtime holds, by name: all zero when nobody is there.
  virtual std::vector<std::pair<std::string, std::size_t>> live() const = 0;
};

}  // namespace tipring::cli
