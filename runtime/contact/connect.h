#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "runtime/contact/call_permission.h"
#include "runtime/contact/carried_headers.h"
#include "runtime/contact/legs.h"
#include "runtime/contact/operation.h"
#include "runtime/contact/whisper.h"

namespace tipring {

struct ConnectTarget {
  std::string uri;                   ///< Empty for a phone whose places are still to be looked up.
  Duration timeout{};                ///< From the INVITE to the answer.
  std::string phone{};               ///< A phone of the site: all of its places ring, those it prefers first.
  std::string trunk{};               ///< The call goes by this trunk,
  std::string number{};              ///< to this number.
  std::optional<Release> refusal{};  ///< It is nowhere: it fails so, and nothing is sent.
};

/// How several targets are called.
enum class ConnectOrder : std::uint8_t {
  one_by_one,  ///< Each when the one before it has failed.
  together,    ///< All at once; the first that answers has the call.
};

struct ConnectRequest {
  std::vector<ConnectTarget> targets;
  /// What it may not call fails by 403, and nothing is sent; that holds for targets that others redirect to
  /// too.
  CallingParty caller{};
  std::function<void(const CallBar&)> barred{};  ///< Told of each such target; may be empty.
  ConnectOrder order = ConnectOrder::one_by_one;
  int redirections = 5;  ///< How many targets named by 3xx responses are called in all; 0: none.
  PartyAddress from;     ///< Who the call shows as calling.
  Headers headers;       ///< Further header fields of the INVITE.
  Headers arrived{};     ///< Those of the caller's own INVITE,
  std::vector<std::string> carry = usually_carried();  ///< of which these go along.
  bool hide_hosts = true;                              ///< Hosts in those that name parties become ours.
  bool caller_trusted = false;                         ///< The caller came by a trunk.
  bool early_media = true;  ///< The caller hears what a target sends before its answer, one_by_one.
  bool quiet = false;       ///< The caller hears nothing of all this before a target has answered.
  /// What a target that has answered hears before it talks to the caller, who hears meanwhile what it heard
  /// before. Who refuses it, or hangs up in it, has declined. Where a key is needed, what else rings does so
  /// until it is pressed, and several may hear it at once.
  WhisperRequest whisper{};
  /// Told within the turn that a target has answered and hears the whisper; may be empty. It may cancel
  /// anything but this.
  std::function<void()> picked_up{};
  /// Told within the turn that a target has the call, right before it talks to the caller; may be empty. It may
  /// cancel anything but this.
  std::function<void(LegId target)> answered{};
  /// Takes the target that has the call, in place of the caller, who is neither answered nor bridged and goes
  /// on as before; may be empty. Only with `quiet`.
  std::function<void(Leg& target)> takes{};
};

/// What became of one target that did not answer.
struct ConnectAttempt {
  std::string uri;
  Release release;
  std::string destination{};  ///< As in CallBar, where the caller may not call the number; else empty.
};

struct ConnectOutcome {
  bool answered = false;
  std::string answered_by;  ///< The target's URI.
  Duration talked{};
  std::vector<ConnectAttempt> failed;  ///< In order.
};

/// Calls targets for a caller. The first that answers is bridged with the caller, who is answered then where
/// that has not happened yet; the others are given up. With a whisper that is so once it has taken the call. A
/// target that names others by a 3xx response (RFC 3261, section 8.1.3.4) is replaced by them, none twice. Ends
/// when the other party is gone or every target has failed.
class ConnectOperation final : public Operation {
 public:
  using Done = std::function<void(const ConnectOutcome&)>;
  ConnectOperation(FloorContext& floor, Operations& operations, Legs& legs, Leg& caller, ConnectRequest request,
                   Done done);

  void start(OperationHandle self) override;
  void cancel() override;
  void leg_ended(const Release& release) override;
  bool needs_media() const override { return false; }

  void target_ringing(Leg& target) override;
  void target_answered(Leg& target) override;
  void target_ended(Leg& target) override;
  void target_taken(Leg& target) override;

 private:
  struct Attempt {
    ConnectTarget target;
    TimerHandle timer;
    bool picked_up = false;  // It hears the whisper.
    OperationHandle whisper{};
  };

  void try_next();
  void take(ConnectTarget target);
  void look_up(const ConnectTarget& target);
  void call(ConnectTarget target);
  void failed(ConnectTarget target, Release release);
  void refuse_barred(const ConnectTarget& target, const CallBar& bar);
  void follow(const ConnectTarget& target, const Release& release);
  void time_up(LegId leg);
  void whisper_to(Leg& target);
  void whispered(LegId leg, WhisperEnd end);
  void take_up(Leg& target);
  void give_up_others(const Release& release);
  void let_ring();
  void start_ringback();
  void stop();
  void note_talk();
  void end();

  Legs& legs_;
  Leg& caller_;
  ConnectRequest request_;
  Done done_;
  std::deque<ConnectTarget> waiting_;  // To be called, in this order.
  std::map<LegId, Attempt> attempts_;  // Being called, or whispered to.
  std::set<std::string> called_;       // All URIs that were or will be.
  int redirections_left_ = 0;
  bool calling_ = false;  // In try_next(), which one failing at once does not enter again.
  LegId target_;          // The leg talked to.
  OperationHandle ringback_;
  Instant answered_at_{};
  ConnectOutcome outcome_;
};

}  // namespace tipring
