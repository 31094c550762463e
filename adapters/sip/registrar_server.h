#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "adapters/sip/registrar.h"
#include "adapters/sip/sip_stack.h"
#include "adapters/sip/sofia_handles.h"
#include "runtime/base/run_loop.h"

namespace tipring::sip {

/// The registrar on the wire: takes REGISTER requests of phones that have proved themselves, and watches the
/// time of what they registered. Internal to this room.
class RegistrarServer {
 public:
  using Changed = std::function<void(const BindingChange&)>;
  /// Both outlive it.
  RegistrarServer(SipStack& stack, RunLoop& loop, RegistrarSettings settings)
      : stack_(stack), loop_(loop), registrar_(settings) {}
  ~RegistrarServer() {
    loop_.cancel(timer_);
    loop_.cancel(keep_alive_timer_);
  }
  RegistrarServer(const RegistrarServer&) = delete;
  RegistrarServer& operator=(const RegistrarServer&) = delete;

  const Registrar& registrar() const { return registrar_; }
  /// Told of each change from now on, on the control thread.
  void on_change(Changed changed) { changed_ = std::move(changed); }

  /// Takes the transaction over, and answers it by what it returns.
  RegistrationOutcome take(IncomingHandle transaction, msg_t* message, const sip_t& request,
                           const std::string& phone, std::size_t most_contacts);
  /// Places known from an earlier run.
  void restore(Binding binding);
  bool remove(const std::string& phone, const std::string& uri);
  /// Forgets where other phones are.
  void keep_phones(const std::function<bool(const std::string& phone)>& is_known) {
    apply(registrar_.keep_phones(is_known));
  }

  /// The connection that the phone registered over; null where it is gone or there was none.
  tport_t* connection_to(const Binding& binding) const;

 private:
  void apply(const std::vector<BindingChange>& changes);
  void watch();
  /// Asks each phone behind a router by OPTIONS now and then, so that the router keeps the way to it open. All
  /// in turn, a few each second.
  void keep_alive();
  void ask(const Binding& binding);

  SipStack& stack_;
  RunLoop& loop_;
  Registrar registrar_;
  Changed changed_;
  using Place = std::pair<std::string, std::string>;  // Phone and URI.
  std::map<Place, ConnectionRef> connections_;
  TimerHandle timer_;
  std::set<Place> behind_nat_;
  Place asked_;  // The last one.
  TimerHandle keep_alive_timer_;
};

}  // namespace tipring::sip
