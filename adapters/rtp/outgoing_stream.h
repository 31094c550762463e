#pragma once

#include <cstdint>
#include <optional>

#include "adapters/rtp/frame.h"
#include "adapters/rtp/packet.h"
#include "runtime/base/clock.h"

namespace tipring::rtp {

/// Where a stream's numbers begin. RFC 3550, section 5.1 wants them random: against attacks on encrypted
/// streams by known plaintext, and so that two streams do not collide. Chance is handed in.
struct StreamSeeds {
  std::uint32_t ssrc = 0;
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0;
};

/// The numbering of what one leg sends: one SSRC and one unbroken line of sequence numbers and timestamps,
/// whether the packets are generated here or relayed from another party. Timestamps follow the time that
/// passes, so that a receiver sees pauses as pauses (section 5.1); the marker bit opens every talkspurt (RFC
/// 3551, section 4.1).
class OutgoingStream {
 public:
  OutgoingStream(StreamSeeds seeds, Instant start)
      : start_(start), seeds_(seeds), next_sequence_(seeds.sequence) {}

  /// What timestamps count in, a second: 8000 at first. Another rate is another SSRC, since reports about a
  /// stream could not be read else (RFC 7160, section 4.1).
  void set_clock_rate(std::uint32_t clock_rate, Instant now);

  std::uint32_t ssrc() const { return seeds_.ssrc; }
  /// The timestamp that audio made now has: what a sender report names beside the time (RFC 3550, section
  /// 6.4.1).
  std::uint32_t clock(Instant now) const;

  /// What is generated next has nothing to do with what was before: the time between them is a pause.
  void begin_talkspurt() { in_talkspurt_ = false; }

  /// The header of the next 20 ms of generated audio. Within a talkspurt frames follow each other without a
  /// gap, though the timer may be late: what it missed is sent after.
  RtpHeader frame(std::uint8_t payload_type, Instant now);

  /// The header of a telephone-event packet; all packets of a press carry the timestamp of the `first`.
  RtpHeader event(std::uint8_t payload_type, bool first, Instant now);

  /// The header under which a packet of another party goes out. Gaps and changes of order in its numbers are
  /// kept, so that our receiver sees the loss on the first path as loss. Nothing for a packet from before the
  /// relaying began.
  std::optional<RtpHeader> relayed(const RtpHeader& incoming, std::uint8_t payload_type, Instant now);

 private:
  enum class Source { none, generated, relayed };

  std::uint32_t frame_units() const { return frame_samples * units_a_sample_; }
  // The timestamp for new audio: the present, but never before the end of what was sent.
  std::uint32_t present(Instant now) const;
  RtpHeader header(std::uint8_t payload_type, bool marker, std::uint16_t sequence,
                   std::uint32_t timestamp) const;
  void begin_relaying(const RtpHeader& incoming, Instant now);

  Instant start_;
  StreamSeeds seeds_;
  std::uint32_t units_a_sample_ = 1;
  Source source_ = Source::none;
  bool in_talkspurt_ = false;
  std::uint16_t next_sequence_;
  std::uint32_t end_ = seeds_.timestamp;  // The timestamp after the audio sent last.
  std::uint32_t event_ = 0;               // The timestamp of the press being sent.

  std::uint32_t relayed_ssrc_ = 0;
  std::uint16_t relay_began_at_ = 0;
  std::uint16_t sequence_offset_ = 0;
  std::uint32_t timestamp_offset_ = 0;
};

}  // namespace tipring::rtp
