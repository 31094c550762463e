#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tipring::rtp {

/// Puts received audio where it belongs in time, for ears that want it without gaps: recordings and taps.
/// Packets may come late, twice, out of order or not at all; what has not come when it is read is silence.
/// Positions count samples since the buffer was made.
class PlayoutBuffer {
 public:
  PlayoutBuffer() : samples_(capacity) {}

  /// A decoded packet that arrived at position `now`. The first one of a stream is placed where it arrived, the
  /// others by their distance from it.
  void put(std::uint32_t ssrc, std::uint32_t timestamp, std::span<const std::int16_t> audio, std::uint64_t now);

  /// The next samples in time; the buffer is empty behind them.
  void take(std::span<std::int16_t> out);

  /// The position of the next take().
  std::uint64_t position() const { return read_; }

 private:
  static constexpr std::size_t capacity = 8192;  // 1.024 s
  // How far ahead of its arrival a packet may belong, before the sender's clock is taken to have moved.
  static constexpr std::uint64_t furthest_ahead = 1600;
  // Packets in a row that came too late, after which the stream is placed anew.
  static constexpr unsigned late_in_a_row = 3;

  void place_stream(std::uint32_t ssrc, std::uint32_t timestamp, std::uint64_t now);

  std::vector<std::int16_t> samples_;  // A ring by position; silence where nothing was put.
  std::uint64_t read_ = 0;
  bool placed_ = false;
  std::uint32_t ssrc_ = 0;
  std::uint32_t timestamp_ = 0;  // Of the packet placed last...
  std::uint64_t place_ = 0;      // ...and its position.
  unsigned late_ = 0;
};

}  // namespace tipring::rtp
