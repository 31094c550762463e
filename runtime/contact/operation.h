#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "runtime/base/handle.h"
#include "runtime/base/ids.h"
#include "runtime/contact/floor_context.h"
#include "runtime/ports/media.h"
#include "runtime/ports/telephony.h"

namespace tipring {

class Leg;
class Operations;

/// Something under way on a leg that ends later: a prompt that plays, digits being collected, a call being
/// placed. An operation ends once: by completing, which tells its owner, or by cancel(), which does not.
class Operation {
 public:
  Operation(FloorContext& floor, Operations& operations, LegId leg)
      : floor_(floor), operations_(operations), leg_(leg) {}
  virtual ~Operation() = default;
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  LegId leg() const { return leg_; }

  /// Begins. May complete at once; the owner hears of it later all the same.
  virtual void start(OperationHandle self) = 0;
  /// Undoes what was started. The owner hears nothing. The operation is gone after it.
  virtual void cancel() = 0;
  /// The leg it works on is over.
  virtual void leg_ended(const Release& release) = 0;

  /// A digit from the leg. True when the operation keeps it, so that nobody else sees it.
  virtual bool digit(char) { return false; }
  virtual void play_finished(const std::string& /*problem*/) {}
  /// Another operation begins to play on the leg, in place of what this one plays.
  virtual void play_replaced() {}
  virtual void record_finished(const RecordingResult&) {}
  virtual void digits_sent() {}
  /// The peer's answer to a digit that we signalled.
  virtual void digit_answered(int /*status*/) {}
  /// Whether it plays, listens or records, so that the party's audio must come here.
  virtual bool needs_media() const { return true; }
  /// The party begins to speak, or has fallen silent.
  virtual void speech_changed(SpeechChange /*change*/) {}
  /// The party's audio, which went elsewhere, comes here; told more than once.
  virtual void media_came() {}
  /// Our offer to the leg was accepted (0), or refused with this status.
  virtual void offer_ended(int /*status*/) {}
  /// News of a leg that the operation has placed.
  virtual void target_ringing(Leg&) {}
  virtual void target_answered(Leg&) {}
  virtual void target_ended(Leg&) {}
  /// A leg that the operation has placed, and that has answered, goes elsewhere: it is none of its any more.
  virtual void target_taken(Leg&) {}

 protected:
  FloorContext& floor_;
  Operations& operations_;
  const LegId leg_;
  OperationHandle self_;

  /// Ends the operation: removes it, and tells its owner by `done` as an event of its own. `this` is gone when
  /// it returns.
  void complete(std::function<void()> done);
};

/// All operations under way.
class Operations {
 public:
  /// `changed` is told of each leg on which something begins or ends.
  explicit Operations(std::function<void(LegId)> changed) : changed_(std::move(changed)) {}

  OperationHandle start(std::unique_ptr<Operation> operation);

  /// Cancels an operation; nothing when it is over.
  void cancel(OperationHandle operation);

  Operation* find(OperationHandle operation);

  /// Offers a digit to the operations of a leg, the newest first. False when none keeps it.
  bool digit(LegId leg, char digit);

  /// Tells what else is under way on a leg that `player` begins to play.
  void play_replaced(LegId leg, OperationHandle player);

  /// Tells what is under way on a leg what became of our offer to it.
  void offer_ended(LegId leg, int status);

  bool needs_media(LegId leg);
  void media_came(LegId leg);
  void speech_changed(LegId leg, SpeechChange change);

  /// Cancels what is under way on a leg.
  void cancel_all(LegId leg);

  /// Ends what is under way on a leg.
  void leg_ended(LegId leg, const Release& release);

  std::size_t live() const { return operations_.size(); }

 private:
  friend class Operation;
  std::vector<OperationHandle> of_leg(LegId leg) const;
  void forget(LegId leg, OperationHandle operation);

  SlotMap<std::unique_ptr<Operation>, OperationTag> operations_;
  std::unordered_map<LegId, std::vector<OperationHandle>> by_leg_;  // Oldest first.
  std::function<void(LegId)> changed_;
};

}  // namespace tipring
