#pragma once

#include <cstdint>
#include <span>

namespace tipring::rtp {

/// The two laws of ITU-T G.711: PCMU is µ-law, PCMA is A-law (RFC 3551, section 4.5.14).
enum class G711 : std::uint8_t { pcmu, pcma };

/// 16-bit linear, scaled so that G.711's full scale (8159 for µ-law, 4096 for A-law) is about 32,767: µ-law
/// values are those of G.711 table 2 times four, A-law's those of table 1 times eight.
std::int16_t decode(G711 law, std::uint8_t code);
std::uint8_t encode(G711 law, std::int16_t sample);

/// Spans of the same length.
void decode(G711 law, std::span<const std::uint8_t> codes, std::span<std::int16_t> samples);
void encode(G711 law, std::span<const std::int16_t> samples, std::span<std::uint8_t> codes);

/// Rewrites codes of one law as codes of the other, in place, through their linear values.
void transcode(G711 from, G711 to, std::span<std::uint8_t> codes);

}  // namespace tipring::rtp
