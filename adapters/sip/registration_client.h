#pragma once

#include <cstdint>
#include <optional>

#include "runtime/base/chance.h"
#include "runtime/base/clock.h"

namespace tipring::sip {

struct RegistrationClientSettings {
  Duration expires = std::chrono::minutes{10};        ///< What we ask for.
  Duration first_retry = std::chrono::seconds{30};    ///< After a failure; doubled with each further one,
  Duration longest_retry = std::chrono::minutes{30};  ///< up to this (RFC 5626, section 4.5).

  friend bool operator==(const RegistrationClientSettings&, const RegistrationClientSettings&) = default;
};

/// Our registration at somebody else's registrar: when to send REGISTER, and when again. Pure: time and chance
/// are passed in.
class RegistrationClient {
 public:
  enum class State : std::uint8_t {
    off,          ///< Not wanted, or ended.
    registering,  ///< REGISTER is on its way; it may be the renewal of one that holds.
    registered,
    waiting,  ///< The last try failed; another follows.
    leaving,  ///< The REGISTER that ends it is on its way.
  };

  explicit RegistrationClient(RegistrationClientSettings settings) : settings_(settings) {}

  State state() const { return state_; }
  /// Whether the registrar holds us for reachable, as far as it told.
  bool holds(Instant now) const { return held_until_ && *held_until_ > now; }
  /// What the next REGISTER asks for; zero while leaving.
  Duration expires() const { return state_ == State::leaving ? Duration::zero() : asked_; }

  /// When the next REGISTER is due; nothing while one is on its way, and when off.
  std::optional<Instant> deadline() const { return due_; }

  /// The first REGISTER is to be sent now.
  void start();
  /// It is time: the next is to be sent now.
  void renew();
  /// 2xx, which grants so much.
  void succeeded(Duration granted, Instant now, Chance& chance);
  /// Any other final response, or none. `retry_after`: what the registrar asks for.
  void failed(std::optional<Duration> retry_after, Instant now, Chance& chance);
  /// 423: the registrar wants longer ones. False where that makes no sense.
  bool too_brief(Duration shortest);
  /// True when a REGISTER is to be sent that ends the registration.
  bool leave(Instant now);

 private:
  RegistrationClientSettings settings_;
  State state_ = State::off;
  Duration asked_ = settings_.expires;
  std::optional<Instant> due_;
  std::optional<Instant> held_until_;
  int failures_ = 0;
};

}  // namespace tipring::sip
