#include "adapters/sim/phone_description.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>

namespace tipring::sim {

namespace {

bool same_without_case(std::string_view first, std::string_view second) {
  return std::equal(first.begin(), first.end(), second.begin(), second.end(), [](char one, char other) {
    return std::tolower(static_cast<unsigned char>(one)) == std::tolower(static_cast<unsigned char>(other));
  });
}

bool is_telephone_event(const PayloadFormat& format) {
  return same_without_case(format.encoding, "telephone-event");
}

constexpr std::string_view secured = "RTP/SAVP";

MediaDirection reversed(MediaDirection direction) {
  if (direction == MediaDirection::send_only) return MediaDirection::receive_only;
  if (direction == MediaDirection::receive_only) return MediaDirection::send_only;
  return direction;
}

}  // namespace

// The runtime has a host of its own.
MediaAddress address_of(PartyId phone) {
  const auto host = 1 + phone % 253;
  const auto port = 20'000 + 2 * (phone % 20'000);
  return {"192.0.2." + std::to_string(host), static_cast<std::uint16_t>(port)};
}

std::vector<PayloadFormat> usual_formats() {
  return {{0, "PCMU", 8000, ""}, {8, "PCMA", 8000, ""}, {101, "telephone-event", 8000, "0-16"}};
}

SessionDescription describe_phone(PartyId phone, const std::vector<PayloadFormat>& formats,
                                  MediaDirection direction, bool secures) {
  MediaStream audio;
  audio.address = address_of(phone);
  audio.direction = direction;
  audio.formats = formats;
  if (secures) {
    audio.protocol = secured;
    audio.crypto = {{1, "AES_CM_128_HMAC_SHA1_80", std::string(phone_key)}};
  }
  return {{audio}};
}

std::optional<SessionDescription> answer_offer(PartyId phone, const std::vector<PayloadFormat>& formats,
                                               const SessionDescription& offer, bool secures) {
  SessionDescription answer;
  bool has_audio = false;
  for (const MediaStream& stream : offer.streams) {
    MediaStream reply = stream;
    reply.formats.clear();
    for (const PayloadFormat& offered : stream.formats) {
      const bool known = std::any_of(formats.begin(), formats.end(), [&](const PayloadFormat& own) {
        return same_without_case(own.encoding, offered.encoding) && own.clock_rate == offered.clock_rate;
      });
      if (known) reply.formats.push_back(offered);
    }
    const bool speaks = std::any_of(reply.formats.begin(), reply.formats.end(),
                                    [](const auto& f) { return !is_telephone_event(f); });
    const bool takes =
        secures ? stream.protocol != secured || !stream.crypto.empty() : stream.protocol != secured;
    reply.crypto.clear();
    if (stream.kind == "audio" && stream.address.port != 0 && speaks && takes && !has_audio) {
      if (secures && !stream.crypto.empty())
        reply.crypto = {{stream.crypto[0].tag, stream.crypto[0].suite, std::string(phone_key)}};
      has_audio = true;
      reply.address = address_of(phone);
      reply.direction = reversed(stream.direction);
    } else {
      // A refused stream keeps its place, with port 0 and its formats as they came (RFC 3264, section 6).
      reply.address.port = 0;
      reply.formats = stream.formats;
    }
    answer.streams.push_back(reply);
  }
  if (!has_audio) return std::nullopt;
  return answer;
}

}  // namespace tipring::sim
