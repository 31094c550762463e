#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "adapters/sip/dialog.h"
#include "adapters/sip/dialog_request.h"
#include "adapters/sip/event_bodies.h"
#include "adapters/sip/sip_stack.h"
#include "adapters/sip/subscription.h"
#include "runtime/base/run_loop.h"

namespace tipring::sip {

/// What a subscription is about.
enum class EventPackage : std::uint8_t {
  dialog,           ///< Whether a phone is in a call (RFC 4235).
  message_summary,  ///< How many messages wait for it (RFC 3842).
};

/// The subscriptions of phones on the wire (RFC 6665): takes SUBSCRIBE, and sends NOTIFY when what they are
/// about changes. Internal to this room.
class SubscriptionServer {
 public:
  /// So many a phone may have.
  static constexpr std::size_t most_of_phone = 200;

  /// What there is to tell of a phone.
  struct Sources {
    std::function<std::vector<PhoneDialog>(const std::string& phone)> dialogs;
  };
  /// Both outlive it.
  SubscriptionServer(SipStack& stack, RunLoop& loop, Sources sources);
  ~SubscriptionServer();
  SubscriptionServer(const SubscriptionServer&) = delete;
  SubscriptionServer& operator=(const SubscriptionServer&) = delete;

  /// The package that a SUBSCRIBE names; nothing: none that we know.
  static std::optional<EventPackage> package_of(const sip_t& request);

  /// A first SUBSCRIBE of `watcher`, who has proved to be that phone, about `phone`. Answers it.
  void take(IncomingHandle transaction, const sip_t& request, Arrival arrival, const std::string& watcher,
            const std::string& phone);
  /// One inside a dialog. Hands it back where the dialog is none of ours.
  IncomingHandle renew(IncomingHandle transaction, const sip_t& request);

  /// The calls of the phone have changed.
  void dialogs_changed(const std::string& phone) { changed(EventPackage::dialog, phone); }
  void show_waiting(const std::string& phone, MessagesWaiting waiting);

  /// Those that came to an address that is no longer listened at end, and are to be made anew elsewhere.
  void listeners_changed();

  std::size_t live() const { return watches_.size(); }

 private:
  struct Watch;
  class Notifies;  // The answers to the NOTIFYs of one.

  struct Granted {
    int status = 200;
    Duration expires{};
  };
  static Granted grant(const sip_t& request);
  void refuse_brief(nta_incoming_t* transaction);
  void answer(nta_incoming_t* transaction, Watch& watch, Duration expires);
  void changed(EventPackage package, const std::string& phone);
  /// Looks again when the watch is due next: at once where it is over.
  void schedule(Watch& watch);
  void set_timer();
  void proceed();
  void proceed_with(const std::string& key);
  void notify(Watch& watch, const Subscription::Notification& notification);

  SipStack& stack_;
  RunLoop& loop_;
  Sources sources_;
  std::map<std::string, std::unique_ptr<Watch>> watches_;                        ///< By dialog_key().
  std::map<std::pair<EventPackage, std::string>, std::set<std::string>> about_;  ///< Keys, by what they watch.
  std::set<std::pair<Instant, std::string>> due_;                                ///< Keys, in order of time.
  std::map<std::string, std::size_t> of_watcher_;                                ///< How many a phone has.
  std::map<std::string, MessagesWaiting> waiting_;                               ///< By phone.
  TimerHandle timer_;
};

}  // namespace tipring::sip
