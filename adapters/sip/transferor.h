#pragma once

#include <functional>
#include <string>

#include "runtime/base/ids.h"

namespace tipring::sip {

/// Where the party that we talk to is to be connected.
struct TransferOrder {
  std::string target{};  ///< A URI of SIP, or a number or name at the host that the party is at.
  /// In place of `target`: whom we talk to in this call of ours, whose place the party takes (Replaces, RFC
  /// 3891). Empty: `target`.
  LegId consultation{};
};

/// The asking side of a transfer: what the transfer key of a telephone does (REFER, RFC 3515, RFC 5589).
/// Control thread only.
class Transferor {
 public:
  virtual ~Transferor() = default;

  /// How the transfer stands, 100 to 699: any number of statuses below 200, then one from 200 on, which is its
  /// last: 2xx where the party has been connected, else why it was not; 481 where there is no such call, 408
  /// where the end is not told within three minutes.
  using Progress = std::function<void(int status)>;

  /// Asks the party of an answered leg, one transfer at a time. `told` hears of it in events of the run loop,
  /// and of nothing once the leg is over, which is how to call it off; the call itself stays until it is
  /// released.
  virtual void refer(LegId leg, TransferOrder order, Progress told) = 0;
};

}  // namespace tipring::sip
