#pragma once

#include <memory>

#include "adapters/rtp/frame.h"
#include "runtime/base/ids.h"

namespace tipring::rtp {

/// Hears what a leg's peer says.
class MediaTap {
 public:
  virtual ~MediaTap() = default;

  /// Every 20 ms, in order and without gaps: what did not arrive is made up for a moment, then silent. On the
  /// media thread: must return at once. Lags the network by 60 ms, in which late packets are still put in their
  /// place.
  virtual void heard(const Frame& frame) = 0;
};

/// Where taps are set. Control thread only.
class MediaTaps {
 public:
  virtual ~MediaTaps() = default;

  /// From now on `tap` hears the leg, in place of any other tap; null ends it. Also ended by the leg's close.
  virtual void tap(LegId leg, std::shared_ptr<MediaTap> tap) = 0;
};

}  // namespace tipring::rtp
