#include "adapters/rtp/leg.h"

#include <algorithm>
#include <utility>

namespace tipring::rtp {
namespace {

constexpr std::size_t tap_patience = samples_in(std::chrono::milliseconds(60));

std::uint64_t samples_between(Instant start, Instant now) {
  return static_cast<std::uint64_t>((now - start).count()) * (sample_rate / 1000) / 1000;
}

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

void Leg::set_peer(const MediaPeer& peer) {
  peer_ = peer;
  law_ = g711_by_name(peer.audio.encoding);
  if (const auto address = UdpAddress::parse(peer.address)) latch_.describe(address.value());
}

bool Leg::sends() const {
  return peer_ && law_ && latch_.destination().port() != 0 &&
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

void Leg::bridge_with(Leg& other) {
  if (&other == this) return;
  unbridge();
  other.unbridge();
  bridged_ = &other;
  other.bridged_ = this;
}

void Leg::unbridge() {
  if (bridged_ == nullptr) return;
  bridged_->bridged_ = nullptr;
  bridged_ = nullptr;
}

void Leg::set_tap(std::shared_ptr<MediaTap> tap, Instant now) {
  tap_.reset();
  if (tap) tap_.emplace(Tap{std::move(tap), {}, now});
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
  if (!packet || !peer_ || !law_ || packet->payload_size == 0) return drop();
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
  if (bridged_ != nullptr) bridged_->relay(bytes, *packet, is_event, *law_, now);
}

bool Leg::take_event(const RtpPacket& packet, std::span<const std::uint8_t> payload) {
  if (payload.size() < telephone_event_size) return false;
  const auto digit = digit_receiver_.receive(packet.header.timestamp, payload);
  if (!digit) return true;
  events_.digit(id_, *digit);
  if (bridged_ != nullptr) bridged_->press_for(*digit);
  return true;
}

void Leg::hear(const RtpPacket& packet, std::span<const std::uint8_t> payload, Instant now) {
  if (!recorder_ && !tap_) return;
  std::array<std::int16_t, largest_packet> audio;
  const auto samples = std::span(audio).first(payload.size());
  decode(*law_, payload, samples);
  const RtpHeader& header = packet.header;
  if (recorder_) recorder_->hear(header.ssrc, header.timestamp, samples, now);
  if (tap_) tap_->buffer.put(header.ssrc, header.timestamp, samples, samples_between(tap_->start, now));
}

// On the leg that is to hear the packet. The packet is rewritten where it lies: its payload is at least a
// header's length into the buffer.
void Leg::relay(std::span<std::uint8_t> bytes, const RtpPacket& packet, bool is_event, G711 law, Instant now) {
  if (!sends() || playback_ || digit_sender_.active()) return;
  if (is_event && !peer_->telephone_event) return;
  const std::uint8_t payload_type = is_event ? *peer_->telephone_event : peer_->audio.payload_type;
  const auto header = outgoing_.relayed(packet.header, payload_type, now);
  if (!header) return;
  if (!is_event) transcode(law, *law_, bytes.subspan(packet.payload_offset, packet.payload_size));
  const std::size_t begin = packet.payload_offset - rtp_header_size;
  write_header(*header, bytes.subspan(begin).first<rtp_header_size>());
  send(bytes.subspan(begin, rtp_header_size + packet.payload_size));
}

// The bridged party pressed a key. Where this leg's peer takes telephone events they are relayed as they come;
// else it hears the key's tone.
void Leg::press_for(char digit) {
  if (sends() && !peer_->telephone_event && !playback_) digit_sender_.push({&digit, 1});
}

void Leg::publish_received() {
  figures_->received.store(statistics_.packets(), std::memory_order_relaxed);
  figures_->lost.store(statistics_.lost(), std::memory_order_relaxed);
  figures_->jitter_ms.store(statistics_.jitter_ms(), std::memory_order_relaxed);
}

bool Leg::wants_tick() const {
  return digit_sender_.active() || playback_.has_value() || recorder_ != nullptr || tap_.has_value();
}

void Leg::tick(Instant now) {
  if (digit_sender_.active()) {
    tick_digits(now);
  } else if (playback_) {
    tick_play(now);
  }
  if (recorder_ && recorder_->tick(now)) recorder_.reset();
  if (tap_) tick_tap(now);
}

void Leg::tick_digits(Instant now) {
  const DigitSender::Step step = digit_sender_.next();
  if (sends()) {
    if (peer_->telephone_event) {
      send_event(step, now);
    } else {
      const KeyTone tone = key_tone(step.digit);
      if (step.first) key_waves_ = SineWaves(tone.low_hertz, tone.high_hertz);
      Frame frame{};
      if (step.sounding) key_waves_.fill(frame);
      send_frame(frame, now);
    }
  }
  if (digit_sender_.active() || !sending_digits_) return;
  events_.digits_sent(id_, std::exchange(sending_digits_, {}));
}

void Leg::tick_play(Instant now) {
  Frame frame;
  playback_->next(frame);
  // On hold the clips go on unheard, as with any audio that a receiver shuts out.
  if (sends()) send_frame(frame, now);
  if (!playback_->finished()) return;
  std::string problem = playback_->problem();
  playback_.reset();
  events_.play_finished(id_, std::exchange(playing_, {}), std::move(problem));
}

void Leg::tick_tap(Instant now) {
  while (tap_->buffer.position() + frame_samples + tap_patience <= samples_between(tap_->start, now)) {
    Frame frame;
    tap_->buffer.take(frame);
    tap_->ears->heard(frame);
  }
}

void Leg::send_frame(const Frame& frame, Instant now) {
  std::array<std::uint8_t, rtp_header_size + frame_samples> packet;
  const std::span<std::uint8_t> bytes(packet);
  write_header(outgoing_.frame(peer_->audio.payload_type, now), bytes.first<rtp_header_size>());
  encode(*law_, frame, bytes.subspan(rtp_header_size));
  send(packet);
}

void Leg::send_event(const DigitSender::Step& step, Instant now) {
  if (!step.event) return;
  std::array<std::uint8_t, rtp_header_size + telephone_event_size> packet;
  const std::span<std::uint8_t> bytes(packet);
  write_header(outgoing_.event(*peer_->telephone_event, step.first, now), bytes.first<rtp_header_size>());
  std::ranges::copy(write_telephone_event(*step.event), bytes.begin() + rtp_header_size);
  send(packet);
}

void Leg::send(std::span<const std::uint8_t> packet) {
  if (socket_.send(packet, latch_.destination())) add_one(figures_->sent);
}

}  // namespace tipring::rtp
