#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "adapters/rtp/codec.h"
#include "adapters/rtp/packet.h"
#include "adapters/rtp/playout_buffer.h"
#include "runtime/base/clock.h"

namespace tipring::rtp {

/// What a peer says, as an unbroken line of frames: packets are put in order, decoded when their time has come,
/// and what is missing is made up for a short while. Runs behind the network by `depth`, the time in which late
/// packets are still put in their place. Pure.
class IncomingAudio {
 public:
  /// What a frame is made of.
  enum class Kind : std::uint8_t {
    heard,      ///< At least a part of it came.
    concealed,  ///< Made up.
    nothing,    ///< Silence: nothing has come for a while, or ever.
  };

  /// The first frame is of what arrives at `start`.
  IncomingAudio(Instant start, std::chrono::milliseconds depth) : start_(start), depth_(samples_in(depth)) {}

  /// A packet of audio, as it arrived. An empty payload says that the peer has stopped to speak: what follows
  /// is silence, and nothing is made up for it.
  void put(Codec codec, const RtpHeader& header, std::span<const std::uint8_t> payload, Instant now);

  /// Whether the next frame's time has come.
  bool due(Instant now) const { return buffer_.position() + frame_samples + depth_ <= elapsed(now); }
  /// Whether all of the next frame should have arrived by now, were no packet ever late.
  bool spoken(Instant now) const { return buffer_.position() + frame_samples <= elapsed(now); }

  /// The next frame.
  Kind take(Frame& frame);

  /// Samples since the start.
  std::uint64_t position() const { return buffer_.position(); }

 private:
  std::uint64_t elapsed(Instant now) const;
  void decode_front();
  void fill_gap();
  std::size_t serve(std::span<std::int16_t> out);

  Instant start_;
  std::size_t depth_;
  PlayoutBuffer buffer_;
  std::optional<Codec> codec_;
  std::unique_ptr<Decoder> decoder_;

  // Made and not taken yet, which is at most one packet.
  std::array<std::int16_t, Decoder::most_samples> made_{};
  std::size_t made_begin_ = 0;
  std::size_t made_end_ = 0;
  Kind made_kind_ = Kind::nothing;
  std::size_t missing_ = 0;  // Samples since the last packet.
};

}  // namespace tipring::rtp
