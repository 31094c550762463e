#include <utility>

#include "adapters/rtp/leg.h"

// What goes to the peer: by itself, every 20 ms, and what a bridged party says.

namespace tipring::rtp {
namespace {

// Frames of silence after which any key has ended and no packet waits any more: further ones would tell
// nothing.
constexpr unsigned silence_ends_key = 25;

}  // namespace

bool Leg::sends_events() const {
  return peer_->telephone_event.has_value() && peer_->digits == DigitMethod::rtp;
}

bool Leg::relays_events_of(const Leg& other) const {
  return !crossing_ && peer_ && sends_events() &&
         peer_->telephone_event_rate == other.peer_->telephone_event_rate;
}

void Leg::relay(std::span<std::uint8_t> bytes, const RtpPacket& packet, bool is_event, Codec codec,
                Instant now) {
  if (!free_to_speak() || (is_event && !relays_events_of(*bridged_))) return;
  send(outgoing_.relayed(bytes, packet, is_event, codec, now));
}

void Leg::press_for(char digit) {
  if (sends() && !playback_ && peer_->digits != DigitMethod::info) digit_sender_.push({&digit, 1});
}

void Leg::record_own(const Frame& frame, Instant now) {
  if (recorders_[1]) recorders_[1]->hear_own(frame, now);
}

void Leg::say(const Frame& frame, Instant now) {
  if (free_to_speak()) send(outgoing_.frame(frame, now));
}

void Leg::pause() {
  if (free_to_speak()) outgoing_.begin_talkspurt();
}

void Leg::hear_mixed(const Frame* mixed, Instant now) {
  if (mixed == nullptr) return pause();
  record_own(*mixed, now);
  say(*mixed, now);
}

bool Leg::wants_tick() const {
  return digit_sender_.active() || playback_.has_value() || recorders_[0] || recorders_[1] || tap_ ||
         crossing_ || (key_ear_ && key_ear_->audio) || speech_ear_;
}

void Leg::tick(Instant now) {
  if (digit_sender_.active()) {
    tick_digits(now);
  } else if (playback_) {
    tick_play(now);
  }
  for (auto& recorder : recorders_) {
    if (recorder && recorder->tick(now)) recorder.reset();
  }
  if (tap_) tick_tap(now);
  if (crossing_) tick_crossing(now);
  if (key_ear_ && key_ear_->audio) tick_key_ear(now);
  if (speech_ear_) tick_speech_ear(now);
}

void Leg::tick_digits(Instant now) {
  const DigitSender::Step step = digit_sender_.next();
  if (sends()) {
    if (sends_events()) {
      send(outgoing_.event(step, now));
    } else {
      const KeyTone tone = key_tone(step.digit);
      if (step.first) key_waves_ = SineWaves(tone.low_hertz, tone.high_hertz);
      Frame frame{};
      if (step.sounding) key_waves_.fill(frame);
      record_own(frame, now);
      send(outgoing_.frame(frame, now));
    }
  }
  if (digit_sender_.active() || !sending_digits_) return;
  events_.digits_sent(id_, std::exchange(sending_digits_, {}));
}

void Leg::tick_play(Instant now) {
  Frame frame;
  playback_->next(frame);
  record_own(frame, now);
  // On hold the clips go on unheard, as with any audio that a receiver shuts out.
  if (sends()) send(outgoing_.frame(frame, now));
  if (!playback_->finished()) return;
  std::string problem = playback_->problem();
  playback_.reset();
  events_.play_finished(id_, std::exchange(playing_, {}), std::move(problem));
}

void Leg::tick_tap(Instant now) {
  while (tap_->audio.due(now)) {
    Frame frame;
    tap_->audio.take(frame);
    tap_->ears->heard(frame);
  }
}

// Whoever is bridged hears the tones themselves.
void Leg::tick_key_ear(Instant now) {
  auto& [keys, audio, silent_frames] = *key_ear_;
  while (audio->due(now)) {
    Frame frame;
    silent_frames = audio->take(frame) == IncomingAudio::Kind::nothing ? silent_frames + 1 : 0;
    for (const char digit : keys.hear(frame))
      events_.digit(id_, digit);
    if (silent_frames < silence_ends_key) continue;
    silent_frames = 0;
    return audio.reset();
  }
}

void Leg::tick_speech_ear(Instant now) {
  while (speech_ear_->audio.due(now)) {
    Frame frame;
    speech_ear_->audio.take(frame);
    if (const auto change = speech_ear_->speech.hear(frame)) events_.speech_changed(id_, *change);
  }
}

void Leg::tick_crossing(Instant now) {
  while (crossing_->due(now)) {
    Frame frame;
    if (crossing_->take(frame) == IncomingAudio::Kind::nothing) {
      bridged_->pause();
    } else {
      bridged_->say(frame, now);
    }
  }
}

// Valid until the next call; empty when it must not be sent.
std::span<const std::uint8_t> Leg::sealed(std::span<const std::uint8_t> packet) {
  sealed_.assign(packet.begin(), packet.end());
  sealed_.resize(packet.size() + SecureLine::overhead);
  return std::span(sealed_).first(secure_->seal_rtp(sealed_, packet.size()));
}

void Leg::send(std::span<const std::uint8_t> packet) {
  if (packet.empty()) return;
  const std::size_t octets = packet.size() - rtp_header_size;
  if (secure_) packet = sealed(packet);
  if (packet.empty() || !socket_.send(packet, latch_.destination())) return;
  octets_sent_ += octets;
  figures_->sent.store(++packets_sent_, std::memory_order_relaxed);
}

void Leg::second(Instant now) {
  if (!peer_ || !codec_) return;
  if (const auto silence = silence_.look(now)) events_.fell_silent(id_, *silence);
  publish_quality();
  if (peer_->sends_elsewhere || !control_.session().due(now)) return;
  send(report(now));
}

RtcpReport Leg::report(Instant now) {
  const OutgoingStream& stream = outgoing_.stream();
  return control_.session().report({stream.ssrc(), stream.clock(now), packets_sent_, octets_sent_}, statistics_,
                                   now);
}

void Leg::say_goodbye(Instant now) {
  if (!peer_ || !codec_ || (packets_sent_ == 0 && statistics_.packets() == 0)) return;
  RtcpReport last = report(now);
  last.bye = true;
  send(last);
}

void Leg::send(const RtcpReport& report) {
  control_.send(report, socket_, latch_, secure_ ? &*secure_ : nullptr);
}

}  // namespace tipring::rtp
