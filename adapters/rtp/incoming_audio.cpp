#include "adapters/rtp/incoming_audio.h"

#include <algorithm>

namespace tipring::rtp {
namespace {

// For so long something is made up; then there is silence.
constexpr std::size_t longest_concealment = samples_in(std::chrono::milliseconds(60));

}  // namespace

std::uint64_t IncomingAudio::elapsed(Instant now) const {
  return now <= start_ ? 0 : static_cast<std::uint64_t>((now - start_).count()) * (sample_rate / 1000) / 1000;
}

void IncomingAudio::put(Codec codec, const RtpHeader& header, std::span<const std::uint8_t> payload,
                        Instant now) {
  buffer_.put(codec, header.ssrc, header.timestamp, payload, elapsed(now));
}

// The first packet's time has come. It may begin before the position that is read, when the stream was moved
// forward: it is decoded all the same, since decoders want every packet, and its beginning is skipped.
void IncomingAudio::decode_front() {
  const PlayoutBuffer::Packet& packet = *buffer_.front();
  if (packet.payload.empty()) {
    missing_ = longest_concealment;
    return buffer_.pop();
  }
  if (codec_ != packet.codec) {
    codec_ = packet.codec;
    decoder_ = make_decoder(packet.codec);
  }
  const std::uint64_t passed = buffer_.position() - packet.place;
  made_end_ = decoder_->decode(packet.payload, made_);
  made_begin_ = static_cast<std::size_t>(std::min<std::uint64_t>(passed, made_end_));
  made_kind_ = Kind::heard;
  missing_ = 0;
  buffer_.pop();
}

void IncomingAudio::fill_gap() {
  const PlayoutBuffer::Packet* next = buffer_.front();
  std::size_t length = frame_samples;
  if (next != nullptr)
    length = static_cast<std::size_t>(std::min<std::uint64_t>(length, next->place - buffer_.position()));
  // Whether the next packet is the one just after a lost one; a gap may be a part of that packet only.
  const bool last = next != nullptr && next->place - buffer_.position() <= frame_samples;
  const std::span out = std::span(made_).first(length);
  const bool makes_up = decoder_ != nullptr && missing_ < longest_concealment;
  if (makes_up) {
    decoder_->conceal(last && next->codec == codec_ ? std::span<const std::uint8_t>(next->payload)
                                                    : std::span<const std::uint8_t>{},
                      out);
  } else {
    std::ranges::fill(out, std::int16_t{0});
  }
  made_begin_ = 0;
  made_end_ = length;
  made_kind_ = makes_up ? Kind::concealed : Kind::nothing;
  missing_ += length;
}

std::size_t IncomingAudio::serve(std::span<std::int16_t> out) {
  const std::size_t count = std::min(out.size(), made_end_ - made_begin_);
  std::copy_n(made_.begin() + static_cast<std::ptrdiff_t>(made_begin_), count, out.begin());
  made_begin_ += count;
  buffer_.advance(count);
  return count;
}

IncomingAudio::Kind IncomingAudio::take(Frame& frame) {
  Kind kind = Kind::nothing;
  for (std::span<std::int16_t> rest(frame); !rest.empty();) {
    if (made_begin_ == made_end_) {
      const PlayoutBuffer::Packet* next = buffer_.front();
      if (next != nullptr && next->place <= buffer_.position()) {
        decode_front();
      } else {
        fill_gap();
      }
      continue;
    }
    kind = std::min(kind, made_kind_);
    rest = rest.subspan(serve(rest));
  }
  return kind;
}

}  // namespace tipring::rtp
