#include "runtime/queue/queue_definition.h"

#include <algorithm>
#include <array>

namespace tipring {
namespace {

constexpr std::array<std::string_view, 9> names{"longest-idle",    "round-robin", "fewest-calls",
                                                "least-talk-time", "best-skill",  "ordered",
                                                "random",          "weighted",    "ring-all"};

}  // namespace

std::string_view to_string(Strategy strategy) {
  return names[static_cast<std::size_t>(strategy)];
}

std::optional<Strategy> parse_strategy(std::string_view text) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<Strategy>(found - names.begin());
}

std::vector<std::string_view> strategy_names() {
  return {names.begin(), names.end()};
}

}  // namespace tipring
