#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "runtime/ports/database.h"

namespace tipring::testing {

/// Where a Database is tried: data that is empty at first, and a run loop.
class DatabaseWorld {
 public:
  virtual ~DatabaseWorld() = default;
  /// On the same data each time. The world must outlive it.
  virtual std::unique_ptr<Database> open() = 0;
  /// Waits until something happens, for some milliseconds at most, and runs the turns that follow from it.
  virtual void step() = 0;
};

using DatabaseAnswer = Result<std::vector<DatabaseRows>>;

/// Asks and runs the world until it is answered.
inline DatabaseAnswer ask(DatabaseWorld& world, Database& database, DatabaseRequest request) {
  std::optional<DatabaseAnswer> answer;
  database.run(std::move(request), [&](DatabaseAnswer result) { answer = std::move(result); });
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!answer) {
    if (std::chrono::steady_clock::now() > deadline) return Error{"no-answer", "the database never answered"};
    world.step();
  }
  return *std::move(answer);
}

}  // namespace tipring::testing
