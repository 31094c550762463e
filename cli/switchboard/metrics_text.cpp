#include <filesystem>
#include <fstream>
#include <sstream>

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cli/switchboard/metrics.h"

namespace tipring::cli {
namespace {

using web::Exposition;

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

std::size_t open_descriptors() {
  std::error_code unreadable;
  const std::filesystem::directory_iterator folder("/proc/self/fd", unreadable);
  if (unreadable) return 0;
  // The one that reads the folder is among them.
  return static_cast<std::size_t>(std::distance(begin(folder), end(folder))) - 1;
}

// Of proc(5): the second figure of statm is the resident set in pages.
double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double total = 0;
  double resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double folder_bytes(const std::string& folder) {
  double bytes = 0;
  std::error_code unreadable;
  for (const auto& file : std::filesystem::directory_iterator(folder, unreadable)) {
    std::error_code gone;
    const auto size = file.file_size(gone);
    if (!gone) bytes += static_cast<double>(size);
  }
  return bytes;
}

void one(Exposition& out, std::string_view name, std::string_view type, std::string_view help, double value) {
  out.metric(name, type, help);
  out.sample(value);
}

template <typename Number>
void one(Exposition& out, std::string_view name, std::string_view type, std::string_view help, Number value) {
  one(out, name, type, help, static_cast<double>(value));
}

void write_runtime(Exposition& out, const MetricsSnapshot& now) {
  out.metric("tipring_build_info", "gauge", "Always 1; the version is a label.");
  out.sample(1, {{"version", now.version}});
  one(out, "tipring_draining", "gauge", "1 while new calls are refused because the runtime is to end.",
      now.draining ? 1 : 0);
  out.metric("tipring_overloaded", "gauge",
             "1 while new calls are refused because this limit of defence is passed.");
  for (const Overload limit : {Overload::lag, Overload::busy})
    out.sample(now.overload == limit ? 1 : 0, {{"limit", to_string(limit)}});
  one(out, "tipring_tasks", "gauge", "Scripts that are attending a call.", now.tasks);
  one(out, "tipring_script_failures_total", "counter", "Scripts that ended by a mistake.", now.script_failures);
  one(out, "tipring_lua_memory_bytes", "gauge", "Memory that scripts hold, garbage included.", now.lua_bytes);
  out.metric("tipring_loop_lag_seconds", "histogram",
             "By how much a timer of the control thread was late, looked at every half second.");
  out.sample(now.lag);
  one(out, "tipring_ledger_entries_total", "counter", "Entries of the ledger, of all runs.",
      now.ledger_entries);
  one(out, "tipring_ledger_unwritten_entries", "gauge", "Entries that wait for the disk.",
      now.ledger_unwritten);
}

void write_calls(Exposition& out, const MetricsSnapshot& now) {
  one(out, "tipring_calls", "gauge", "Calls that are there.", now.live.contacts);
  one(out, "tipring_calls_total", "counter", "Calls that arrived.", now.calls);
  out.metric("tipring_calls_ended_total", "counter",
             "Calls that ended: answered, refused, redirected, abandoned before an answer, or failed.");
  for (const auto& [outcome, count] : now.calls_by_outcome)
    out.sample(static_cast<double>(count), {{"outcome", outcome}});
  one(out, "tipring_legs", "gauge", "Legs of calls that are there.", now.live.legs);
  out.metric("tipring_legs_total", "counter", "Legs of calls, by who called.");
  for (const auto& [direction, count] : now.legs_by_direction)
    out.sample(static_cast<double>(count), {{"direction", direction}});
}

void write_messages(Exposition& out, const MetricsSnapshot& now) {
  const std::array<std::pair<std::string_view, const sip::Traffic::Counts*>, 2> ways{
      {{"received", &now.traffic.received}, {"sent", &now.traffic.sent}}};
  out.metric("tipring_sip_requests_total", "counter", "SIP requests, those sent again included.");
  for (const auto& [way, counts] : ways) {
    for (const auto& [method, count] : counts->requests)
      out.sample(static_cast<double>(count), {{"direction", way}, {"method", method}});
  }
  out.metric("tipring_sip_responses_total", "counter", "SIP responses, those sent again included.");
  for (const auto& [way, counts] : ways) {
    for (std::size_t at = 0; at < counts->responses.size(); ++at) {
      const std::string status_class = std::to_string(at + 1) + "xx";
      out.sample(static_cast<double>(counts->responses[at]), {{"direction", way}, {"class", status_class}});
    }
  }
  one(out, "tipring_sip_unreadable_total", "counter", "What came in place of SIP messages.",
      now.traffic.received.unreadable);
}

void write_peers(Exposition& out, const MetricsSnapshot& now) {
  one(out, "tipring_sip_legs", "gauge", "SIP dialogs that are there or being settled.", now.telephony.legs);
  one(out, "tipring_sip_connections", "gauge", "Connections open beyond the listening sockets, or fewer.",
      now.telephony.sockets);
  out.metric(
      "tipring_sip_screened_total", "counter",
      "Requests outside SIP dialogs from sources that are no trunks: admitted, over their rate, banned, not "
      "trusted.");
  constexpr std::array<std::string_view, 4> verdicts{"admitted", "too_fast", "banned", "not_trusted"};
  for (std::size_t at = 0; at < verdicts.size(); ++at)
    out.sample(static_cast<double>(now.verdicts[at]), {{"verdict", verdicts[at]}});
  one(out, "tipring_sip_bans", "gauge", "Sources that are banned.", now.bans);
  one(out, "tipring_registrations", "gauge", "Places where phones are registered.", now.registrations);
  out.metric("tipring_trunk_up", "gauge",
             "1 where the trunk is registered, as far as it is to be, and answers, as far as it is asked.");
  for (const sip::TrunkStatus& trunk : now.trunks) {
    const bool registered = trunk.registration == sip::RegistrationState::none ||
                            trunk.registration == sip::RegistrationState::registered;
    out.sample(registered && trunk.answers.value_or(true) ? 1 : 0, {{"trunk", trunk.name}});
  }
  out.metric("tipring_trunk_calls", "gauge", "Channels of the trunk in use.");
  for (const sip::TrunkStatus& trunk : now.trunks)
    out.sample(static_cast<double>(trunk.calls), {{"trunk", trunk.name}});
  out.metric("tipring_trunk_channels", "gauge", "Calls that the trunk may carry at once; 0: any number.");
  for (const sip::TrunkStatus& trunk : now.trunks)
    out.sample(static_cast<double>(trunk.channels), {{"trunk", trunk.name}});
}

void write_media(Exposition& out, const MetricsSnapshot& now) {
  one(out, "tipring_media_legs", "gauge", "Legs with open media.", now.media.slots);
  out.metric("tipring_rtp_packets_total", "counter", "RTP packets of legs that have ended.");
  out.sample(static_cast<double>(now.media_of_ended.packets_received), {{"direction", "received"}});
  out.sample(static_cast<double>(now.media_of_ended.packets_sent), {{"direction", "sent"}});
  out.metric(
      "tipring_rtp_packets_lost_total", "counter",
      "RTP packets of legs that have ended which did not arrive: here, or by their reports at the peers.");
  out.sample(static_cast<double>(now.media_of_ended.packets_lost), {{"direction", "received"}});
  out.sample(static_cast<double>(now.peer_packets_lost), {{"direction", "sent"}});
  one(out, "tipring_rtp_packets_dropped_total", "counter",
      "Packets of legs that have ended which came and were thrown away.", now.media_of_ended.packets_dropped);
  out.metric("tipring_mos", "histogram",
             "How people would judge what came from each leg that has ended, from 1 to 4.5 (ITU-T G.107).");
  out.sample(now.mos);
}

void write_process(Exposition& out, const MetricsSnapshot& now, const std::string& ledger_folder) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  one(out, "tipring_ledger_size_bytes", "gauge",
      "Disk that the ledger takes, what is allocated ahead included.", folder_bytes(ledger_folder));
  one(out, "process_cpu_seconds_total", "counter", "Processor time, of user and system.",
      seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime));
  one(out, "process_resident_memory_bytes", "gauge", "Memory in use.", resident_bytes());
  one(out, "process_open_fds", "gauge", "Open descriptors.", open_descriptors());
  one(out, "process_max_fds", "gauge", "Descriptors that may be open.", limit.rlim_cur);
  one(out, "process_start_time_seconds", "gauge", "When it started, in seconds since 1970 UTC.",
      static_cast<double>(now.started_at.time_since_epoch().count()) / 1e6);
}

}  // namespace

std::string metrics_text(const MetricsSnapshot& snapshot, const std::string& ledger_folder) {
  Exposition out;
  write_runtime(out, snapshot);
  write_calls(out, snapshot);
  write_messages(out, snapshot);
  write_peers(out, snapshot);
  write_media(out, snapshot);
  snapshot.queues.write(out);
  write_process(out, snapshot, ledger_folder);
  return out.text();
}

}  // namespace tipring::cli
