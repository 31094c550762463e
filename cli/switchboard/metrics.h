#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapters/sip/sip_agent.h"
#include "adapters/web/exposition.h"
#include "cli/switchboard/load_watch.h"
#include "cli/switchboard/queue_metrics.h"
#include "dsl/site/site_versions.h"
#include "runtime/floor.h"
#include "runtime/ledger/call_records.h"

namespace tipring::cli {

/// The runtime's figures at one moment: plain data, so that another thread can write them out.
struct MetricsSnapshot {
  std::string version{};
  UtcTime started_at{};
  bool draining = false;
  Overload overload = Overload::none;
  FloorLive live{};
  MediaLive media{};
  TelephonyLive telephony{};
  std::size_t tasks = 0;
  std::uint64_t calls = 0;                                  ///< That arrived since the start.
  std::map<std::string, std::uint64_t> calls_by_outcome{};  ///< Ended.
  std::map<std::string, std::uint64_t> legs_by_direction{};
  std::uint64_t script_failures = 0;
  sip::Traffic traffic{};
  std::array<std::uint64_t, 4> verdicts{};  ///< Of sip::Gatekeeper, on requests from outside a SIP dialog.
  std::size_t bans = 0;
  std::size_t registrations = 0;
  std::vector<sip::TrunkStatus> trunks{};
  MediaStatistics media_of_ended{};  ///< Packets of the legs that have ended.
  std::uint64_t peer_packets_lost = 0;
  web::Histogram mos{{}};
  web::Histogram lag{{}};
  std::uint64_t ledger_entries = 0;
  std::uint64_t ledger_unwritten = 0;
  std::size_t lua_bytes = 0;
  QueueMetrics queues{};
};

/// Counts what happens, for those who ask by HTTP. Control thread only.
class Metrics {
 public:
  /// All outlive this, whose figures begin at its making.
  struct Sources {
    Floor& floor;
    sip::SipAgent& agent;
    const dsl::SiteVersions& versions;
    std::string version;
    std::function<Overload()> overload;
  };
  explicit Metrics(Sources sources);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  MetricsSnapshot snapshot() const;

 private:
  void take(const Entry& entry);
  void take_media(LegId leg);
  void watch_lag();

  Sources sources_;
  MetricsSnapshot counts_;  // What is counted as it happens; the rest is looked up.
  CallRecords records_;
  TimerHandle lag_timer_;
};

/// The snapshot in Prometheus's format, with the figures of the process, and the size of `ledger_folder` on
/// disk. Any thread.
std::string metrics_text(const MetricsSnapshot& snapshot, const std::string& ledger_folder);

}  // namespace tipring::cli
