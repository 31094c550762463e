#pragma once

#include "adapters/rtp/codec.h"

namespace tipring::rtp {

/// What a listener has to put up with.
struct LineQuality {
  Codec codec = Codec::pcmu;
  double loss = 0;      ///< Share of the packets that did not come, 0 to 1.
  double delay_ms = 0;  ///< From mouth to ear, one way.
};

/// The transmission rating R of ITU-T G.107 with its default values, from 0 to 93.2: 93.2 less what delay and
/// what codec and loss take. Losses are taken to be independent of each other.
double rating_of(const LineQuality& quality);

/// What listeners would say on average of such a connection, from 1 (bad) to 4.5 (G.107, annex B).
double opinion_of(double rating);

}  // namespace tipring::rtp
