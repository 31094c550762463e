#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "cli/tester/backstage.h"
#include "cli/tester/hearing.h"
#include "cli/tester/outcome.h"
#include "cli/tester/play.h"
#include "cli/tester/play_log.h"
#include "cli/tester/site_watch.h"
#include "cli/tester/stage.h"

namespace tipring::cli {

/// One scenario being performed: what the words of plays act upon. Control thread only.
struct Performance {
  Stage& stage;
  Backstage& backstage;
  Play& play;
  PlayLog& log;
  SiteWatch& site;
  Hearing hearing{stage};
  std::map<CorrespondentId, std::size_t> read{};  ///< How many of its messages a writer is past.
  std::set<std::size_t> requests_seen{};          ///< Which of the web's expectations were for.
  std::vector<ScenarioFailure> failures{};
  bool has_waited = false;  ///< A word of the play has let time pass.
  /// Ends the scenario's task; called once, with the first failure.
  std::function<void()> stop{};

  bool failed() const { return !failures.empty(); }

  void fail(ScenarioFailure failure) {
    const bool first = failures.empty();
    failures.push_back(std::move(failure));
    if (first && stop) stop();
  }
};

}  // namespace tipring::cli
