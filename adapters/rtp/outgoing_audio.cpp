#include "adapters/rtp/outgoing_audio.h"

#include <algorithm>

#include "adapters/rtp/g711.h"

namespace tipring::rtp {

void OutgoingAudio::set_format(const Format& format, Instant now) {
  if (format.codec != format_.codec) encoder_.reset();
  format_ = format;
  stream_.set_clock_rate(clock_rate_of(format.codec), now);
}

std::span<std::uint8_t> OutgoingAudio::packet() {
  if (packet_ == nullptr) packet_ = std::make_unique<Packet>();
  return *packet_;
}

std::span<const std::uint8_t> OutgoingAudio::frame(const Frame& frame, Instant now) {
  if (encoder_ == nullptr) encoder_ = make_encoder(format_.codec);
  const std::span bytes = packet();
  const std::size_t size = encoder_->encode(frame, bytes.subspan(rtp_header_size));
  if (size == 0) return {};
  write_header(stream_.frame(format_.payload_type, now), bytes.first<rtp_header_size>());
  return bytes.first(rtp_header_size + size);
}

std::span<const std::uint8_t> OutgoingAudio::event(const DigitSender::Step& step, Instant now) {
  if (!step.event || !format_.event_type) return {};
  TelephoneEvent event = *step.event;
  event.duration = static_cast<std::uint16_t>(event.duration * units_a_sample(format_.event_rate));
  const std::span bytes = packet();
  write_header(stream_.event(*format_.event_type, step.first, now), bytes.first<rtp_header_size>());
  std::ranges::copy(write_telephone_event(event), bytes.begin() + rtp_header_size);
  return bytes.first(rtp_header_size + telephone_event_size);
}

std::span<const std::uint8_t> OutgoingAudio::relayed(std::span<std::uint8_t> bytes, const RtpPacket& packet,
                                                     bool is_event, Codec codec, Instant now) {
  if (is_event && !format_.event_type) return {};
  const auto header =
      stream_.relayed(packet.header, is_event ? *format_.event_type : format_.payload_type, now);
  if (!header) return {};
  const auto payload = bytes.subspan(packet.payload_offset, packet.payload_size);
  if (!is_event && codec != format_.codec) {
    const bool to_mu = format_.codec == Codec::pcmu;
    transcode(to_mu ? G711::pcma : G711::pcmu, to_mu ? G711::pcmu : G711::pcma, payload);
  }
  const std::size_t begin = packet.payload_offset - rtp_header_size;
  write_header(*header, bytes.subspan(begin).first<rtp_header_size>());
  return bytes.subspan(begin, rtp_header_size + packet.payload_size);
}

}  // namespace tipring::rtp
