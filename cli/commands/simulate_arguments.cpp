#include "cli/commands/simulate_arguments.h"

#include <charconv>

namespace tipring::cli {
namespace {

// More than any centre has, and than a simulation should be asked for by a slip of the hand.
constexpr int most_agents = 10'000;

template <typename Number>
std::optional<Number> whole(std::string_view text) {
  Number number{};
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<int> agents(std::string_view text, int least) {
  const auto number = whole<int>(text);
  return number && *number >= least && *number <= most_agents ? number : std::nullopt;
}

Error usage(std::string_view given, const char* what) {
  return {"usage", "'" + std::string(given) + "' is no " + what};
}

}  // namespace

Result<double> parse_call_rate(std::string_view text) {
  const Error problem = usage(text, "rate of calls such as 1200/h, 20/m or 0.3/s");
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return problem;
  const auto calls = whole<double>(text.substr(0, slash));
  const std::string_view unit = text.substr(slash + 1);
  const double seconds = unit == "h" ? 3600 : unit == "m" ? 60 : unit == "s" ? 1 : 0;
  if (!calls || !(*calls > 0) || !(*calls <= 1e6) || seconds == 0) return problem;
  return *calls / seconds;
}

Result<AgentCount> parse_agent_count(std::string_view text) {
  const auto equals = text.rfind('=');
  const auto count = agents(equals == std::string_view::npos ? text : text.substr(equals + 1), 0);
  if (!count || equals == 0) return usage(text, "number of agents such as billing=12, or 12, of at most 10000");
  return AgentCount{equals == std::string_view::npos ? std::string() : std::string(text.substr(0, equals)),
                    *count};
}

Result<VariedAgents> parse_varied_agents(std::string_view text) {
  const Error problem = usage(text, "range of agents such as agents=8..16, billing=8..16 or agents=10..50:5");
  const auto equals = text.rfind('=');
  if (equals == std::string_view::npos || equals == 0) return problem;
  VariedAgents varied;
  if (text.substr(0, equals) != "agents") varied.queue = text.substr(0, equals);
  std::string_view range = text.substr(equals + 1);
  if (const auto colon = range.find(':'); colon != std::string_view::npos) {
    const auto step = agents(range.substr(colon + 1), 1);
    if (!step) return problem;
    varied.step = *step;
    range = range.substr(0, colon);
  }
  const auto dots = range.find("..");
  if (dots == std::string_view::npos) return problem;
  const auto first = agents(range.substr(0, dots), 1);
  const auto last = agents(range.substr(dots + 2), 1);
  if (!first || !last || *first > *last) return problem;
  varied.first = *first;
  varied.last = *last;
  return varied;
}

}  // namespace tipring::cli
