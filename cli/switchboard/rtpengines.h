#pragma once

#include <memory>
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

/// The rtpengines of a site, in front of the media of those whom it says. Control thread only.
class Rtpengines {
 public:
  struct Surroundings {
    Reactor& reactor;
    RunLoop& loop;
    Log& log;
    Chance& chance;
    TelephonyEvents& events;  ///< The floor's.
  };

  /// Null where the site names none. Fails with "no-sockets". All references outlive it.
  static Result<std::unique_ptr<Rtpengines>> open(const dsl::Definitions& definitions,
                                                  const Surroundings& surroundings);

  /// Where telephony tells its events.
  TelephonyEvents& events() { return telephony_; }
  /// What the floor uses in place of `agent`, which tells its events above, with the SDP, and outlives this.
  Telephony& stand_before(sip::SipAgent& agent);

  /// Whose media goes by them, from now on.
  void set_parties(PartyBook parties) { parties_ = std::move(parties); }

  std::vector<rtpengine::InstanceStatus> status() const { return instances_.status(); }

 private:
  Rtpengines(const dsl::Definitions& definitions, const Surroundings& surroundings,
             std::vector<std::unique_ptr<rtpengine::Instance>> instances, const std::string& name);

  PartyBook parties_;
  rtpengine::Instances instances_;
  rtpengine::ProxiedTelephony telephony_;
};

/// Adds `sip.rtpengine`. `rtpengines` may be null, and outlives the sessions of `control`.
void add_rtpengine_method(Control& control, const Rtpengines* rtpengines);

}  // namespace tipring::cli
