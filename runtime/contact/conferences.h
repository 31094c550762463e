#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "runtime/base/handle.h"
#include "runtime/base/result.h"
#include "runtime/contact/floor_context.h"
#include "runtime/contact/leg.h"

namespace tipring {

/// The conferences that somebody is in, by their names: one comes to be with its first party and is over with
/// its last. Each change is an entry in the ledger first and an effect after it.
class Conferences {
 public:
  explicit Conferences(FloorContext& floor) : floor_(floor) {}

  /// Told `why` a leg was taken out.
  using TakenOut = std::function<void(std::string_view why)>;

  /// Whether the leg may join: `most` parties may be in the conference then; 0: any number. Fails with "full",
  /// or with "in-conference" where the leg is in one.
  Result<void> may_join(const Leg& leg, const std::string& name, std::size_t most) const;
  /// Only where it may. `taken_out` is called by take_out().
  void join(Leg& leg, const std::string& name, ConferencePart part, TakenOut taken_out);

  /// Nothing where the leg is in none. `why` is for the ledger: "left", "connected", "hung-up".
  void leave(Leg& leg, const std::string& why);
  /// The same, and tells who has joined it.
  void take_out(Leg& leg, const std::string& why);

  /// Fails with "not-in-conference".
  Result<void> mute(Leg& leg, bool on);

  /// A conference at the media port that has no name, for whoever mixes there himself, until end_room().
  ConferenceHandle new_room() { return handles_.insert({}); }
  void end_room(ConferenceHandle room) { handles_.erase(room); }

  /// How many are in it.
  std::size_t parties(const std::string& name) const;

 private:
  struct Party {
    ConferencePart part;
    TakenOut taken_out;
  };
  struct Conference {
    ConferenceHandle handle;
    std::map<LegId, Party> parties;
  };
  // Nothing but a name for each conference at the media port that is never used twice.
  struct Number {};

  void set_part(const Leg& leg, const Conference& conference);

  FloorContext& floor_;
  std::map<std::string, Conference, std::less<>> conferences_;
  SlotMap<Number, ConferenceTag> handles_;
};

}  // namespace tipring
