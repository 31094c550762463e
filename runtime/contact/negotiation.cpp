#include "runtime/contact/negotiation.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string>
#include <string_view>

namespace tipring {
namespace {

bool same_text(std::string_view first, std::string_view second) {
  return std::equal(first.begin(), first.end(), second.begin(), second.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  });
}

}  // namespace

bool same_format(const PayloadFormat& first, const PayloadFormat& second) {
  return same_text(first.encoding, second.encoding) && first.clock_rate == second.clock_rate;
}

namespace {

const PayloadFormat* find_format(const std::vector<PayloadFormat>& formats, const PayloadFormat& wanted) {
  const auto found = std::find_if(formats.begin(), formats.end(),
                                  [&](const PayloadFormat& format) { return same_format(format, wanted); });
  return found == formats.end() ? nullptr : &*found;
}

bool is_telephone_event(const PayloadFormat& format) {
  return same_text(format.encoding, "telephone-event");
}

bool has_clock(const std::vector<PayloadFormat>& audio, std::uint32_t clock_rate) {
  return std::ranges::any_of(audio, [&](const PayloadFormat& format) {
    return !is_telephone_event(format) && format.clock_rate == clock_rate;
  });
}

// The event format among `offered` that goes with `audio`: of its clock rate; else any, since many phones know
// only 8000 whatever their audio counts in.
const PayloadFormat* event_for(const PayloadFormat& audio, const std::vector<PayloadFormat>& offered,
                               const std::vector<PayloadFormat>& own) {
  const PayloadFormat* other = nullptr;
  for (const PayloadFormat& format : offered) {
    if (!is_telephone_event(format) || find_format(own, format) == nullptr) continue;
    if (format.clock_rate == audio.clock_rate) return &format;
    if (other == nullptr) other = &format;
  }
  return other;
}

// The offerer's first format that we have: the offerer's preference decides (RFC 3264, section 6.1).
const PayloadFormat* common_format(const MediaStream& stream, const MediaCapabilities& capabilities) {
  for (const PayloadFormat& offered : stream.formats) {
    if (!is_telephone_event(offered) && find_format(capabilities.audio, offered) != nullptr) return &offered;
  }
  return nullptr;
}

constexpr std::string_view plain = "RTP/AVP";
constexpr std::string_view secured = "RTP/SAVP";

// RFC 4568, section 6.2, those that every implementation has.
const MediaCrypto* usable_crypto(const MediaStream& stream) {
  const auto found = std::ranges::find_if(stream.crypto, [](const MediaCrypto& crypto) {
    return crypto.suite == "AES_CM_128_HMAC_SHA1_80" || crypto.suite == "AES_CM_128_HMAC_SHA1_32";
  });
  return found == stream.crypto.end() ? nullptr : &*found;
}

bool securable(const MediaStream& stream, const LocalMedia& local) {
  return !local.srtp_key.empty() && usable_crypto(stream) != nullptr;
}

bool servable(const MediaStream& stream, const LocalMedia& local, SrtpPolicy srtp) {
  if (stream.kind != "audio" || stream.address.port == 0) return false;
  if (stream.protocol == plain) return srtp != SrtpPolicy::required || securable(stream, local);
  return stream.protocol == secured && securable(stream, local);
}

// The same stream seen from the other side.
MediaDirection mirrored(MediaDirection direction) {
  switch (direction) {
    case MediaDirection::send_only:
      return MediaDirection::receive_only;
    case MediaDirection::receive_only:
      return MediaDirection::send_only;
    case MediaDirection::send_receive:
    case MediaDirection::inactive:
      break;
  }
  return direction;
}

// RFC 3264, section 8.4: an address of zeros is the old way to put on hold.
MediaDirection direction_of(const MediaStream& stream) {
  const bool held = stream.address.ip == "0.0.0.0";
  if (!held) return stream.direction;
  const bool sends =
      stream.direction == MediaDirection::send_receive || stream.direction == MediaDirection::send_only;
  return sends ? MediaDirection::send_only : MediaDirection::inactive;
}

std::string names_of(const std::vector<PayloadFormat>& formats) {
  std::string names;
  for (const PayloadFormat& format : formats) {
    if (!names.empty()) names += ", ";
    names += format.encoding.empty() ? "payload type " + std::to_string(format.payload_type) : format.encoding;
  }
  return names;
}

std::string offered_names(const SessionDescription& offer) {
  std::vector<PayloadFormat> formats;
  for (const MediaStream& stream : offer.streams)
    formats.insert(formats.end(), stream.formats.begin(), stream.formats.end());
  return formats.empty() ? "nothing" : names_of(formats);
}

MediaStream refused(const MediaStream& stream) {
  MediaStream answer = stream;
  answer.address.port = 0;
  return answer;
}

// The offer's first line that we can use is answered with our key under the same tag (RFC 4568, section 5.1.2).
void secure(const MediaStream& stream, const LocalMedia& local, Negotiated& result, MediaStream& answer) {
  const MediaCrypto& crypto = *usable_crypto(stream);
  answer.protocol = stream.protocol;
  answer.crypto = {{crypto.tag, crypto.suite, local.srtp_key}};
  result.peer.security = MediaSecurity{crypto.suite, local.srtp_key, crypto.key, stream.protocol == plain};
}

Negotiated accept(const MediaStream& stream, const PayloadFormat& audio, const MediaCapabilities& capabilities,
                  const LocalMedia& local, SrtpPolicy srtp) {
  Negotiated result;
  result.peer.address = stream.address;
  result.peer.direction = mirrored(direction_of(stream));
  result.peer.audio = audio;
  result.peer.packet_time = stream.packet_time;
  result.peer.rtcp_port = stream.rtcp_port;
  result.peer.rtcp_mux = stream.rtcp_mux;
  MediaStream answer;
  answer.address = local;
  answer.direction = result.peer.direction;
  answer.packet_time = stream.packet_time;
  answer.rtcp_mux = stream.rtcp_mux;
  if (stream.protocol == secured || (srtp != SrtpPolicy::off && securable(stream, local)))
    secure(stream, local, result, answer);
  // Parameters say what their writer takes (RFC 8866, section 6.15): ours are not the offerer's.
  answer.formats.push_back(audio);
  answer.formats.back().parameters = find_format(capabilities.audio, audio)->parameters;
  const auto& own_events = capabilities.telephone_events;
  if (const PayloadFormat* event = event_for(audio, stream.formats, own_events)) {
    result.peer.telephone_event = event->payload_type;
    result.peer.telephone_event_rate = event->clock_rate;
    answer.formats.push_back(*event);
    answer.formats.back().parameters = find_format(own_events, *event)->parameters;
  }
  result.answer.streams.push_back(std::move(answer));
  return result;
}

}  // namespace

std::vector<PayloadFormat> usual_audio() {
  // The order is that of what it costs; between calls of equal codecs nothing is decoded. Opus offers what RFC
  // 7587, section 7, lets it: no more than that lost packets may be found again in the next ones.
  return {{0, "PCMU", 8000, {}},
          {8, "PCMA", 8000, {}},
          {9, "G722", 8000, {}},
          {111, "opus", 48'000, "useinbandfec=1", 2}};
}

std::vector<PayloadFormat> usual_telephone_events() {
  return {{101, "telephone-event", 8000, "0-15"}, {110, "telephone-event", 48000, "0-15"}};
}

MediaCapabilities preferring(MediaCapabilities capabilities, const PayloadFormat& format) {
  auto& audio = capabilities.audio;
  const auto found =
      std::ranges::find_if(audio, [&](const PayloadFormat& own) { return same_format(own, format); });
  if (found != audio.end()) std::rotate(audio.begin(), found, found + 1);
  return capabilities;
}

SessionDescription make_offer(const MediaCapabilities& capabilities, const LocalMedia& local,
                              MediaDirection direction, const OfferedSecurity& security) {
  MediaStream stream;
  stream.address = local;
  stream.direction = direction;
  stream.packet_time = capabilities.packet_time;
  // A peer that wants the key must find it: without one there is nothing to offer.
  if (!security.suite.empty() && !local.srtp_key.empty()) {
    if (!security.opportunistic) stream.protocol = secured;
    stream.crypto = {{1, security.suite, local.srtp_key}};
  }
  stream.formats = capabilities.audio;
  for (const PayloadFormat& event : capabilities.telephone_events) {
    if (has_clock(capabilities.audio, event.clock_rate)) stream.formats.push_back(event);
  }
  return {{std::move(stream)}};
}

Result<Negotiated> answer_offer(const SessionDescription& offer, const MediaCapabilities& capabilities,
                                const LocalMedia& local, SrtpPolicy srtp) {
  std::optional<Negotiated> result;
  std::vector<MediaStream> answers;
  for (const MediaStream& stream : offer.streams) {
    const PayloadFormat* audio =
        !result && servable(stream, local, srtp) ? common_format(stream, capabilities) : nullptr;
    if (audio == nullptr) {
      answers.push_back(refused(stream));
      continue;
    }
    result = accept(stream, *audio, capabilities, local, srtp);
    answers.push_back(result->answer.streams.front());
  }
  if (!result) {
    return Error{"not-acceptable",
                 "no audio stream we can serve: offered were " + offered_names(offer) + ", we have " +
                     names_of(capabilities.audio) +
                     (srtp == SrtpPolicy::required ? ", secured only (SRTP)" : " over RTP/AVP and RTP/SAVP")};
  }
  result->answer.streams = std::move(answers);
  return std::move(*result);
}

Result<Negotiated> examine_offer(const SessionDescription& offer, const MediaCapabilities& capabilities,
                                 SrtpPolicy srtp) {
  return answer_offer(offer, capabilities, {{}, "a key would be here"}, srtp);
}

namespace {

// The answer takes one of the lines offered (RFC 4568, section 5.1.3).
std::optional<MediaSecurity> security_of(const MediaStream& offered, const MediaStream& answer) {
  const MediaCrypto* theirs = usable_crypto(answer);
  if (theirs == nullptr || answer.protocol != offered.protocol) return std::nullopt;
  const auto ours = std::ranges::find(offered.crypto, theirs->suite, &MediaCrypto::suite);
  if (ours == offered.crypto.end()) return std::nullopt;
  return MediaSecurity{theirs->suite, ours->key, theirs->key, offered.protocol == plain};
}

}  // namespace

Result<MediaPeer> accept_answer(const SessionDescription& our_offer, const SessionDescription& answer) {
  if (answer.streams.empty() || our_offer.streams.empty())
    return Error{"not-acceptable", "the peer's answer accepts no audio stream"};
  const MediaStream& stream = answer.streams.front();
  const MediaStream& offered = our_offer.streams.front();
  MediaPeer peer;
  peer.security = security_of(offered, stream);
  if (offered.protocol == secured && !peer.security && stream.address.port != 0)
    return Error{"not-secured", "the peer's answer is not secured (SRTP), and nothing else was offered"};
  if (stream.protocol != offered.protocol || !servable(stream, {{}, "ours is in the offer"}, SrtpPolicy::off))
    return Error{"not-acceptable", "the peer's answer accepts no audio stream"};
  peer.address = stream.address;
  peer.direction = mirrored(direction_of(stream));
  peer.packet_time = stream.packet_time;
  peer.rtcp_port = stream.rtcp_port;
  const auto& ours = offered.formats;
  const auto audio = std::ranges::find_if(stream.formats, [&](const PayloadFormat& format) {
    return !is_telephone_event(format) && find_format(ours, format) != nullptr;
  });
  if (audio == stream.formats.end())
    return Error{"not-acceptable", "the peer's answer names no format of our offer"};
  peer.audio = *audio;
  if (const PayloadFormat* event = event_for(*audio, stream.formats, ours)) {
    peer.telephone_event = event->payload_type;
    peer.telephone_event_rate = event->clock_rate;
  }
  return peer;
}

}  // namespace tipring
