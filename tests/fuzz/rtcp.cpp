#include "adapters/rtp/rtcp.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "adapters/rtp/rtcp_session.h"

// Whatever comes in: what is read can be written and read again as the same, and a session makes sense of it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tipring;
  const auto report = rtp::parse_rtcp({data, size});
  if (!report) return 0;
  if (rtp::parse_rtcp(rtp::write_rtcp(*report, "name")) != report) std::abort();
  rtp::RtcpSession session(Instant{}, Duration{0}, 1);
  const std::uint32_t ssrc = report->blocks.empty() ? 0 : report->blocks.front().ssrc;
  session.receive(*report, ssrc, 8000, Instant{std::chrono::seconds(100)});
  if (session.round_trip_ms() && *session.round_trip_ms() < 0) std::abort();
  const auto answer = session.report({}, rtp::ReceiveStatistics{}, Instant{std::chrono::seconds(101)});
  if (rtp::parse_rtcp(rtp::write_rtcp(answer, "name")) != answer) std::abort();
  return 0;
}
