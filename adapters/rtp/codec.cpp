#include "adapters/rtp/codec.h"

#include <algorithm>
#include <string_view>

#include "adapters/rtp/concealer.h"
#include "adapters/rtp/g711.h"
#include "adapters/rtp/g722.h"
#include "adapters/rtp/opus_codec.h"

namespace tipring::rtp {
namespace {

bool has_name(std::string_view encoding, std::string_view upper) {
  return std::ranges::equal(encoding, upper, [](char a, char b) {
    return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b;
  });
}

G711 law_of(Codec codec) {
  return codec == Codec::pcmu ? G711::pcmu : G711::pcma;
}

bool is_g711(Codec codec) {
  return codec == Codec::pcmu || codec == Codec::pcma;
}

class G711Encoder final : public Encoder {
 public:
  explicit G711Encoder(G711 law) : law_(law) {}
  std::size_t encode(const Frame& frame, std::span<std::uint8_t> out) override {
    rtp::encode(law_, frame, out.first(frame.size()));
    return frame.size();
  }

 private:
  G711 law_;
};

class G711Decoder final : public Decoder {
 public:
  explicit G711Decoder(G711 law) : law_(law) {}
  std::size_t decode(std::span<const std::uint8_t> payload, std::span<std::int16_t> out) override {
    const auto samples = out.first(std::min(payload.size(), out.size()));
    rtp::decode(law_, payload.first(samples.size()), samples);
    concealer_.hear(samples);
    return samples.size();
  }
  void conceal(std::span<const std::uint8_t> /*following*/, std::span<std::int16_t> out) override {
    concealer_.fill(out);
  }

 private:
  G711 law_;
  Concealer concealer_;
};

}  // namespace

std::optional<Codec> codec_of(const PayloadFormat& format) {
  const auto is = [&](std::string_view name, std::uint32_t rate) {
    return has_name(format.encoding, name) && format.clock_rate == rate;
  };
  if (is("PCMU", 8000)) return Codec::pcmu;
  if (is("PCMA", 8000)) return Codec::pcma;
  if (is("G722", 8000)) return Codec::g722;
  if (is("OPUS", 48'000)) return Codec::opus;
  return std::nullopt;
}

std::uint32_t clock_rate_of(Codec codec) {
  return codec == Codec::opus ? 48'000 : 8000;
}

bool relayable(Codec one, Codec other) {
  return one == other || (is_g711(one) && is_g711(other));
}

std::unique_ptr<Encoder> make_encoder(Codec codec) {
  if (codec == Codec::g722) return std::make_unique<G722Encoder>();
  if (codec == Codec::opus) return std::make_unique<OpusEncoding>();
  return std::make_unique<G711Encoder>(law_of(codec));
}

std::unique_ptr<Decoder> make_decoder(Codec codec) {
  if (codec == Codec::g722) return std::make_unique<G722Decoder>();
  if (codec == Codec::opus) return std::make_unique<OpusDecoding>();
  return std::make_unique<G711Decoder>(law_of(codec));
}

}  // namespace tipring::rtp
