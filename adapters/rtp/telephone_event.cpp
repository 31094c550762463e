#include "adapters/rtp/telephone_event.h"

#include <algorithm>
#include <cassert>

#include "adapters/rtp/frame.h"

namespace tipring::rtp {
namespace {

constexpr std::string_view digits_by_code = "0123456789*#ABCD";

constexpr unsigned sounding_steps = 100 / 20;
constexpr unsigned pause_steps = 60 / 20;
constexpr unsigned end_repetitions = 2;

// RFC 4733, section 2.5.1.3: an event longer than its 16-bit duration goes on as a new segment, whose timestamp
// is where the last segment ended.
bool continues(std::uint32_t timestamp, const TelephoneEvent& event, std::uint32_t last_timestamp,
               const TelephoneEvent& last) {
  return !last.end && event.event == last.event && timestamp - last_timestamp == last.duration &&
         last.duration != 0;
}

}  // namespace

std::optional<TelephoneEvent> parse_telephone_event(std::span<const std::uint8_t> payload) {
  if (payload.size() < telephone_event_size) return std::nullopt;
  TelephoneEvent event;
  event.event = payload[0];
  event.end = (payload[1] & 0x80U) != 0;
  event.volume = payload[1] & 0x3fU;
  event.duration = static_cast<std::uint16_t>((unsigned{payload[2]} << 8U) | payload[3]);
  return event;
}

std::array<std::uint8_t, telephone_event_size> write_telephone_event(const TelephoneEvent& event) {
  return {event.event, static_cast<std::uint8_t>((event.end ? 0x80U : 0U) | (event.volume & 0x3fU)),
          static_cast<std::uint8_t>(event.duration >> 8U), static_cast<std::uint8_t>(event.duration)};
}

std::optional<char> digit_of(std::uint8_t event) {
  if (event >= digits_by_code.size()) return std::nullopt;
  return digits_by_code[event];
}

std::optional<std::uint8_t> event_of(char digit) {
  const char upper = digit >= 'a' && digit <= 'd' ? static_cast<char>(digit - 'a' + 'A') : digit;
  const auto at = digits_by_code.find(upper);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<std::uint8_t>(at);
}

std::optional<char> DigitReceiver::receive(std::uint32_t timestamp, std::span<const std::uint8_t> payload) {
  const auto event = parse_telephone_event(payload);
  if (!event) return std::nullopt;
  if (!last_) {
    last_ = Press{timestamp, *event};
    return digit_of(event->event);
  }
  if (timestamp == last_->timestamp) {
    // Of packets that overtook each other, the longest duration is the latest.
    if (event->duration >= last_->latest.duration) last_->latest = *event;
    return std::nullopt;
  }
  // A packet of an earlier press, overtaken on the way.
  if (static_cast<std::int32_t>(timestamp - last_->timestamp) < 0) return std::nullopt;
  const bool same_press = continues(timestamp, *event, last_->timestamp, last_->latest);
  last_ = Press{timestamp, *event, same_press && last_->claimed};
  return same_press ? std::nullopt : digit_of(event->event);
}

void DigitReceiver::claim() {
  if (last_) last_->claimed = true;
}

bool DigitReceiver::claimed(std::uint32_t timestamp) const {
  return last_ && last_->claimed && static_cast<std::int32_t>(timestamp - last_->timestamp) <= 0;
}

void DigitSender::push(std::string_view digits) {
  std::copy_if(digits.begin(), digits.end(), std::back_inserter(digits_),
               [](char digit) { return event_of(digit).has_value(); });
}

void DigitSender::clear() {
  digits_.clear();
  step_ = 0;
}

DigitSender::Step DigitSender::next() {
  assert(active());
  Step step;
  step.digit = digits_.front();
  step.sounding = step_ < sounding_steps;
  step.first = step_ == 0;
  if (step_ < sounding_steps + end_repetitions) {
    TelephoneEvent event;
    event.event = event_of(step.digit).value_or(0);
    event.end = step_ + 1 >= sounding_steps;
    event.duration = static_cast<std::uint16_t>(std::min(step_ + 1, sounding_steps) * frame_samples);
    step.event = event;
  }
  if (++step_ == sounding_steps + pause_steps) {
    step_ = 0;
    digits_.erase(digits_.begin());
    step.last = digits_.empty();
  }
  return step;
}

}  // namespace tipring::rtp
