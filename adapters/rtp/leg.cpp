#include "adapters/rtp/leg.h"

#include <utility>

#include "adapters/rtp/mixer.h"

namespace tipring::rtp {
Leg::Leg(LegId id, SocketPair sockets, SocketCount count, LegSeeds seeds,
         std::chrono::milliseconds silence_limit, Instant now, std::shared_ptr<LegFigures> figures,
         LegEvents& events)
    : id_(id),
      count_(std::move(count)),
      socket_(std::move(sockets.rtp)),
      figures_(std::move(figures)),
      events_(events),
      outgoing_(seeds.stream, now),
      control_(std::move(sockets.rtcp), RtcpSession(now, seeds.utc_offset, seeds.reports),
               std::move(seeds.canonical_name)),
      silence_(silence_limit) {}

Leg::~Leg() {
  unbridge();
  leave_mixer();
}

void Leg::set_peer(const MediaPeer& peer, Instant now) {
  peer_ = peer;
  codec_ = secure_as(peer.security) ? codec_of(peer.audio) : std::nullopt;
  if (codec_) {
    outgoing_.set_format({*codec_, peer.audio.payload_type, peer.telephone_event, peer.telephone_event_rate},
                         now);
    statistics_.set_clock_rate(clock_rate_of(*codec_));
  }
  update_crossing(now);
  if (bridged_ != nullptr) bridged_->update_crossing(now);
  const bool by_ear = codec_ && !peer.telephone_event;
  if (!by_ear) key_ear_.reset();
  if (by_ear && !key_ear_) key_ear_ = std::make_unique<KeyEar>();
  if (const auto address = UdpAddress::parse(peer.address)) latch_.describe(address.value());
  if (!latch_.settled()) socket_.disconnect();
  control_.describe(peer.rtcp_port, peer.rtcp_mux);
  silence_.expect(codec_ && peer.address.port != 0 && peer.direction == MediaDirection::send_receive &&
                      !peer.sends_elsewhere,
                  now);
}

// False when packets would have to go out as they are though more was agreed on.
bool Leg::secure_as(const std::optional<MediaSecurity>& security) {
  if (!security) {
    secure_.reset();
    return true;
  }
  if (secure_) return secure_->change(*security).ok();
  auto created = SecureLine::create(*security);
  if (!created) return false;
  secure_.emplace(std::move(created).value());
  return true;
}

bool Leg::sends() const {
  return peer_ && codec_ && latch_.destination().port() != 0 &&
         (peer_->direction == MediaDirection::send_receive || peer_->direction == MediaDirection::send_only);
}

bool Leg::hears() const {
  return peer_->direction == MediaDirection::send_receive || peer_->direction == MediaDirection::receive_only;
}

void Leg::begin_play(OperationHandle operation) {
  playing_ = operation;
  playback_.reset();
}

void Leg::start_play(OperationHandle operation, Playback playback) {
  if (operation != playing_) return;
  if (playback.finished()) {
    playing_ = {};
    events_.play_finished(id_, operation, playback.problem());
    return;
  }
  playback_ = std::move(playback);
  outgoing_.begin_talkspurt();
}

void Leg::stop_play(OperationHandle operation) {
  if (operation == playing_) begin_play({});
}

void Leg::start_recording(std::unique_ptr<Recorder> recorder, Instant now) {
  auto& place = recorders_.at(recorder->both_sides() ? 1 : 0);
  if (place) place->stop(now);
  place = std::move(recorder);
}

void Leg::stop_recording(OperationHandle operation, Instant now) {
  for (auto& recorder : recorders_) {
    if (!recorder || recorder->operation() != operation) continue;
    recorder->stop(now);
    recorder.reset();
  }
}

void Leg::end_recordings(Instant now) {
  for (auto& recorder : recorders_) {
    if (recorder) recorder->stop(now);
    recorder.reset();
  }
}

void Leg::send_digits(OperationHandle operation, const std::string& digits) {
  digit_sender_.clear();
  sending_digits_ = operation;
  digit_sender_.push(digits);
  if (digit_sender_.active()) return;
  sending_digits_ = {};
  events_.digits_sent(id_, operation);
}

void Leg::stop_digits(OperationHandle operation) {
  if (operation != sending_digits_) return;
  sending_digits_ = {};
  digit_sender_.clear();
}

void Leg::bridge_with(Leg& other, Instant now) {
  if (&other == this) return;
  unbridge();
  other.unbridge();
  bridged_ = &other;
  other.bridged_ = this;
  // A key that is still down, as the last one of a menu, was not pressed for the other side.
  digit_receiver_.claim();
  other.digit_receiver_.claim();
  update_crossing(now);
  other.update_crossing(now);
}

void Leg::unbridge() {
  if (bridged_ == nullptr) return;
  bridged_->crossing_.reset();
  bridged_->bridged_ = nullptr;
  bridged_ = nullptr;
  crossing_.reset();
}

void Leg::enter(Mixer& mixer, Instant now) {
  unbridge();
  leave_mixer();
  mixer_ = &mixer;
  voice_ = std::make_unique<IncomingAudio>(now, listening_delay);
}

void Leg::left_mixer() {
  mixer_ = nullptr;
  voice_.reset();
}

void Leg::leave_mixer() {
  if (mixer_ != nullptr) mixer_->leave(*this);
}

void Leg::update_crossing(Instant now) {
  const bool needed =
      bridged_ != nullptr && codec_ && bridged_->codec_ && !relayable(*codec_, *bridged_->codec_);
  if (needed == (crossing_ != nullptr)) return;
  crossing_.reset();
  if (needed) crossing_ = std::make_unique<IncomingAudio>(now, listening_delay);
}

void Leg::detect_speech(bool on, Instant now) {
  speech_ear_.reset();
  if (on) speech_ear_ = std::make_unique<SpeechEar>(SpeechEar{{}, {now, listening_delay}});
}

void Leg::set_tap(std::shared_ptr<MediaTap> tap, Instant now) {
  tap_.reset();
  if (tap) tap_ = std::make_unique<Tap>(Tap{std::move(tap), {now, listening_delay}});
}

}  // namespace tipring::rtp
