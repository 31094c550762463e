#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dsl/words/definitions.h"

namespace tipring::dsl {

/// The ways that audio may go, as a site writes them: "relayed", which is the usual one, first.
const std::vector<std::pair<std::string_view, MediaPath>>& media_paths();

/// Where the site has the audio of somebody go through an rtpengine though it names none, and what is to be
/// said of it.
std::vector<std::pair<SitePosition, std::string>> rtpengine_missed(const Definitions& definitions);

}  // namespace tipring::dsl
