#include "adapters/rtp/statistics.h"

#include <cstdlib>

namespace tipring::rtp {
namespace {

// RFC 3550, appendix A.1.
constexpr std::uint16_t max_dropout = 3000;
constexpr std::uint16_t max_misorder = 100;

}  // namespace

void ReceiveStatistics::restart(const RtpHeader& header) {
  if (started_) expected_before_ += expected_in_stream();
  started_ = true;
  ssrc_ = header.ssrc;
  first_ = first_turn + header.sequence;
  extended_highest_ = first_;
  leapt_to_ = no_leap;
  has_transit_ = false;
}

void ReceiveStatistics::receive(const RtpHeader& header, Instant arrival, bool timed) {
  ++packets_;
  if (!started_ || header.ssrc != ssrc_) {
    restart(header);
  } else {
    const auto ahead =
        static_cast<std::uint16_t>(header.sequence - static_cast<std::uint16_t>(extended_highest_));
    if (ahead < max_dropout) {
      extended_highest_ += ahead;
      leapt_to_ = no_leap;
    } else if (ahead <= 0x10000 - max_misorder) {
      if (header.sequence == leapt_to_) {
        restart(header);
        ++expected_before_;  // The first packet of the leap was taken for a stray.
      } else {
        leapt_to_ = static_cast<std::uint16_t>(header.sequence + 1);
      }
    }
  }
  if (timed) measure_jitter(header.timestamp, arrival);
}

void ReceiveStatistics::set_clock_rate(std::uint32_t clock_rate) {
  if (clock_rate == clock_rate_) return;
  jitter_ = jitter_ * clock_rate / clock_rate_;
  clock_rate_ = clock_rate;
  has_transit_ = false;
}

void ReceiveStatistics::measure_jitter(std::uint32_t timestamp, Instant arrival) {
  const auto arrival_units =
      static_cast<std::uint32_t>(arrival.time_since_epoch().count() * (clock_rate_ / 1000) / 1000);
  const std::uint32_t transit = arrival_units - timestamp;
  if (has_transit_) {
    const double difference = std::abs(static_cast<double>(static_cast<std::int32_t>(transit - transit_)));
    jitter_ += (difference - jitter_) / 16.0;
  }
  transit_ = transit;
  has_transit_ = true;
}

std::uint64_t ReceiveStatistics::lost() const {
  return expected() > packets_ ? expected() - packets_ : 0;
}

}  // namespace tipring::rtp
