#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/base/clock.h"
#include "runtime/base/ids.h"
#include "runtime/base/timers.h"
#include "runtime/queue/agent.h"

namespace tipring {

/// How an offer ended.
enum class OfferEnd : std::uint8_t {
  accepted,
  refused,
  no_answer,
  unreachable,  ///< The agent's phone is not there.
  withdrawn,    ///< The contact is gone or somebody else has it, or an operator took it back.
};
std::string_view to_string(OfferEnd end);

enum class OfferState : std::uint8_t {
  open,     ///< Held out to the agent.
  serving,  ///< Accepted; the agent and the customer have to do with each other.
  ended,
};
bool may_follow(OfferState from, OfferState to);

/// A contact held out to one agent, and then, where it is accepted, what the two have to do with each other.
struct Offer {
  ContactId contact{};
  std::size_t agent = 0;  ///< Its place.
  std::string queue{};
  Channel channel = Channel::call;
  Instant made_at{};
  Instant accepted_at{};
  TimerHandle timer{};      ///< Its end where nobody answers.
  std::int64_t number = 0;  ///< In the ledger, from 1 in each run.

  OfferState state() const { return state_; }
  /// Asserts that the transition is a valid one.
  void enter(OfferState next);

 private:
  OfferState state_ = OfferState::open;
};

}  // namespace tipring
