#pragma once

#include <cstdint>

namespace tipring {

/// The floor's only source of chance: xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number
/// generators", 2018), seeded by splitmix64. The same seed gives the same numbers on every machine, which the
/// standard library's distributions do not promise. Not for secrets.
class Chance {
 public:
  explicit Chance(std::uint64_t seed);

  std::uint64_t next();

  /// Uniform in [0, 1).
  double unit();

  /// Uniform in [low, high], both included; `low` must not exceed `high`.
  std::int64_t between(std::int64_t low, std::int64_t high);

 private:
  std::uint64_t state_[4];
};

}  // namespace tipring
