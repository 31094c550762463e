#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "runtime/queue/estimate.h"
#include "runtime/queue/queue_definition.h"
#include "runtime/queue/waiting.h"

namespace tipring {

/// What can be asked of a queue at a moment; see Distributor::figures().
struct QueueFigures {
  std::size_t waiting = 0;    ///< Offered ones included.
  Duration longest_wait{};    ///< Of those; zero where nobody waits.
  std::size_t logged_in = 0;  ///< Agents that may serve it and are not offline.
  std::size_t ready = 0;      ///< Those of them that may be offered a contact now.
  std::size_t serving = 0;    ///< Those of them that serve somebody.
};

/// A queue in force.
struct Queue {
  explicit Queue(QueueDefinition its_definition) : definition(std::move(its_definition)) {}

  QueueDefinition definition;
  bool removed = false;  ///< From the site: takes nobody more, and goes once it is empty.
  bool drains = false;   ///< An operator lets nobody more in.

  std::set<Waiting*, ByPlace> order{};  ///< All that are in it.
  std::vector<std::unique_ptr<Line>> lines{};
  std::map<std::size_t, std::unique_ptr<Line>> sticky{};  ///< Those that wait for one agent, by its place.

  std::vector<std::size_t> agents{};  ///< That may serve it, in the order in which they are named.
  std::size_t offered_last = 0;       ///< Whose place in `agents` was offered a contact last, plus one.
  std::size_t in_line = 0;            ///< Contacts in all its lines.
  ServiceHistory history{};
};

}  // namespace tipring
