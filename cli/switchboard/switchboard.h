#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/journal/file_journal.h"
#include "adapters/number_plan/world_number_plan.h"
#include "adapters/reactor/su_reactor.h"
#include "adapters/reactor/system_clock.h"
#include "adapters/records/projections.h"
#include "adapters/rtp/rtp_media.h"
#include "adapters/sip/sip_agent.h"
#include "adapters/speech/espeak_speech.h"
#include "cli/switchboard/hours_closings.h"
#include "cli/switchboard/load_watch.h"
#include "cli/switchboard/media_ports.h"
#include "cli/switchboard/metrics.h"
#include "cli/switchboard/open_mark.h"
#include "cli/switchboard/records_desk.h"
#include "cli/switchboard/registrations.h"
#include "cli/switchboard/rtpengines.h"
#include "cli/switchboard/sip_traces.h"
#include "cli/switchboard/site_loading.h"
#include "cli/switchboard/state_folder.h"
#include "cli/switchboard/stores.h"
#include "cli/switchboard/version_changes.h"
#include "cli/versions/rule_versions.h"
#include "cli/versions/site_archive.h"
#include "dsl/site/site_versions.h"
#include "runtime/control/control.h"
#include "runtime/control/event_feed.h"
#include "runtime/floor.h"
#include "runtime/ports/http.h"

namespace tipring::cli {

/// How a runtime is to be put together.
struct SwitchboardOptions {
  std::string site_folder;
  std::filesystem::path state_folder;  ///< Empty: `var` in the site's folder.
  std::vector<std::string> listen;     ///< In place of the site's own; empty: the site's.
  std::string version;
  journal::Durability durability = journal::Durability::process;
  std::uint64_t seed = 0;  ///< For the scripts' chance and for RTP: must differ between runs.
  std::chrono::milliseconds media_timeout = usual_silence_limit;  ///< See rtp::RtpOptions::silence_limit.
  MediaPorts media_ports{};
  bool metrics = false;                             ///< Count what metrics() tells.
  std::size_t trace_size = sip::Trace::usual_size;  ///< Bytes of SIP messages kept for those who ask.
  std::function<std::optional<std::string>(const std::string&)> environment;
};

/// Why no runtime could be put together: one error, or what is wrong with the site.
struct SwitchboardFailure {
  Error error;
  std::vector<dsl::Finding> findings;
};

/// A whole runtime on real SIP and RTP: clock, reactor, ledger, media, telephony, a site and the floor between
/// them. Made and used on the control thread. The only place that knows all rooms.
class Switchboard {
 public:
  /// Null and `failure` where it could not be made. `log` outlives it.
  static std::unique_ptr<Switchboard> start(SwitchboardOptions options, Log& log, SwitchboardFailure& failure);
  ~Switchboard();
  Switchboard(const Switchboard&) = delete;
  Switchboard& operator=(const Switchboard&) = delete;

  /// Serves until stop().
  void run() { reactor_->run(); }

  /// No new calls from now on.
  void drain();
  /// Ends all calls.
  void release_all();
  /// Nobody is there, and no peer waits for an answer of ours.
  bool idle() const;
  /// Writes why, and makes run() return after this turn.
  void stop(std::string_view reason);

  reactor::SuReactor& reactor() { return *reactor_; }
  RunLoop& loop() { return loop_; }
  Floor& floor() { return *floor_; }
  Control& control() { return control_; }
  const StateFolder& state() const { return state_; }
  const std::vector<sip::Endpoint>& listening() const { return sip_->listening(); }
  /// Null unless asked for.
  const Metrics* metrics() const { return metrics_.get(); }

 private:
  Switchboard(SwitchboardOptions options, Log& log);

  LoadingRoom loading_room();
  Result<void> load_site(SwitchboardFailure& failure);
  Result<void> keep_site();
  Result<void> open_ledger();
  Result<void> open_services();
  Result<void> open_telephony();
  Result<void> open_media();
  Result<void> open_floor();
  std::vector<OpenContact> read_open_contacts();
  void take_up_contacts();
  void replay_queues();
  Result<void> open_records();
  Result<void> open_registrations();
  Result<void> open_closings();
  void serve_control();
  void watch_load();
  void watch_room();
  void look_again();

  SwitchboardOptions options_;
  Log& log_;
  StateFolder state_;
  reactor::SystemClock clock_;
  RunLoop loop_{clock_};
  Inbox inbox_{loop_};
  Chance chance_;
  std::unique_ptr<reactor::SuReactor> reactor_;
  std::unique_ptr<journal::FileJournal> journal_;
  std::optional<Ids> ids_;
  number_plan::WorldNumberPlan numbers_;
  std::optional<Stores> stores_;
  std::unique_ptr<Http> web_;
  SiteArchive archive_;
  RuleVersions rule_versions_;
  LoadedVersion first_;       ///< The version that it starts with.
  ArchivedVersion archived_;  ///< The same, as it is kept.
  std::unique_ptr<dsl::SiteVersions> versions_;
  std::unique_ptr<Rtpengines> rtpengines_;
  std::unique_ptr<sip::SipAgent> sip_;
  std::unique_ptr<rtp::RtpMedia> media_;
  std::unique_ptr<speech::EspeakSpeech> speech_;
  std::unique_ptr<OpenMark> open_mark_;
  std::unique_ptr<Floor> floor_;
  std::unique_ptr<EventFeed> events_;
  std::unique_ptr<records::Projections> projections_;
  std::unique_ptr<RecordsDesk> records_desk_;  ///< Null where the records are a file.
  std::unique_ptr<Registrations> registrations_;
  std::unique_ptr<SipTraces> traces_;
  std::unique_ptr<LoadWatch> load_;
  std::unique_ptr<FloorMigration> migration_;
  std::unique_ptr<VersionChanges> changes_;
  std::unique_ptr<HoursClosings> closings_;
  std::unique_ptr<Metrics> metrics_;
  Control control_;
  bool draining_ = false;
  bool watching_room_ = false;
};

}  // namespace tipring::cli
