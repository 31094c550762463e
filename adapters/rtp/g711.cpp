#include "adapters/rtp/g711.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstddef>

namespace tipring::rtp {
namespace {

// G.711 table 2: sign, three bits of segment, four of interval, all bits inverted on the line. The bias of 33
// (of 8159) makes every segment begin at a power of two.
constexpr int mu_bias = 33;

constexpr std::int16_t mu_law_value(std::uint8_t code) {
  const unsigned bits = code ^ 0xffU;
  const int segment = static_cast<int>((bits >> 4U) & 7U);
  const int interval = static_cast<int>(bits & 0xfU);
  const int magnitude = ((2 * interval + mu_bias) << segment) - mu_bias;
  return static_cast<std::int16_t>(4 * ((bits & 0x80U) != 0 ? -magnitude : magnitude));
}

// The one's complement for negative samples: the decision values then mirror each other around zero, and all
// samples that share their upper bits share a code, which is what lets a table by those bits stand in.
constexpr int magnitude_of(std::int16_t sample) {
  return sample < 0 ? -(int{sample} + 1) : int{sample};
}

constexpr std::uint8_t mu_law_code(std::int16_t sample) {
  const unsigned sign = sample < 0 ? 0x80U : 0U;
  const int magnitude = std::min(magnitude_of(sample) >> 2, 8158) + mu_bias;
  const int segment = std::bit_width(static_cast<unsigned>(magnitude)) - 6;
  const unsigned interval = (static_cast<unsigned>(magnitude) >> static_cast<unsigned>(segment + 1)) & 0xfU;
  return static_cast<std::uint8_t>((sign | (static_cast<unsigned>(segment) << 4U) | interval) ^ 0xffU);
}

// G.711 table 1: the first two segments are one straight line; even bits are inverted on the line.
constexpr std::int16_t a_law_value(std::uint8_t code) {
  const unsigned bits = code ^ 0x55U;
  const int segment = static_cast<int>((bits >> 4U) & 7U);
  const int interval = static_cast<int>(bits & 0xfU);
  const int magnitude = segment == 0 ? 2 * interval + 1 : (2 * interval + 33) << (segment - 1);
  return static_cast<std::int16_t>(8 * ((bits & 0x80U) != 0 ? magnitude : -magnitude));
}

constexpr std::uint8_t a_law_code(std::int16_t sample) {
  const unsigned sign = sample < 0 ? 0U : 0x80U;
  const int magnitude = magnitude_of(sample) >> 3;
  const int segment = magnitude < 32 ? 0 : std::bit_width(static_cast<unsigned>(magnitude)) - 5;
  const unsigned interval =
      (static_cast<unsigned>(magnitude) >> static_cast<unsigned>(std::max(segment, 1))) & 0xfU;
  return static_cast<std::uint8_t>((sign | (static_cast<unsigned>(segment) << 4U) | interval) ^ 0x55U);
}

using Values = std::array<std::int16_t, 256>;
using MuCodes = std::array<std::uint8_t, 16384>;  // By the upper 14 bits of a sample.
using ACodes = std::array<std::uint8_t, 8192>;    // By the upper 13 bits of a sample.

template <typename Table, typename Function>
constexpr Table tabulate(Function function) {
  Table table{};
  for (std::size_t i = 0; i < table.size(); ++i)
    table[i] = function(i);
  return table;
}

constexpr Values mu_values =
    tabulate<Values>([](std::size_t i) { return mu_law_value(static_cast<std::uint8_t>(i)); });
constexpr Values a_values =
    tabulate<Values>([](std::size_t i) { return a_law_value(static_cast<std::uint8_t>(i)); });
constexpr MuCodes mu_codes = tabulate<MuCodes>(
    [](std::size_t i) { return mu_law_code(static_cast<std::int16_t>(static_cast<std::uint16_t>(i << 2U))); });
constexpr ACodes a_codes = tabulate<ACodes>(
    [](std::size_t i) { return a_law_code(static_cast<std::int16_t>(static_cast<std::uint16_t>(i << 3U))); });

using Map = std::array<std::uint8_t, 256>;
constexpr Map mu_to_a = tabulate<Map>([](std::size_t i) { return a_law_code(mu_values[i]); });
constexpr Map a_to_mu = tabulate<Map>([](std::size_t i) { return mu_law_code(a_values[i]); });

const Values& values_of(G711 law) {
  return law == G711::pcmu ? mu_values : a_values;
}

}  // namespace

std::int16_t decode(G711 law, std::uint8_t code) {
  return values_of(law)[code];
}

std::uint8_t encode(G711 law, std::int16_t sample) {
  const auto bits = static_cast<std::uint16_t>(sample);
  return law == G711::pcmu ? mu_codes[bits >> 2U] : a_codes[bits >> 3U];
}

void decode(G711 law, std::span<const std::uint8_t> codes, std::span<std::int16_t> samples) {
  assert(codes.size() == samples.size());
  const Values& values = values_of(law);
  for (std::size_t i = 0; i < codes.size(); ++i)
    samples[i] = values[codes[i]];
}

void encode(G711 law, std::span<const std::int16_t> samples, std::span<std::uint8_t> codes) {
  assert(codes.size() == samples.size());
  if (law == G711::pcmu) {
    for (std::size_t i = 0; i < codes.size(); ++i)
      codes[i] = encode(G711::pcmu, samples[i]);
  } else {
    for (std::size_t i = 0; i < codes.size(); ++i)
      codes[i] = encode(G711::pcma, samples[i]);
  }
}

void transcode(G711 from, G711 to, std::span<std::uint8_t> codes) {
  if (from == to) return;
  const Map& map = from == G711::pcmu ? mu_to_a : a_to_mu;
  for (std::uint8_t& code : codes)
    code = map[code];
}

}  // namespace tipring::rtp
