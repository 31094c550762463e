#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/result.h"
#include "runtime/ports/media.h"

namespace tipring {

/// The country whose tones a site has unless it says otherwise: "eu", no country but what ITU-T E.180
/// recommends and most of Europe has.
inline constexpr std::string_view usual_tones = "eu";

/// The countries whose tones are known, by their ISO 3166 codes in small letters, and "eu".
std::vector<std::string> tone_countries();

/// "dial", "ringback", "busy", "congestion", "call-waiting", "special-information", and "beep", which is none
/// of the network's and the same everywhere.
std::vector<std::string> tone_names();

/// A tone of a country's network (ITU-T E.180, supplement 2), to be played until it is stopped; the beep ends
/// by itself. Fails with "no-tone", naming the nearest name of a tone, or with "no-country".
Result<ToneClip> national_tone(std::string_view country, std::string_view name);

}  // namespace tipring
