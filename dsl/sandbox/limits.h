#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "runtime/base/clock.h"

namespace tipring::dsl {

/// What scripts may use. A *slice* is the time from one wait of a task to its next. Instructions are those of
/// the Lua machine, so that the same script meets the same limit on every computer; functions of ours whose
/// work grows with their input (patterns, sorting, concatenation) count it as instructions too.
struct SandboxLimits {
  std::uint64_t instructions_per_slice = 2'000'000;
  std::uint64_t instructions_to_load = 100'000'000;  ///< For each chunk run before freeze().

  /// A task's share of the processor: the allowance that a task can save up, regained at an even rate over
  /// `window` of floor time. Bounds a task that waits often enough to stay within every slice.
  std::uint64_t instructions_per_window = 20'000'000;
  Duration window = std::chrono::seconds(10);

  /// The backstop in production for what no counting foresees. Only where SandboxServices has a `wall`.
  std::optional<Duration> wall_per_slice = std::chrono::milliseconds(20);

  /// Bytes a task may hold, judged after a full collection.
  std::size_t memory_per_task = std::size_t{16} * 1024 * 1024;
  /// Bytes a task may allocate in one slice, whether it holds them or not.
  std::size_t allocation_per_slice = std::size_t{256} * 1024 * 1024;
  /// Bytes of the whole state. Reaching them is the end of the state: every task in it is lost.
  std::size_t memory_of_state = std::size_t{512} * 1024 * 1024;

  /// Steps of one call of string.find, match, gmatch (a step of the iterator) or gsub.
  std::uint64_t pattern_steps = 1'000'000;
};

}  // namespace tipring::dsl
