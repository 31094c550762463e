#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "adapters/web/exposition.h"
#include "runtime/queue/distributor.h"

namespace tipring::cli {

/// What is told of so many queues at most, so that whoever asks holds up nobody: on a site with more, of those
/// in which somebody waits.
inline constexpr std::size_t most_queues_told = 500;

/// Queues and agents at one moment: plain data, so that another thread can write it out.
struct QueueMetrics {
  bool any = false;  ///< Whether the site has queues or agents.
  std::size_t waiting = 0;
  std::vector<std::pair<std::string, QueueFigures>> queues{};
  std::map<std::string, std::size_t> agents_by_state{};
  std::map<std::string, std::uint64_t> offers_by_end{};  ///< Since the start.

  /// Counts an entry of the ledger. Control thread.
  void take(const Entry& entry);
  /// Looks up the rest. Control thread.
  void look(const Distributor& distributor);
  /// Any thread.
  void write(web::Exposition& out) const;
};

}  // namespace tipring::cli
