#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "adapters/rtp/codec.h"

namespace tipring::rtp {

/// Puts received packets where they belong in time, for ears that want audio without gaps. Packets may come
/// late, twice, out of order or not at all. Positions count samples (8000 a second) since the buffer was made.
///
/// Where a stream lies is found out from its fastest packets: when for two seconds every packet has come
/// earlier than it needed to, the stream is moved forward, so that a first packet that was late, or a sender's
/// clock that is fast, does not delay what is heard for good. Pure.
class PlayoutBuffer {
 public:
  struct Packet {
    std::uint64_t place = 0;
    Codec codec = Codec::pcmu;
    std::vector<std::uint8_t> payload;
  };

  /// A packet that arrived at position `now`. The first one of a stream is placed where it arrived, the others
  /// by their distance from it.
  void put(Codec codec, std::uint32_t ssrc, std::uint32_t timestamp, std::span<const std::uint8_t> payload,
           std::uint64_t now);

  /// The earliest packet that has not been read; null when there is none.
  const Packet* front() const { return packets_.empty() ? nullptr : &packets_.front(); }
  void pop() { packets_.pop_front(); }

  /// Reading goes on: what comes for a position before has come too late.
  void advance(std::size_t samples) { read_ += samples; }
  std::uint64_t position() const { return read_; }

 private:
  static constexpr std::size_t most_packets = 128;
  // How far ahead of its arrival a packet may belong, before the sender's clock is taken to have moved.
  static constexpr std::uint64_t furthest_ahead = 1600;
  // Packets in a row that came too late, after which the stream is placed anew.
  static constexpr unsigned late_in_a_row = 3;
  // Packets over which the fastest is looked for: two seconds of them.
  static constexpr unsigned window = 100;

  void place_stream(Codec codec, std::uint32_t ssrc, std::uint32_t timestamp, std::uint64_t now);
  void insert(Packet packet);
  void note_lead(std::int64_t lead);

  std::deque<Packet> packets_;  // By place.
  std::uint64_t read_ = 0;
  bool placed_ = false;
  Codec codec_ = Codec::pcmu;
  std::uint32_t ssrc_ = 0;
  std::uint32_t timestamp_ = 0;  // Of the packet placed last...
  std::uint64_t place_ = 0;      // ...and its position.
  unsigned late_ = 0;
  unsigned seen_ = 0;            // In the present window...
  std::int64_t least_lead_ = 0;  // ...and by how much the slowest of them was early.
};

}  // namespace tipring::rtp
