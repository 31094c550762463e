#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/reactor/su_reactor.h"
#include "adapters/rtp/rtp_media.h"
#include "adapters/sip/sip_agent.h"
#include "adapters/speech/espeak_speech.h"
#include "cli/tester/house.h"
#include "cli/wire/site_ports.h"
#include "cli/wire/wire_stage.h"

namespace tipring::cli {

class WireClock;

/// A runtime on real SIP and RTP, on loopback, with a stage of real phones; both on this thread. Its civil time
/// begins when plays begin. What it writes to disk goes with it.
class WireHouse final : public House {
 public:
  explicit WireHouse(HousePlan plan);
  ~WireHouse() override;

  Result<void> open() override;
  Halt run(Play& play, const std::function<bool()>& over) override;
  Halt clear(Play& play) override;
  Stage& stage() override { return *stage_; }

  Result<void> set_civil_time(UtcTime time) override;
  Result<void> break_down(Breakage breakage, const std::string& name) override;
  std::vector<std::pair<std::string, std::size_t>> live() const override;

 private:
  /// A folder of its own that goes with it.
  class ScratchFolder;
  /// What the phones' side has to say to an operator stands in the play.
  class PhonesLog;

  WireHouse(HousePlan plan, std::unique_ptr<WireClock> clock);
  Result<void> open_site_ports();
  Result<void> open_stage();
  bool nobody_is_left() const;

  WireClock& clock_;
  std::unique_ptr<ScratchFolder> scratch_;
  std::unique_ptr<PhonesLog> phones_log_;
  std::unique_ptr<reactor::SuReactor> reactor_;
  std::unique_ptr<speech::EspeakSpeech> speech_;
  std::unique_ptr<WireStage> stage_;
  std::unique_ptr<sip::SipAgent> sip_;
  std::unique_ptr<rtp::RtpMedia> media_;
  std::unique_ptr<SiteTelephony> site_telephony_;
  std::unique_ptr<SiteMedia> site_media_;
  std::unique_ptr<SiteMessaging> site_messaging_;
};

/// For TestRequest::wire.
BuildHouse wire_houses();

}  // namespace tipring::cli
