#pragma once

#include "runtime/ports/release_cause.h"
#include "runtime/ports/telephony.h"

namespace tipring::rtpengine {

/// What a call is refused with, by 503, while no rtpengine takes it: one that is restarted is there again in
/// less.
inline const Headers come_back{{"Retry-After", "5"}};

/// The end of a call whose media no rtpengine takes.
inline Release without_rtpengine(const Error& error) {
  return {Release::By::system, 503, cause_of_status(503), error.text};
}

}  // namespace tipring::rtpengine
