#pragma once

#include <map>

#include "runtime/contact/legs.h"
#include "runtime/contact/operation.h"

namespace tipring {

/// Lets two parties that talk send their audio straight to each other, or between the rtpengines in front of
/// them, where the site allows it for both and nothing here needs it, and has it sent here again as soon as
/// something does: a prompt, a recording, digits that are listened for, hold, a transfer, the end of the other
/// party.
///
/// Each party is offered the other's address by a re-INVITE, one after the other. Who refuses keeps both
/// relayed for as long as they talk.
class DirectMedia {
 public:
  DirectMedia(FloorContext& floor, Legs& legs, Operations& operations)
      : floor_(floor), legs_(legs), operations_(operations) {}
  ~DirectMedia();
  DirectMedia(const DirectMedia&) = delete;
  DirectMedia& operator=(const DirectMedia&) = delete;

  /// Something of the leg, or what is under way on it, is other than before: it is looked at in an event of its
  /// own.
  void changed(const Leg& leg);
  /// The leg is over: nothing is done for it any more.
  void forget(LegId leg) { stop_waiting(leg); }

 private:
  void look_at(LegId leg);
  void settle(Leg& leg, const Leg* wanted);
  /// Until longest_unused is over; ended by stop_waiting().
  void wait_for_use(LegId leg);
  void stop_waiting(LegId leg);
  bool may_go(const Leg& leg) const;
  bool may_talk(const Leg& leg, const Leg& other) const;

  FloorContext& floor_;
  Legs& legs_;
  Operations& operations_;
  std::map<LegId, TimerHandle> unused_;  // Left alone, while their audio still goes elsewhere.
};

}  // namespace tipring
