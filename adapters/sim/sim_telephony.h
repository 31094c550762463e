#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapters/sim/network.h"
#include "adapters/sim/trunk_channels.h"
#include "runtime/base/ids.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/telephony.h"

namespace tipring::sim {

/// Telephony in simulation: the runtime's legs, talking to the parties of a Network. A user agent as RFC 3261
/// wants it, without the transport: it waits for a provisional response before CANCEL (9.1), clears a 2xx that
/// crossed its CANCEL by BYE, and gives up after `response_limit`. Control thread only.
class SimTelephony final : public Telephony, public SignallingEnd {
 public:
  /// 64 * T1: how long an INVITE waits for the first response (timer B), a 2xx for its ACK (timer H), a BYE for
  /// its response (timer F).
  static constexpr Duration response_limit = std::chrono::seconds(32);

  SimTelephony(RunLoop& loop, Network& network, Ids& ids) : loop_(loop), network_(network), ids_(ids) {}

  /// Who is told what happens; before the first call, and for as long as the run.
  void deliver_to(TelephonyEvents& events) { events_ = &events; }

  /// Which callers are phones of the site: asked with the user part of From. A call by a trunk is none's.
  void know_phones(std::function<bool(const std::string&)> is_phone) { is_phone_ = std::move(is_phone); }

  /// How many calls each trunk takes at once; see TrunkChannels.
  void know_trunks(std::function<int(const std::string&)> channels) { channels_.know(std::move(channels)); }

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
  /// The network knows which party is in the call: no state is told of legs, or asked for.
  Result<AgreedDescriptions> take_up(const LostLeg& lost) override;
  void abandon(const LostLeg& lost) override;
  TelephonyLive live() const override { return {legs_.size(), 0}; }

  void receive(PartyId party, const Message& message) override;

 private:
  enum class State : std::uint8_t {
    inviting,    // Outgoing: no response yet.
    proceeding,  // A provisional response was received, or (incoming) may be sent.
    answered,    // Incoming: the 2xx waits for its ACK.
    confirmed,
    cancelling,   // Outgoing: given up; CANCEL is out or waits for a provisional response.
    terminating,  // A final refusal waits for its ACK, or a BYE for its response.
  };
  enum class Refer : std::uint8_t { none, asked, tried };  // A transfer that the party wants.
  struct Leg {
    PartyId party = 0;
    bool incoming = false;
    State state = State::proceeding;
    bool provisional = false;    // Outgoing: a provisional response came, so that CANCEL may be sent.
    bool offer_pending = false;  // The peer's re-INVITE waits for our answer.
    std::optional<SessionDescription> offer;  // Ours: waits for the ACK of our 2xx, or for the party's answer.
    bool offer_sent = false;
    bool resumed = false;  // Taken up, and not answered since: the party may be gone.
    int offer_tries = 0;
    Refer refer = Refer::none;
    std::deque<OperationHandle> digits;  // Sent and not answered.
    bool refused = false;                // Incoming: our final response was a refusal, which an ACK ends.
    Release release;                     // What `released` will say, once terminating.
    TimerHandle guard;
  };
  static bool may_follow(State from, State to);

  Leg* find(LegId leg);
  void move_to(Leg& leg, State next);
  void guard(LegId id, Leg& leg);
  void refuse_invite(LegId id, Leg& leg, Message final_response, Release release);
  void receive_refer(LegId id, Leg& leg, const Message& message);
  void send_bye(LegId id, Leg& leg);
  void send_cancel(Leg& leg);
  void finish(LegId id, Release release);
  void give_up(LegId id, Release release);

  void receive_invite(PartyId party, const Message& message);
  void receive_ack(LegId id, Leg& leg, const Message& message);
  void receive_cancel(LegId id, Leg& leg);
  void receive_bye(LegId id, Leg& leg, const Message& message);
  void receive_reinvite(LegId id, Leg& leg, const Message& message);
  void receive_response(LegId id, Leg& leg, const Message& message);
  void send_offer(Leg& leg);
  void receive_offer_response(LegId id, Leg& leg, const Message& message);
  void receive_digit_response(LegId id, Leg& leg, const Message& message);
  void receive_final(LegId id, Leg& leg, const Message& message);

  RunLoop& loop_;
  Network& network_;
  Ids& ids_;
  TelephonyEvents* events_ = nullptr;
  std::function<bool(const std::string&)> is_phone_;
  TrunkChannels channels_;
  std::map<LegId, Leg> legs_;
  std::map<PartyId, LegId> by_party_;
};

}  // namespace tipring::sim
