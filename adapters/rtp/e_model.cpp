#include "adapters/rtp/e_model.h"

#include <algorithm>

namespace tipring::rtp {
namespace {

// How much a codec takes by itself, and how well it stands losses.
struct Impairment {
  double codec;       // Ie
  double robustness;  // Bpl
};

// ITU-T G.113, appendix I, has G.711 with concealment. It has no values for G.722 and Opus as heard on a
// narrow-band telephone: both keep its band as G.711 does; G.722 conceals as we do for G.711, while an error
// spreads in it; Opus has copies of lost packets.
Impairment impairment_of(Codec codec) {
  switch (codec) {
    case Codec::pcmu:
    case Codec::pcma:
      return {0, 25.1};
    case Codec::g722:
      return {0, 16.1};
    case Codec::opus:
      return {5, 25.1};
  }
  return {0, 25.1};
}

// G.107's curve in two straight lines (R. G. Cole and J. H. Rosenbluth, "Voice over IP performance monitoring",
// 2001): from 177.3 ms on people fall into each other's words.
double delay_impairment(double delay_ms) {
  return 0.024 * delay_ms + 0.11 * std::max(delay_ms - 177.3, 0.0);
}

}  // namespace

double rating_of(const LineQuality& quality) {
  const Impairment impairment = impairment_of(quality.codec);
  const double loss_percent = std::clamp(quality.loss, 0.0, 1.0) * 100;
  const double equipment =
      impairment.codec + (95 - impairment.codec) * loss_percent / (loss_percent + impairment.robustness);
  return std::clamp(93.2 - delay_impairment(std::max(quality.delay_ms, 0.0)) - equipment, 0.0, 93.2);
}

double opinion_of(double rating) {
  if (rating <= 0) return 1;
  if (rating >= 100) return 4.5;
  // The formula dips below 1 for the smallest ratings.
  return std::max(1.0, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6);
}

}  // namespace tipring::rtp
