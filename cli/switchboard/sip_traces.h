#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/sip/sip_agent.h"
#include "cli/switchboard/leg_stays.h"
#include "runtime/control/control.h"
#include "runtime/floor.h"

namespace tipring::cli {

/// The SIP messages that passed, for those who ask: brings together messages, the calls that they belong to and
/// the names of peers. Control thread only.
class SipTraces {
 public:
  /// Follows the ledger from now on; both outlive this.
  SipTraces(sip::SipAgent& agent, Floor& floor);
  SipTraces(const SipTraces&) = delete;
  SipTraces& operator=(const SipTraces&) = delete;

  /// Adds `sip.trace` and `sip.trace.follow`. This must outlive the sessions of `control`.
  void add_methods(Control& control);

 private:
  Result<Json> list(const ControlArguments& arguments) const;
  Result<std::function<void()>> follow(const ControlArguments& arguments, const ControlFeed& out);
  Result<void> check_known(ContactId contact) const;

  std::vector<LegId> legs_of(ContactId contact) const;
  ContactId contact_of(LegId leg, UtcTime at) const;
  bool belongs(std::string_view call_id, ContactId contact) const;
  std::string name_of(const std::string& peer) const;
  std::string name_of(LegId leg) const;
  Json to_json(const sip::WireMessage& message, bool unmasked) const;

  sip::SipAgent& agent_;
  Floor& floor_;
  LegStays stays_;
};

}  // namespace tipring::cli
