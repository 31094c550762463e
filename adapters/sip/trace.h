#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/sip/wire_message.h"
#include "runtime/base/ids.h"
#include "runtime/base/run_loop.h"

namespace tipring::sip {

/// Messages that passed since the start. Methods that strangers make up count as "other".
struct Traffic {
  /// Requests of one method and responses of one class, one way.
  struct Counts {
    std::map<std::string, std::uint64_t, std::less<>> requests{};  ///< By method.
    std::array<std::uint64_t, 6> responses{};                      ///< By the hundreds of the status less one.
    std::uint64_t unreadable = 0;
  };
  Counts received{};
  Counts sent{};
};

/// The SIP messages that passed last, as many as fit, and those who follow what passes. Control thread only.
class Trace {
 public:
  using Follower = std::uint64_t;

  /// Some minutes of a busy runtime.
  static constexpr std::size_t usual_size = 4U << 20U;

  /// Keeps no more than `size` bytes; 0 keeps nothing. `loop` outlives this.
  Trace(RunLoop& loop, std::size_t size) : loop_(loop), capacity_(size) {}

  /// Takes what passed; number and time are filled in. May be called inside Sofia.
  void take(WireMessage message);

  /// Oldest first; their numbers have no gaps.
  const std::deque<WireMessage>& messages() const { return messages_; }
  std::size_t size() const { return size_; }
  const Traffic& traffic() const { return traffic_; }

  /// `see` gets each message from now on, as an event of the run loop.
  Follower follow(std::function<void(const WireMessage&)> see);
  void unfollow(Follower follower) { followers_->erase(follower); }
  std::size_t followers() const { return followers_->size(); }

  /// Remembers that the leg's SIP dialog has this Call-ID, and which trunk it goes by and which phone of the
  /// site it is with (empty: none), also after the leg's end, for a bounded number of legs.
  void note(LegId leg, const std::string& call_id, const std::string& trunk, const std::string& phone);
  /// The legs of a Call-ID: more than one where a call of ours came back to us.
  std::vector<LegId> legs_of(std::string_view call_id) const;
  /// The Call-IDs of a leg: more than one where it was placed anew at another address.
  std::vector<std::string> call_ids_of(LegId leg) const;
  /// Empty where it goes by none.
  std::string trunk_of(LegId leg) const;
  /// Empty where it is with none.
  std::string phone_of(LegId leg) const;

 private:
  static constexpr std::size_t most_notes = 20'000;
  // What a message takes beside its bytes.
  static constexpr std::size_t overhead = sizeof(WireMessage) + 64;
  struct Note {
    std::string call_id;
    std::string trunk;
    std::string phone;
  };
  using Followers = std::map<Follower, std::function<void(const WireMessage&)>>;

  void count(const WireMessage& message);

  RunLoop& loop_;
  std::size_t capacity_;
  std::size_t size_ = 0;
  std::uint64_t last_ = 0;
  std::deque<WireMessage> messages_;
  Traffic traffic_;
  // Shared so that what is posted finds out where this has gone.
  std::shared_ptr<Followers> followers_ = std::make_shared<Followers>();
  Follower next_follower_ = 1;
  std::unordered_multimap<std::string, LegId> legs_;  // By Call-ID.
  std::multimap<LegId, Note> notes_;                  // Legs have ascending ids: the oldest is first.
};

}  // namespace tipring::sip
