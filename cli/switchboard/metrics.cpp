#include "cli/switchboard/metrics.h"

#include <utility>

namespace tipring::cli {
namespace {

using namespace std::chrono_literals;

// How often the loop's punctuality is looked at.
constexpr Duration lag_interval = 500ms;

const std::vector<double> mos_bounds{1.5, 2, 2.5, 3, 3.25, 3.5, 3.75, 4, 4.25, 4.5};
const std::vector<double> lag_bounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1};

std::string outcome_of(const CallRecord& record) {
  constexpr int request_terminated = 487;
  if (!record.cause.empty() && record.cause != transferred_cause) return "failed";
  if (record.answered) return "answered";
  if (record.status == request_terminated) return "abandoned";
  return record.status >= 300 && record.status < 400 ? "redirected" : "refused";
}

}  // namespace

Metrics::Metrics(Sources sources) : sources_(std::move(sources)) {
  counts_.version = sources_.version;
  counts_.started_at = sources_.floor.loop().clock().utc();
  counts_.mos = web::Histogram(mos_bounds);
  counts_.lag = web::Histogram(lag_bounds);
  for (const char* outcome : {"answered", "refused", "redirected", "abandoned", "failed"})
    counts_.calls_by_outcome[outcome] = 0;
  for (const char* direction : {"incoming", "outgoing"})
    counts_.legs_by_direction[direction] = 0;
  sources_.floor.ledger().follow([this](const Entry& entry) { take(entry); });
  watch_lag();
}

Metrics::~Metrics() {
  sources_.floor.loop().cancel(lag_timer_);
}

void Metrics::take(const Entry& entry) {
  for (const CallRecord& record : records_.fold(entry)) {
    if (record.ended) ++counts_.calls_by_outcome[outcome_of(record)];
  }
  counts_.queues.take(entry);
  switch (entry.kind) {
    case EntryKind::contact_arrived:
      ++counts_.calls;
      break;
    case EntryKind::leg_invited:
      if (const auto* direction = entry.field<std::string>("direction"))
        ++counts_.legs_by_direction[*direction];
      break;
    case EntryKind::leg_released:
      take_media(entry.leg);
      break;
    case EntryKind::script_failed:
      ++counts_.script_failures;
      break;
    default:
      break;
  }
}

// The leg's media are closed after the ledger holds its end: at this moment its figures are there for the last
// time.
void Metrics::take_media(LegId leg) {
  const auto statistics = sources_.floor.ports().media.statistics(leg);
  if (!statistics) return;
  MediaStatistics& sum = counts_.media_of_ended;
  sum.packets_sent += statistics->packets_sent;
  sum.packets_received += statistics->packets_received;
  sum.packets_lost += statistics->packets_lost;
  sum.packets_dropped += statistics->packets_dropped;
  counts_.peer_packets_lost += statistics->peer_packets_lost.value_or(0);
  if (statistics->mos) counts_.mos.add(*statistics->mos);
}

void Metrics::watch_lag() {
  RunLoop& loop = sources_.floor.loop();
  const Instant due = loop.clock().now() + lag_interval;
  lag_timer_ = loop.after_standing(lag_interval, [this, due] {
    counts_.lag.add(std::chrono::duration<double>(sources_.floor.loop().clock().now() - due).count());
    watch_lag();
  });
}

MetricsSnapshot Metrics::snapshot() const {
  MetricsSnapshot now = counts_;
  Floor& floor = sources_.floor;
  now.draining = floor.draining();
  now.overload = sources_.overload();
  now.live = floor.live();
  now.media = floor.ports().media.live();
  now.telephony = floor.ports().telephony.live();
  now.tasks = sources_.versions.live_tasks();
  now.traffic = sources_.agent.trace().traffic();
  now.verdicts = sources_.agent.gatekeeper().verdicts();
  now.bans = sources_.agent.gatekeeper().bans(floor.loop().clock().now()).size();
  now.registrations = sources_.agent.registrar().size();
  now.trunks = sources_.agent.trunks();
  now.ledger_entries = floor.ledger().next_sequence() - 1;
  now.ledger_unwritten = floor.ledger().uncommitted();
  now.queues.look(floor.distributor());
  now.lua_bytes = sources_.versions.lua_bytes();
  return now;
}

}  // namespace tipring::cli
