#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/sip/digest_client.h"
#include "adapters/sip/gatekeeper.h"
#include "adapters/sip/listen_url.h"
#include "adapters/sip/phone_account.h"
#include "adapters/sip/registrar.h"
#include "adapters/sip/session_timer.h"
#include "adapters/sip/tls_connections.h"
#include "adapters/sip/tls_settings.h"
#include "adapters/sip/trace.h"
#include "adapters/sip/transferor.h"
#include "adapters/sip/trunk.h"
#include "runtime/base/ids.h"
#include "runtime/base/result.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/directory.h"
#include "runtime/ports/log.h"
#include "runtime/ports/messaging.h"
#include "runtime/ports/reactor.h"
#include "runtime/ports/telephony.h"

struct su_root_s;

namespace tipring::sip {

/// How names of hosts are looked up (RFC 3263).
struct NameSettings {
  Reactor* reactor = nullptr;  ///< Must outlive the agent; null: only numeric hosts are reached.
  std::string servers{};       ///< "192.0.2.53,192.0.2.54:5353"; empty: those of the system.
};

struct Settings {
  /// Where to listen. Port 0 takes any free port. A wildcard listens at each address the machine has now.
  std::vector<ListenSettings> listen{};
  /// For User-Agent and Server: "Tipring/0.1.0".
  std::string user_agent{};
  SessionTimerSettings session_timer{};
  GatekeeperSettings gatekeeper{};
  std::vector<std::string>
      trusted_names{};                 ///< Whoever shows a certificate of these is trusted like an address.
  std::vector<PhoneAccount> phones{};  ///< Whom the site knows.
  std::vector<TrunkSettings> trunks{};
  RegistrarSettings registrar{};
  NameSettings names{};
  /// So many bytes of what passes are kept in the trace; nothing: what passes is not looked at.
  std::optional<std::size_t> trace{};
  bool tells_sdp = false;                 ///< Each description told has the SDP as it came in its `text`.
  std::string realm = "tipring";          ///< Of our challenges.
  std::vector<DigestAccount> accounts{};  ///< Who we are where a call of ours with that From is challenged.
};

/// An address that takes no new calls.
struct LeavingListener {
  Endpoint endpoint;
  std::size_t calls = 0;  ///< Legs that go by it.
};

/// Our SIP user agent (RFC 3261) on Sofia's transaction layer. Control thread only: the thread that steps the
/// root.
///
/// What it tells TelephonyEvents it posts to the run loop, never from inside a command. A leg that the floor
/// releases is told `released` at once; what the protocol still has to settle (a CANCEL's final response, a
/// BYE's response) goes on out of sight, see settled().
class SipAgent : public Telephony, public Transferor, public Messaging, public Directory {
 public:
  /// All references must outlive the agent; `events` also what is posted to `loop` by then. Fails with
  /// "bad-address", "address-in-use", "address-unavailable" or "bad-certificate", naming the address or the
  /// file.
  static Result<std::unique_ptr<SipAgent>> create(su_root_s* root, const Settings& settings, RunLoop& loop,
                                                  Ids& ids, TelephonyEvents& events, Log& log);

  /// Who is told of messages from now on, and outlives the agent. Until then they are refused.
  virtual void deliver_messages_to(MessagingEvents& events) = 0;

  /// The addresses listened at, with the ports bound, in the order asked for; where a wildcard was asked for,
  /// those that other machines reach come before the loopback's.
  virtual const std::vector<Endpoint>& listening() const = 0;

  /// Whether set_listeners() would do. Opens nothing. Fails like it.
  virtual Result<void> check_listeners(const std::vector<ListenSettings>& listen) const = 0;
  /// Where to listen, from now on. Those that are open already go on, with other certificates where the
  /// settings name others. One that is none of them any more leaves: calls that go by it go on until they end,
  /// what is new there is refused by 503, and it is closed half a minute after its last call. Trunks hear of a
  /// Contact that has changed, and subscriptions that came there end, to be made anew. Fails like create(), and
  /// then nothing is changed.
  virtual Result<void> set_listeners(const std::vector<ListenSettings>& listen) = 0;
  /// Those that leave, and how many calls go by each.
  virtual std::vector<LeavingListener> leaving() const = 0;

  /// From now on new calls are refused with `status` (400 to 699) and Retry-After, while running calls go on.
  virtual void refuse_new(int status) = 0;
  virtual void accept_new() = 0;

  /// Our certificates in force, one for each address of TLS.
  virtual std::vector<OwnCertificate> certificates() const = 0;
  /// Reads their files again. Fails with "bad-certificate", naming the file; what was in force stays so.
  virtual Result<void> reload_certificates() = 0;

  /// What passes.
  virtual Trace& trace() = 0;
  /// The Call-IDs of a leg's SIP dialogs, also after its end for some time.
  virtual std::vector<std::string> call_ids_of(LegId leg) const = 0;

  /// By what a leg's messages go: "udp", "tcp", "tls". Empty where it is gone, or not on its way yet.
  virtual std::string transport_of(LegId leg) const = 0;

  /// Who is banned, and who is to be.
  virtual Gatekeeper& gatekeeper() = 0;
  /// Whoever shows a certificate of these is trusted like an address, from now on.
  virtual void set_trusted_names(std::vector<std::string> names) = 0;

  /// Who tells where names are, from now on, as NameSettings has it. What is asked already is answered by those
  /// of before. Fails with "resolver-failed", and then nothing is changed.
  virtual Result<void> set_name_servers(const std::string& servers) = 0;

  /// As Settings::tells_sdp, for descriptions from now on.
  virtual void set_tells_sdp(bool tells) = 0;

  /// Where phones are.
  virtual const Registrar& registrar() const = 0;
  /// Told of each change of it from now on, on the control thread.
  virtual void on_registration(std::function<void(const BindingChange&)> changed) = 0;
  /// A place known from an earlier run. Nothing where its phone is none of the site's any more, or its time is
  /// up.
  virtual void restore(Binding binding) = 0;
  /// Forgets a place. False where there is none.
  virtual bool unregister(const std::string& phone, const std::string& uri) = 0;

  /// Whom the site knows, from now on. Calls go on whatever becomes of their phones; one that is gone is
  /// registered nowhere any more, and the places of the others stay.
  virtual void set_phones(const std::vector<PhoneAccount>& phones) = 0;
  /// The trunks, from now on. Those that stay as they are notice nothing. One that is changed keeps its calls;
  /// one at another host takes new ones once that is looked up, and ends its registration at the old.
  virtual void set_trunks(const std::vector<TrunkSettings>& trunks) = 0;

  /// How the trunks stand, in the order of their names.
  virtual std::vector<TrunkStatus> trunks() const = 0;
  /// Told of each change of a trunk from now on, on the control thread.
  virtual void on_trunk(std::function<void(const TrunkStatus&)> changed) = 0;
  /// Ends our registrations at trunks: no more calls come by them.
  virtual void leave_trunks() = 0;

  /// True when no leg is left and no exchange with a peer is open: the time to stop without leaving a peer
  /// behind.
  virtual bool settled() const = 0;
};

}  // namespace tipring::sip
