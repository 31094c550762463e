#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tipring {

/// Which way audio flows, seen from the side that wrote the description (RFC 3264, section 5.1).
enum class MediaDirection : std::uint8_t { send_receive, send_only, receive_only, inactive };

/// One payload format of an audio stream (RFC 8866, section 6.6: rtpmap and fmtp).
///
/// `clock_rate` is what timestamps count in, which is not always how often the sound is sampled: G.722 samples
/// at 16,000 Hz and counts in 8,000 (RFC 3551, section 4.5.2), Opus counts in 48,000 whatever it samples (RFC
/// 7587, section 4.1).
struct PayloadFormat {
  std::uint8_t payload_type = 0;  ///< 0 to 127.
  std::string encoding;           ///< As registered: "PCMU", "PCMA", "telephone-event". Compared without case.
  std::uint32_t clock_rate = 8000;  ///< Timestamp units a second.
  std::string parameters;           ///< The fmtp line's value; empty when there is none.
  std::uint8_t channels = 1;        ///< As the rtpmap says: Opus always says 2 (RFC 7587, section 7).

  friend bool operator==(const PayloadFormat&, const PayloadFormat&) = default;
};

/// An address for RTP. RTCP is at port + 1 (RFC 3550, section 11) unless the stream says otherwise.
struct MediaAddress {
  std::string ip;  ///< Numeric IPv4 or IPv6 address.
  std::uint16_t port = 0;

  friend bool operator==(const MediaAddress&, const MediaAddress&) = default;
};

/// Our end of a leg's media.
struct LocalMedia : MediaAddress {
  LocalMedia() = default;
  LocalMedia(MediaAddress address, std::string key = {})  // NOLINT: an address is such an end.
      : MediaAddress(std::move(address)), srtp_key(std::move(key)) {}

  /// Master key and salt of what we send on secured streams (RFC 4568, section 6.1), in base64: a secret, made
  /// for this leg only. Empty: nothing can be secured.
  std::string srtp_key;
};

/// One a=crypto line: how a stream is secured by SRTP (RFC 4568). Only those without parameters are read.
struct MediaCrypto {
  std::uint32_t tag = 1;
  std::string suite;  ///< "AES_CM_128_HMAC_SHA1_80" or any other.
  std::string key;    ///< Master key and salt of what the line's writer sends, in base64.

  friend bool operator==(const MediaCrypto&, const MediaCrypto&) = default;
};

/// One m= line. Streams other than audio keep their place with `kind` and are refused by port 0.
struct MediaStream {
  std::string kind = "audio";
  std::string protocol = "RTP/AVP";
  MediaAddress address;  ///< Port 0: the stream is refused or ended.
  MediaDirection direction = MediaDirection::send_receive;
  std::vector<PayloadFormat> formats;  ///< In order of preference.
  std::chrono::milliseconds packet_time{20};
  std::uint16_t rtcp_port = 0;        ///< Where RTCP is taken (RFC 3605); 0: at port + 1.
  bool rtcp_mux = false;              ///< RTCP shares the port of RTP (RFC 5761).
  std::vector<MediaCrypto> crypto{};  ///< In order of preference; in "RTP/AVP": may be done without (RFC 8643).

  friend bool operator==(const MediaStream&, const MediaStream&) = default;
};

/// What SDP says, as data: the SIP adapter reads and writes the text (RFC 8866) and owns the o= line's version;
/// the floor decides (RFC 3264).
struct SessionDescription {
  std::vector<MediaStream> streams;

  /// The SDP itself, where somebody between the floor and the peer needs what the streams do not say: from the
  /// peer as it came, to the peer as it is to be sent. Empty: the streams say all.
  std::string text{};

  /// Whether both say the same of the media, however they put it.
  friend bool operator==(const SessionDescription& one, const SessionDescription& other) {
    return one.streams == other.streams;
  }
};

}  // namespace tipring
