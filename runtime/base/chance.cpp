#include "runtime/base/chance.h"

#include <bit>
#include <cassert>

namespace tipring {
namespace {

std::uint64_t splitmix64(std::uint64_t& state) {
  std::uint64_t mixed = (state += 0x9e3779b97f4a7c15U);
  mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
  return mixed ^ (mixed >> 31U);
}

}  // namespace

Chance::Chance(std::uint64_t seed) {
  for (auto& word : state_)
    word = splitmix64(seed);
}

std::uint64_t Chance::next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17U;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

double Chance::unit() {
  return static_cast<double>(next() >> 11U) * 0x1.0p-53;
}

std::int64_t Chance::between(std::int64_t low, std::int64_t high) {
  assert(low <= high);
  const std::uint64_t range = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
  if (range == 0) return static_cast<std::int64_t>(next());
  // Rejection keeps every value equally likely: numbers below the threshold would favour the low results.
  const std::uint64_t threshold = -range % range;
  std::uint64_t drawn = next();
  while (drawn < threshold)
    drawn = next();
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + drawn % range);
}

}  // namespace tipring
