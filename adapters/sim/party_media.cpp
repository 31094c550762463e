#include <algorithm>
#include <utility>

#include "adapters/sim/network.h"
#include "adapters/sim/party.h"
#include "adapters/sim/phone_description.h"

// What a party hears, says and presses; party.cpp has its signalling.

namespace tipring::sim {

std::optional<SessionDescription> Party::answer_to(const SessionDescription& offer) const {
  auto answer = answer_offer(id_, phone_.formats, offer, phone_.secures);
  if (!answer || direction_ != MediaDirection::send_only) return answer;
  // A phone that holds goes on holding, whatever it is asked (RFC 6337, section 5.3).
  for (MediaStream& stream : answer->streams) {
    if (stream.direction == MediaDirection::send_receive) stream.direction = MediaDirection::send_only;
    if (stream.direction == MediaDirection::receive_only) stream.direction = MediaDirection::inactive;
  }
  return answer;
}

void Party::begin_media(const SessionDescription& peer) {
  has_media_ = true;
  for (const MediaStream& stream : peer.streams) {
    if (stream.kind == "audio" && stream.address.port != 0) destination_ = stream.address;
  }
  update_voice();
  update_hearing();
}

void Party::end_media() {
  has_media_ = false;
  update_voice();
  update_hearing();
}

// What it says goes where its audio does; who speaks before there is a line is heard from when there is.
void Party::update_voice() {
  const auto listener = has_media_ ? network_.phone_at(destination_) : std::nullopt;
  const auto told = has_media_ && !listener && speaking_ ? std::optional(words_) : std::nullopt;
  if (told != told_runtime_ && !vanished_) network_.voice_to_runtime(id_, told);
  told_runtime_ = told;
  if (listener != listener_) {
    if (listener_) network_.sound_between(id_, *listener_, std::nullopt);
    listener_ = listener;
  }
  if (listener_) network_.sound_between(id_, *listener_, Sound{Sound::Kind::voice, name_, words_, 0});
}

Result<Duration> Party::press(const std::string& keys) {
  if (state_ == PartyState::over) return wrong_state("press keys");
  const auto bad = keys.find_first_not_of("0123456789*#ABCD");
  if (keys.empty() || bad != std::string::npos) {
    return Error{"bad-digit", "a telephone has the keys 0-9, *, # and A-D, not \"" + keys + "\""};
  }
  RunLoop& loop = network_.loop();
  const Instant now = loop.clock().now();
  Instant at = std::max(now, next_key_);
  Instant released = at;
  for (const char key : keys) {
    loop.after(at - now, [this, key] { press_key(key); });
    released = at + key_time;
    at += key_step;
  }
  next_key_ = at;
  return released - now;
}

void Party::press_key(char key) {
  if (state_ == PartyState::over || vanished_) return;
  const std::string text(1, key);
  if (phone_.keys_by_info && state_ == PartyState::answered) {
    Message info;
    info.kind = MessageKind::info;
    info.digit = key;
    tell(PartyEvent::Kind::presses, true, text);
    return send(std::move(info));
  }
  if (!has_media_) return tell(PartyEvent::Kind::press_lost, true, text);
  tell(PartyEvent::Kind::presses, true, text);
  if (listener_) return network_.digit_to_party(*listener_, key);
  network_.key_to_runtime(id_, key);
}

Result<void> Party::speak(Duration length, std::string text) {
  if (state_ == PartyState::over) return wrong_state("speak");
  stop_speaking();
  speaking_ = true;
  words_ = std::move(text);
  tell(PartyEvent::Kind::speaks, true, words_);
  update_voice();
  speech_timer_ = network_.loop().after(length, [this] { stop_speaking(); });
  return {};
}

void Party::stop_speaking() {
  if (!speaking_) return;
  speaking_ = false;
  network_.loop().cancel(speech_timer_);
  tell(PartyEvent::Kind::falls_silent, true);
  words_.clear();
  update_voice();
}

const Sound* Party::hearing() const {
  return hearing_ ? &heard_[*hearing_].sound : nullptr;
}

void Party::hear(const std::optional<Sound>& sound) {
  arriving_ = sound;
  update_hearing();
}

void Party::hear_from(PartyId phone, const std::optional<Sound>& sound) {
  if (sound) {
    direct_.insert_or_assign(phone, *sound);
  } else {
    direct_.erase(phone);
  }
  update_hearing();
}

void Party::hear_digit(char digit) {
  if (!has_media_) return;
  const Instant now = network_.loop().clock().now();
  PartyEvent event;
  event.kind = PartyEvent::Kind::hears;
  event.at = now;
  event.sound = {Sound::Kind::digit, std::string(1, digit), {}, 0};
  heard_.push_back({event.sound, now, now + key_time});
  network_.tell(*this, event);
}

void Party::update_hearing() {
  std::optional<Sound> now_heard = has_media_ ? arriving_ : std::nullopt;
  if (has_media_ && !arriving_ && !direct_.empty()) now_heard = direct_.begin()->second;
  const Sound* before = hearing();
  if ((before == nullptr && !now_heard) || (before != nullptr && now_heard == *before)) return;
  PartyEvent event;
  event.at = network_.loop().clock().now();
  if (before != nullptr) {
    heard_[*hearing_].until = event.at;
    event.kind = PartyEvent::Kind::stops_hearing;
    event.sound = *before;
    hearing_.reset();
    network_.tell(*this, event);
  }
  if (!now_heard) return;
  hearing_ = heard_.size();
  heard_.push_back({*now_heard, event.at, std::nullopt});
  event.kind = PartyEvent::Kind::hears;
  event.sound = *now_heard;
  network_.tell(*this, event);
}

}  // namespace tipring::sim
