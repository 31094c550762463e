#include "adapters/rtp/leg.h"

#include <algorithm>
#include <utility>

namespace tipring::rtp {
namespace {

// Late packets are waited for so long where somebody listens at once.
constexpr std::chrono::milliseconds listening_delay{60};

// Only the media thread adds, so no read-modify-write is needed.
void add_one(std::atomic<std::uint64_t>& figure) {
  figure.store(figure.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

}  // namespace

Leg::Leg(LegId id, UdpSocket socket, SocketCount count, StreamSeeds seeds, Instant now,
         std::shared_ptr<LegFigures> figures, LegEvents& events)
    : id_(id),
      count_(std::move(count)),
      socket_(std::move(socket)),
      figures_(std::move(figures)),
      events_(events),
      outgoing_(seeds, now) {}

Leg::~Leg() {
  unbridge();
}

void Leg::set_peer(const MediaPeer& peer, Instant now) {
  peer_ = peer;
  codec_ = codec_of(peer.audio);
  if (codec_) {
    outgoing_.set_format({*codec_, peer.audio.payload_type, peer.telephone_event, peer.telephone_event_rate},
                         now);
    statistics_.set_clock_rate(clock_rate_of(*codec_));
  }
  update_crossing(now);
  if (bridged_ != nullptr) bridged_->update_crossing(now);
  if (const auto address = UdpAddress::parse(peer.address)) latch_.describe(address.value());
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

void Leg::start_recording(std::unique_ptr<Recorder> recorder) {
  recorder_ = std::move(recorder);
}

void Leg::stop_recording(OperationHandle operation, Instant now) {
  if (recorder_ && recorder_->operation() == operation) end_recording(now);
}

void Leg::end_recording(Instant now) {
  if (!recorder_) return;
  recorder_->stop(now);
  recorder_.reset();
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

void Leg::update_crossing(Instant now) {
  const bool needed =
      bridged_ != nullptr && codec_ && bridged_->codec_ && !relayable(*codec_, *bridged_->codec_);
  if (needed == crossing_.has_value()) return;
  crossing_.reset();
  if (needed) crossing_.emplace(now, listening_delay);
}

void Leg::set_tap(std::shared_ptr<MediaTap> tap, Instant now) {
  tap_.reset();
  if (tap) tap_.emplace(Tap{std::move(tap), {now, listening_delay}});
}

void Leg::drop() {
  add_one(figures_->dropped);
}

void Leg::receive(Instant now) {
  Buffer buffer;
  if (const auto received = socket_.receive(buffer)) {
    take_packet(std::span(buffer).first(received->size), received->source, now);
  }
}

void Leg::take_packet(std::span<std::uint8_t> bytes, const UdpAddress& source, Instant now) {
  const auto packet = parse_packet(bytes);
  // Before the description nothing is known about who may send, or what.
  if (!packet || !peer_ || !codec_ || packet->payload_size == 0) return drop();
  const bool is_event = packet->header.payload_type == peer_->telephone_event;
  if (!is_event && packet->header.payload_type != peer_->audio.payload_type) return drop();
  if (!latch_.accept(source) || !gate_.pass(now)) return drop();

  if (packet->header.ssrc != incoming_ssrc_) digit_receiver_.reset();
  incoming_ssrc_ = packet->header.ssrc;
  statistics_.receive(packet->header, now, !is_event);
  publish_received();
  if (!hears()) return;

  const auto payload = bytes.subspan(packet->payload_offset, packet->payload_size);
  if (is_event) {
    if (!take_event(*packet, payload)) return drop();
  } else {
    hear(*packet, payload, now);
  }
  if (bridged_ != nullptr && !crossing_) bridged_->relay(bytes, *packet, is_event, *codec_, now);
}

bool Leg::take_event(const RtpPacket& packet, std::span<const std::uint8_t> payload) {
  if (payload.size() < telephone_event_size) return false;
  const auto digit = digit_receiver_.receive(packet.header.timestamp, payload);
  if (!digit) return true;
  events_.digit(id_, *digit);
  if (bridged_ != nullptr && !bridged_->relays_events_of(*this)) bridged_->press_for(*digit);
  return true;
}

void Leg::hear(const RtpPacket& packet, std::span<const std::uint8_t> payload, Instant now) {
  const RtpHeader& header = packet.header;
  if (recorder_) recorder_->hear(*codec_, header, payload, now);
  if (tap_) tap_->audio.put(*codec_, header, payload, now);
  if (crossing_) crossing_->put(*codec_, header, payload, now);
}

bool Leg::relays_events_of(const Leg& other) const {
  return !crossing_ && peer_ && peer_->telephone_event &&
         peer_->telephone_event_rate == other.peer_->telephone_event_rate;
}

void Leg::relay(std::span<std::uint8_t> bytes, const RtpPacket& packet, bool is_event, Codec codec,
                Instant now) {
  if (!free_to_speak() || (is_event && !relays_events_of(*bridged_))) return;
  send(outgoing_.relayed(bytes, packet, is_event, codec, now));
}

// The bridged party pressed a key, and its packets are not relayed: it is pressed anew.
void Leg::press_for(char digit) {
  if (sends() && !playback_) digit_sender_.push({&digit, 1});
}

void Leg::say(const Frame& frame, Instant now) {
  if (free_to_speak()) send(outgoing_.frame(frame, now));
}

void Leg::pause() {
  if (free_to_speak()) outgoing_.begin_talkspurt();
}

void Leg::publish_received() {
  figures_->received.store(statistics_.packets(), std::memory_order_relaxed);
  figures_->lost.store(statistics_.lost(), std::memory_order_relaxed);
  figures_->jitter_ms.store(statistics_.jitter_ms(), std::memory_order_relaxed);
}

bool Leg::wants_tick() const {
  return digit_sender_.active() || playback_.has_value() || recorder_ != nullptr || tap_.has_value() ||
         crossing_.has_value();
}

void Leg::tick(Instant now) {
  if (digit_sender_.active()) {
    tick_digits(now);
  } else if (playback_) {
    tick_play(now);
  }
  if (recorder_ && recorder_->tick(now)) recorder_.reset();
  if (tap_) tick_tap(now);
  if (crossing_) tick_crossing(now);
}

void Leg::tick_digits(Instant now) {
  const DigitSender::Step step = digit_sender_.next();
  if (sends()) {
    if (peer_->telephone_event) {
      send(outgoing_.event(step, now));
    } else {
      const KeyTone tone = key_tone(step.digit);
      if (step.first) key_waves_ = SineWaves(tone.low_hertz, tone.high_hertz);
      Frame frame{};
      if (step.sounding) key_waves_.fill(frame);
      send(outgoing_.frame(frame, now));
    }
  }
  if (digit_sender_.active() || !sending_digits_) return;
  events_.digits_sent(id_, std::exchange(sending_digits_, {}));
}

void Leg::tick_play(Instant now) {
  Frame frame;
  playback_->next(frame);
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

void Leg::send(std::span<const std::uint8_t> packet) {
  if (!packet.empty() && socket_.send(packet, latch_.destination())) add_one(figures_->sent);
}

}  // namespace tipring::rtp
