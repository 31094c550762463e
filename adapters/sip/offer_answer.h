#pragma once

#include <cstdint>

namespace tipring::sip {

/// Whose turn it is to describe media (RFC 3264; which message may carry what: RFC 6337, section 2.1).
class OfferAnswer {
 public:
  enum class State : std::uint8_t {
    idle,             ///< No offer is open.
    offered_by_us,    ///< Our offer waits for the peer's answer.
    offered_by_peer,  ///< The peer's offer waits for our answer.
  };

  State state() const { return state_; }
  bool settled() const { return state_ == State::idle && exchanges_ > 0; }

  /// What a description from us means.
  enum class Role : std::uint8_t { offer, answer };

  /// A description of ours goes out: the answer to an open offer of the peer, else an offer. Not while an offer
  /// of ours is open.
  Role send();

  /// What a description from the peer means.
  enum class Received : std::uint8_t {
    offer,
    answer,
    glare,  ///< An offer while another of the peer's is open: answered by 500 (RFC 3264, section 4).
  };
  Received receive();

  /// The open offer is void: its message was refused, cancelled or timed out.
  void withdraw();

 private:
  State state_ = State::idle;
  std::uint32_t exchanges_ = 0;
};

}  // namespace tipring::sip
