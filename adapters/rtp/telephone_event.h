#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tipring::rtp {

/// The payload of an RFC 4733 packet (section 2.3).
struct TelephoneEvent {
  std::uint8_t event = 0;  ///< 0-9 the digits, 10 star, 11 pound, 12-15 A-D (section 3.2).
  bool end = false;
  std::uint8_t volume = 10;    ///< Minus dBm0, 0 to 63.
  std::uint16_t duration = 0;  ///< In timestamp units since the event began.

  friend bool operator==(const TelephoneEvent&, const TelephoneEvent&) = default;
};

constexpr std::size_t telephone_event_size = 4;

/// Nothing when the payload is too short; what follows the first event is not read.
std::optional<TelephoneEvent> parse_telephone_event(std::span<const std::uint8_t> payload);
std::array<std::uint8_t, telephone_event_size> write_telephone_event(const TelephoneEvent& event);

/// The digit of an event code; nothing for codes that are not digits (hook flash, modem tones).
std::optional<char> digit_of(std::uint8_t event);
/// The event code of a digit (0-9, *, #, A-D, a-d).
std::optional<std::uint8_t> event_of(char digit);

/// Finds the presses in a stream of event packets. A press is told at its first packet, whichever that is: its
/// later packets and the repeated end carry the same timestamp, so losing any of them changes nothing.
class DigitReceiver {
 public:
  /// The digit when `payload`, sent under `timestamp`, is the first sign of a press.
  std::optional<char> receive(std::uint32_t timestamp, std::span<const std::uint8_t> payload);

  /// Forgets what was heard: the sender has begun a new stream, whose timestamps do not compare with the old
  /// ones.
  void reset() { last_.reset(); }

  /// The press heard last, which may still sound, was for whoever listened until now.
  void claim();
  /// A packet under `timestamp`, which was received, is part of a press that was claimed.
  bool claimed(std::uint32_t timestamp) const;

 private:
  struct Press {
    std::uint32_t timestamp = 0;
    TelephoneEvent latest;
    bool claimed = false;
  };
  std::optional<Press> last_;
};

/// Sends digits, 100 ms each with 60 ms between, one step a 20 ms frame. The end packet goes out three times
/// (section 2.5.1.4), the repetitions inside the pause.
class DigitSender {
 public:
  /// What to send in this frame.
  struct Step {
    char digit = 0;         ///< Which digit this step belongs to.
    bool sounding = false;  ///< The key is down; for sending the tone itself where events are not agreed.
    std::optional<TelephoneEvent> event;  ///< Nothing during the rest of the pause.
    bool first = false;                   ///< Begins a press: marker bit and a new timestamp.
    bool last = false;                    ///< The final step of the final digit.
  };

  /// Appends digits; characters that are none are skipped.
  void push(std::string_view digits);
  void clear();
  bool active() const { return !digits_.empty(); }

  /// The next 20 ms. Only while active().
  Step next();

 private:
  std::string digits_;
  unsigned step_ = 0;
};

}  // namespace tipring::rtp
