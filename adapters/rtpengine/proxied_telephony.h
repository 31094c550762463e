#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/rtpengine/instances.h"
#include "adapters/rtpengine/proxied_leg.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/log.h"
#include "runtime/ports/telephony.h"

namespace tipring::rtpengine {

/// Puts an rtpengine in front of our media: stands between the floor and telephony, and has every description
/// of a leg that is to go that way changed by an rtpengine before either sees it. The other legs it hands
/// through as they are.
///
/// An rtpengine that no longer knows its calls, having been restarted, is found out within seconds, and the
/// floor is told of each.
///
/// What is told or asked of a leg while an rtpengine is at it waits until that is over, in order; only its end
/// does not. Where no rtpengine answers, a new call is refused by 503 and Retry-After, or fails with 503, a
/// change is refused, and a call that goes on goes on. Control thread only.
class ProxiedTelephony final : public Telephony, public TelephonyEvents {
 public:
  struct Surroundings {
    RunLoop& loop;
    Log& log;
    Instances& instances;
    TelephonyEvents& events;  ///< The floor's.
    /// How the calls of this phone, or by this trunk, are carried; nothing: without an rtpengine.
    std::function<std::optional<PeerKind>(const std::string& phone, const std::string& trunk)> kind_of;
    std::function<Result<SessionDescription>(std::string_view sdp)> read;
    /// With these numbers in the o= line.
    std::function<std::string(const SessionDescription&, std::uint64_t session, std::uint64_t version)> write;
    std::string name;  ///< What the names of its calls begin with at the rtpengines: unlike anybody else's.
  };

  /// All of it outlives this.
  explicit ProxiedTelephony(Surroundings surroundings) : around_(std::move(surroundings)) { watch(); }
  ~ProxiedTelephony() override;
  ProxiedTelephony(const ProxiedTelephony&) = delete;
  ProxiedTelephony& operator=(const ProxiedTelephony&) = delete;

  /// Before anything else. Tells its events here, with the SDP itself in each description, and outlives this.
  void stand_before(Telephony& telephony) { telephony_ = &telephony; }

  void ring(LegId leg, std::optional<SessionDescription> early) override;
  void answer(LegId leg, SessionDescription description) override;
  void reject(LegId leg, int status, std::string reason, Headers headers) override;
  void redirect(LegId leg, std::vector<std::string> targets) override;
  void place(OutgoingCall call) override;
  void accept_offer(LegId leg, SessionDescription answer) override;
  void refuse_offer(LegId leg, int status) override;
  void offer(LegId leg, SessionDescription offer) override;
  void transfer_status(LegId leg, int status) override;
  void send_digit(LegId leg, OperationHandle operation, char digit) override;
  void release(LegId leg, Release release) override;
  /// The rtpengine's part in the call begins anew.
  Result<AgreedDescriptions> take_up(const LostLeg& lost) override;
  void abandon(const LostLeg& lost) override;
  TelephonyLive live() const override;

  void arrived(IncomingCall call) override;
  void ringing(LegId leg, std::optional<SessionDescription> early) override;
  void answered(LegId leg, SessionDescription description) override;
  void acknowledged(LegId leg, std::optional<SessionDescription> description) override;
  void offered(LegId leg, std::optional<SessionDescription> offer) override;
  void offer_accepted(LegId leg, SessionDescription answer) override;
  void offer_refused(LegId leg, int status) override;
  void media_lost(LegId leg) override;
  void digit_signalled(LegId leg, char digit) override;
  void transfer_asked(LegId leg, TransferRequest request) override;
  void digit_sent(LegId leg, OperationHandle operation, int status) override;
  void released(LegId leg, Release release) override;
  void state_changed(LegId leg, std::string state) override;

 private:
  using Translated = std::function<void(Result<SessionDescription>)>;
  enum class Role : std::uint8_t { offer, answer };

  ProxiedLeg* find(LegId leg);
  ProxiedLeg& keep(LegId leg, PeerKind peer);
  /// At once, or once the rtpengine is done with what came before.
  void in_turn(LegId leg, std::function<void()> step);
  void go_on(LegId leg);

  /// Has the rtpengine change it; `then` gets what the other side is to be told. Not after the leg's end.
  void translate(LegId leg, Role role, Side from, const SessionDescription& description, Translated then);
  void translated(LegId leg, Side from, const SessionDescription& description,
                  Result<Instances::Answered> answer, const Translated& then);
  std::string text_of(ProxiedLeg& leg, Side from, const SessionDescription& description) const;
  /// Asks each rtpengine now and then for the call of which it has said nothing for longest.
  void watch();
  struct Watch;
  void ask_for_next(std::size_t instance, Watch watch);
  void confirm(ProxiedLeg& leg) { leg.confirmed = ++last_confirmed_; }
  /// The rtpengine's part in it ends, and what waits is forgotten.
  void forget(LegId leg);
  void warn(LegId leg, const std::string& what, const Error& error);

  Surroundings around_;
  Telephony* telephony_ = nullptr;
  std::map<LegId, ProxiedLeg> legs_;
  std::uint64_t last_session_ = 0;
  std::uint64_t last_confirmed_ = 0;
  std::map<std::size_t, Instances::Request> questions_;  // Open ones of watch(), by their instances.
  TimerHandle watch_timer_;
};

}  // namespace tipring::rtpengine
