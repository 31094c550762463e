#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "runtime/base/result.h"

namespace tipring::cli {

/// "1200/h", "20/m" or "0.3/s": how many a second; above 0. Fails with "usage".
Result<double> parse_call_rate(std::string_view text);

/// "billing=12": a queue, and how many agents it is to have, from 0; "12": of a queue that is not named. Fails
/// with "usage".
struct AgentCount {
  std::string queue{};  ///< May be empty.
  int count = 0;
};
Result<AgentCount> parse_agent_count(std::string_view text);

/// "agents=8..16" or "billing=8..16:2": what is varied, from, to and by steps of what; from 1. Fails with
/// "usage".
struct VariedAgents {
  std::string queue{};  ///< Empty: that of the one queue there is.
  int first = 0;
  int last = 0;
  int step = 1;
};
Result<VariedAgents> parse_varied_agents(std::string_view text);

}  // namespace tipring::cli
