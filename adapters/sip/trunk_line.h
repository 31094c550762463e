#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "adapters/sip/digest_client.h"
#include "adapters/sip/next_hop.h"
#include "adapters/sip/registration_client.h"
#include "adapters/sip/resolver.h"
#include "adapters/sip/sip_stack.h"
#include "adapters/sip/trunk.h"
#include "runtime/base/chance.h"
#include "runtime/base/ids.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/log.h"

namespace tipring::sip {

/// One trunk on the wire: registers there, asks whether it answers, and counts its calls. Internal to this
/// room.
class TrunkLine final : public ResponseHandler {
 public:
  using Changed = std::function<void(const TrunkStatus&)>;
  struct Services {
    SipStack& stack;
    RunLoop& loop;
    Chance& chance;
    Log& log;
    Changed& changed;
    Resolver* resolver;  ///< Null where names are not looked up.
  };
  TrunkLine(TrunkSettings settings, Services services);
  ~TrunkLine() override;
  TrunkLine(const TrunkLine&) = delete;
  TrunkLine& operator=(const TrunkLine&) = delete;

  void start();
  /// In place of start(): takes the place of one of the same name, whose calls it goes on counting. Where it is
  /// at the same host, that is known already.
  void succeed(const TrunkLine& before);
  /// Whether it registers as the same at the same host.
  bool registers_like(const TrunkLine& other) const;
  /// Where we listen has changed: a carrier that calls us at an address that leaves is told of another.
  void listeners_changed();
  /// Ends the registration, where there is one.
  void leave();
  /// Nothing of ours is on its way to it.
  bool settled() const { return registering_ == nullptr; }

  const TrunkSettings& settings() const { return settings_; }
  TrunkStatus status() const;

  /// Where its requests go; nothing while that is not known.
  const std::optional<Endpoint>& at() const { return at_; }
  /// Host and port as its URI names them, for the URIs of calls.
  const std::string& host() const { return host_; }
  /// Whose certificate it shows over TLS; empty where it is not reached so.
  const std::string& certificate_name() const { return certificate_name_; }
  /// Whether a request is its: by its certificate, or by its IP. One that is reached over TLS comes by nothing
  /// less, and with no other certificate.
  bool is_from(const Origin& origin) const;
  /// Whether `host`, as host_part_of() gives it, is the one that its URI names or one of its addresses.
  bool has_host(const std::string& host) const;
  /// Whether `ip` is one of its addresses.
  bool has_address(const std::string& ip) const;
  /// Whether that is so for the port too.
  bool is_at(const Origin& origin) const;
  /// Whether `user` is the user part that it calls us by.
  bool is_own_contact(const std::string& user) const { return settings_.registers && user == contact_user(); }

  /// Whether all its channels are in use.
  bool full() const { return settings_.channels > 0 && calls_.size() >= settings_.channels; }
  /// Takes a channel for a call of the trunk.
  void take_channel(LegId leg) { calls_.insert(leg); }
  /// The same for one of ours. Fails with "no-channel" and "trunk-down".
  Result<void> take_channel_out(LegId leg);
  void give_back(LegId leg);

  void on_response(nta_outgoing_t* transaction, int status, const sip_t* response) override;

 private:
  class CheckResponses final : public ResponseHandler {
   public:
    explicit CheckResponses(TrunkLine& trunk) : trunk_(trunk) {}
    void on_response(nta_outgoing_t*, int status, const sip_t* response) override {
      trunk_.on_check_response(status, response);
    }

   private:
    TrunkLine& trunk_;
  };

  void look_up(const HostQuestion& question);
  void located(const std::vector<Endpoint>& endpoints);
  void begin();
  /// The next of its addresses, where nobody answers at this one.
  void move_on();
  sip::Request request(const std::string& method, std::uint32_t cseq, const std::string& call_id) const;
  /// What a status is about that ended a request.
  std::string failure_text(int status, const sip_t* response) const;
  std::string contact_user() const;
  std::string address_of_record() const;
  std::string contact() const;
  /// Registers anew where it calls us by what is our Contact no longer.
  void correct_contact();
  void send_register();
  void registered(const sip_t& response);
  void not_registered(int status, const sip_t* response);
  void watch();
  void send_check();
  /// Of an answer, a failure of the transport, or the end of the wait for either.
  void on_check_response(int status, const sip_t* response);
  void tell(LogLevel level, const std::string& text);

  TrunkSettings settings_;
  Services services_;
  std::string host_;
  std::string certificate_name_;
  std::vector<Endpoint> located_;    // What its host stands for.
  std::vector<Endpoint> endpoints_;  // Of those, all that it may be reached at, in order.
  std::optional<Endpoint> at_;       // Of those, the one in use.
  Resolver::Request looking_up_ = 0;
  TimerHandle look_up_timer_;
  RegistrationClient registration_;
  DigestClient digest_;
  std::string call_id_;
  std::string tag_;
  std::uint32_t cseq_ = 0;
  std::string contact_;       // By which it calls us, as it has taken it last.
  std::string contact_sent_;  // Of the latest REGISTER.
  OutgoingHandle registering_;
  TimerHandle timer_;
  CheckResponses check_responses_{*this};
  OutgoingHandle checking_;
  std::uint32_t check_cseq_ = 0;
  Instant checked_at_{};
  std::optional<bool> answers_;
  int unanswered_ = 0;
  TimerHandle check_timer_;  // The end of the wait for an answer, or the next check.
  std::set<LegId> calls_;
  std::string problem_;        // Of the registration, or of looking it up.
  std::string check_problem_;  // Of the last check.
};

}  // namespace tipring::sip
