#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/rtpengine/instances.h"
#include "adapters/rtpengine/proxied_telephony.h"
#include "adapters/sip/sip_agent.h"
#include "dsl/words/definitions.h"
#include "runtime/base/chance.h"
#include "runtime/base/run_loop.h"
#include "runtime/contact/party_traits.h"
#include "runtime/control/control.h"
#include "runtime/ports/log.h"
#include "runtime/ports/reactor.h"
#include "runtime/ports/telephony.h"

namespace tipring::cli {

/// The rtpengines of a site, in front of the media of those whom it says: none, until it names some. Control
/// thread only.
class Rtpengines {
 public:
  struct Surroundings {
    Reactor& reactor;
    RunLoop& loop;
    Log& log;
    Chance& chance;
    TelephonyEvents& events;  ///< The floor's.
  };

  using Definition = std::optional<dsl::RtpengineDefinition>;

  /// Fails with "no-sockets". All references outlive it.
  static Result<std::unique_ptr<Rtpengines>> open(const Definition& definition,
                                                  const Surroundings& surroundings);

  /// Where telephony tells its events.
  TelephonyEvents& events() { return telephony_; }
  /// What the floor uses in place of `agent`, which tells its events above, with the SDP, and outlives this.
  Telephony& stand_before(sip::SipAgent& agent);

  /// Those of `definition` from now on: new calls go by them, and calls at one that is none of them stay there
  /// until they end. Fails with "no-sockets", and then nothing is changed.
  Result<void> change_to(const Definition& definition);
  /// Whose media goes by them, from now on.
  void set_parties(PartyBook parties) { parties_ = std::move(parties); }

  std::vector<rtpengine::InstanceStatus> status() const { return instances_.status(); }

 private:
  explicit Rtpengines(const Surroundings& surroundings);

  Surroundings around_;
  std::string name_;
  std::uint64_t last_instance_ = 0;
  PartyBook parties_;
  rtpengine::Instances instances_;
  rtpengine::ProxiedTelephony telephony_;
};

/// Adds `sip.rtpengine`. `rtpengines` outlives the sessions of `control`.
void add_rtpengine_method(Control& control, const Rtpengines& rtpengines);

}  // namespace tipring::cli
