#include <array>
#include <utility>

#include "adapters/rtp/e_model.h"
#include "adapters/rtp/leg.h"

// What comes from the peer; leg.cpp has what is asked of the leg, leg_sending.cpp what goes out.

namespace tipring::rtp {
namespace {

constexpr std::chrono::milliseconds hurried_interval{5};
constexpr int most_at_once = 16;

}  // namespace

void Leg::drop() {
  figures_->dropped.store(figures_->dropped.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

// Of a peer that sends at its pace one packet waits at a time, and to look for a second would cost as much as
// to take the first. Where they come faster, as after a pause of the network or in a flood, more are taken at
// once.
void Leg::receive(Instant now) {
  const int most = now - received_at_ < hurried_interval ? most_at_once : 1;
  received_at_ = now;
  Buffer buffer;
  for (int taken = 0; taken < most; ++taken) {
    const auto received = socket_.receive(buffer);
    if (!received) return;
    take_packet(std::span(buffer).first(received->size), received->source, now);
  }
}

void Leg::receive_rtcp(Instant now) {
  Buffer buffer;
  if (const auto received = control_.socket().receive(buffer)) {
    take_rtcp(std::span(buffer).first(received->size), received->source, now);
  }
}

void Leg::take_rtcp(std::span<std::uint8_t> bytes, const UdpAddress& source, Instant now) {
  if (!peer_ || !codec_ || !gate_.pass(now)) return drop();
  if (secure_) bytes = bytes.first(secure_->open_rtcp(bytes));
  const auto report = control_.take(bytes, source, latch_);
  if (!report) return drop();
  // A peer that is muted may send reports only.
  if (!report->bye) silence_.heard(now);
  control_.session().receive(*report, outgoing_.stream().ssrc(), clock_rate_of(*codec_), now);
  publish_quality();
}

void Leg::take_packet(std::span<std::uint8_t> bytes, const UdpAddress& source, Instant now) {
  if (is_rtcp(bytes)) return take_rtcp(bytes, source, now);
  if (secure_) bytes = bytes.first(secure_->open_rtp(bytes));
  const auto packet = parse_packet(bytes);
  // Before the description nothing is known about who may send, or what.
  if (!packet || !peer_ || !codec_ || packet->payload_size == 0) return drop();
  // Whatever it is: who sends packets that we cannot use has not gone.
  if (source == latch_.destination()) silence_.heard(now);
  const std::uint8_t type = packet->header.payload_type;
  const bool is_event = type == peer_->telephone_event;
  const bool is_audio = type == peer_->audio.payload_type;
  const bool is_noise = !is_event && !is_audio && type == comfort_noise_type;
  if (!is_event && !is_audio && !is_noise) return drop();
  if (!latch_.accept(source) || !gate_.pass(now)) return drop();

  if (packet->header.ssrc != incoming_ssrc_) digit_receiver_.reset();
  incoming_ssrc_ = packet->header.ssrc;
  statistics_.receive(packet->header, now, is_audio);
  publish_received();
  if (!hears()) return;

  const auto payload = bytes.subspan(packet->payload_offset, packet->payload_size);
  if (is_event) {
    if (!take_event(*packet, payload)) return drop();
  } else {
    hear(*packet, is_noise ? std::span<std::uint8_t>{} : payload, now);
  }
  // A phone makes its own comfort noise where it hears nothing.
  if (bridged_ == nullptr || crossing_ || is_noise) return;
  if (is_event && digit_receiver_.claimed(packet->header.timestamp)) return;
  // Whoever else sends to this port is not listened to any more: let the system say so.
  if (latch_.settled() && !socket_.connected()) socket_.connect(latch_.destination());
  bridged_->relay(bytes, *packet, is_event, *codec_, now);
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
  for (const auto& recorder : recorders_) {
    if (recorder) recorder->hear(*codec_, header, payload, now);
  }
  if (bridged_ != nullptr && bridged_->recorders_[1])
    bridged_->recorders_[1]->hear_other(*codec_, header, payload, now);
  if (voice_) voice_->put(*codec_, header, payload, now);
  if (tap_) tap_->audio.put(*codec_, header, payload, now);
  if (crossing_) crossing_->put(*codec_, header, payload, now);
  if (key_ear_) {
    if (!key_ear_->audio) key_ear_->audio.emplace(now, listening_delay);
    key_ear_->audio->put(*codec_, header, payload, now);
  }
  if (speech_ear_) speech_ear_->audio.put(*codec_, header, payload, now);
}

void Leg::publish_received() {
  figures_->received.store(statistics_.packets(), std::memory_order_relaxed);
  figures_->lost.store(statistics_.lost(), std::memory_order_relaxed);
  figures_->jitter_ms.store(statistics_.jitter_ms(), std::memory_order_relaxed);
}

void Leg::publish_quality() {
  const RtcpSession& session = control_.session();
  const auto publish = [](auto& figure, const auto& known) {
    if (known) figure.store(*known, std::memory_order_relaxed);
  };
  publish(figures_->peer_lost, session.peer_lost());
  publish(figures_->peer_jitter_ms, session.peer_jitter_ms());
  publish(figures_->round_trip_ms, session.round_trip_ms());
  if (statistics_.expected() == 0) return;
  // From the peer's mouth: a packet's length, half the way there and back, and the time for which late packets
  // are waited here or by whoever is bridged.
  constexpr double constant_ms = 20 + 60;
  const LineQuality quality{
      *codec_, static_cast<double>(statistics_.lost()) / static_cast<double>(statistics_.expected()),
      constant_ms + session.round_trip_ms().value_or(0) / 2};
  figures_->mos.store(opinion_of(rating_of(quality)), std::memory_order_relaxed);
}

}  // namespace tipring::rtp
