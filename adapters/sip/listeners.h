#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adapters/sip/listen_url.h"
#include "adapters/sip/sofia_handles.h"
#include "adapters/sip/tls_connections.h"
#include "adapters/sip/tls_settings.h"
#include "adapters/sip/wire_tap.h"
#include "runtime/base/result.h"
#include "runtime/base/run_loop.h"

namespace tipring::sip {

/// The addresses listened at, as transports of Sofia's agent. They may change while calls are there: one that
/// is no longer wanted leaves, which is to say that it takes nothing new, carries what it has, and is closed
/// once it has had nothing for a while. Internal to this room; control thread only.
class Listeners {
 public:
  /// So long an address stays after its last call, for what peers send again (RFC 3261, timers H and J).
  static constexpr Duration rest = std::chrono::seconds(32);

  struct Surroundings {
    RunLoop& loop;
    TlsConnections& tls;
    WireTap* tap;                                    ///< Null: nobody reads along.
    std::function<bool(const Endpoint&)> has_calls;  ///< Whether a SIP dialog goes by this address of ours.
    std::function<void(const std::string&)> tell;    ///< Takes lines for the log.
  };
  /// All references outlive it.
  explicit Listeners(Surroundings around) : around_(std::move(around)) {}
  ~Listeners() { around_.loop.cancel(timer_); }
  Listeners(const Listeners&) = delete;
  Listeners& operator=(const Listeners&) = delete;

  /// Before anything else; goes before this.
  void attach(nta_agent_t* agent) { agent_ = agent; }

  /// Whether all of `wanted` could be listened at now. Opens nothing. Fails like change_to().
  Result<void> check(const std::vector<ListenSettings>& wanted) const;

  /// Listens at these from now on: those that are open already go on, with other files of TLS where the
  /// settings name others; the rest of what is open leaves. Fails with "bad-address", "address-in-use",
  /// "address-unavailable" or "bad-certificate", naming the address or the file, and has then changed nothing.
  Result<void> change_to(const std::vector<ListenSettings>& wanted);

  /// Those wanted, with the ports bound, in their order; one for each address of the machine where a wildcard
  /// was asked for.
  const std::vector<Endpoint>& endpoints() const { return endpoints_; }
  /// Whether all that were ever opened are still wanted.
  bool all_stay() const { return endpoints_.size() == listeners_.size(); }
  /// Those that leave and are not closed yet.
  std::vector<Endpoint> leaving() const;

  /// The one of endpoints() by which a peer at numeric `remote_ip` reaches us over `transport`; null when there
  /// is none of that transport and family.
  const Endpoint* reachable_from(const std::string& transport, const std::string& remote_ip) const;

  /// The address that Sofia knows by this name, also where it is closed; null for none of ours.
  const Endpoint* named(const char* ident) const;
  /// The name by which Sofia knows an address that is open; "*", which lets it choose, for others. Lives as
  /// long as this.
  const char* ident_of(const Endpoint& endpoint) const;

 private:
  enum class State : std::uint8_t { wanted, leaving, closed };
  // Sofia keeps pointers to the ident in its transactions: it stays where it is, and goes after the agent.
  struct Listener {
    std::string ident;
    Endpoint asked;  // With the port asked for, which may be 0.
    Endpoint bound;
    TlsSettings tls;
    State state = State::closed;
    Instant idle_since{};  // While it leaves.
  };
  struct Wanted {
    Endpoint asked;
    TlsSettings tls;
    bool same_port = false;  // As the one before it, where any port will do.
  };

  static Result<std::vector<Wanted>> each_of(const std::vector<ListenSettings>& settings);
  /// For each of `wanted` what is open there already; null: nothing.
  std::vector<Listener*> found_for(const std::vector<Wanted>& wanted) const;
  Result<void> check(const std::vector<Wanted>& wanted, const std::vector<Listener*>& found) const;
  Result<Listener*> open(const Wanted& wanted, const Endpoint& at);
  Result<Endpoint> bind(const Endpoint& wanted, const std::string& ident);
  void let_go(Listener& listener);
  void look();
  void close(Listener& listener);

  Surroundings around_;
  nta_agent_t* agent_ = nullptr;
  // Not const: who looks for one may change it.
  mutable std::deque<Listener> listeners_;
  std::vector<Endpoint> endpoints_;
  TimerHandle timer_;
};

}  // namespace tipring::sip
