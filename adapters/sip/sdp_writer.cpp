#include "adapters/sip/sdp_writer.h"

#include <string_view>

namespace tipring::sip {
namespace {

std::string network_address(const std::string& ip) {
  return (ip.find(':') == std::string::npos ? "IN IP4 " : "IN IP6 ") + ip;
}

// An m= line needs a format even where the stream is refused and the format means nothing (RFC 3264, section
// 6).
std::string format_list(const MediaStream& stream) {
  std::string list;
  for (const auto& format : stream.formats)
    list += " " + std::to_string(format.payload_type);
  if (!list.empty()) return list;
  return stream.protocol.starts_with("RTP/") ? " 0" : " *";
}

std::string_view direction_name(MediaDirection direction) {
  switch (direction) {
    case MediaDirection::send_receive:
      return "sendrecv";
    case MediaDirection::send_only:
      return "sendonly";
    case MediaDirection::receive_only:
      return "recvonly";
    case MediaDirection::inactive:
      return "inactive";
  }
  return "sendrecv";
}

void write_stream(std::string& text, const MediaStream& stream, const std::string& session_address) {
  text += "m=" + stream.kind + " " + std::to_string(stream.address.port) + " " + stream.protocol +
          format_list(stream) + "\r\n";
  if (stream.address.port == 0) return;
  const std::string address = network_address(stream.address.ip);
  if (address != session_address) text += "c=" + address + "\r\n";
  for (const auto& format : stream.formats) {
    const std::string type = std::to_string(format.payload_type);
    text += "a=rtpmap:" + type + " " + format.encoding + "/" + std::to_string(format.clock_rate);
    if (format.channels != 1) text += "/" + std::to_string(format.channels);
    text += "\r\n";
    if (!format.parameters.empty()) text += "a=fmtp:" + type + " " + format.parameters + "\r\n";
  }
  text += "a=ptime:" + std::to_string(stream.packet_time.count()) + "\r\n";
  for (const auto& crypto : stream.crypto)
    text += "a=crypto:" + std::to_string(crypto.tag) + " " + crypto.suite + " inline:" + crypto.key + "\r\n";
  if (stream.rtcp_port != 0) text += "a=rtcp:" + std::to_string(stream.rtcp_port) + "\r\n";
  if (stream.rtcp_mux) text += "a=rtcp-mux\r\n";
  text += "a=" + std::string(direction_name(stream.direction)) + "\r\n";
}

const std::string& first_address(const SessionDescription& description, const std::string& fallback) {
  for (const auto& stream : description.streams) {
    if (stream.address.port != 0) return stream.address.ip;
  }
  return fallback;
}

}  // namespace

std::string write_sdp(const SessionDescription& description, const SdpOrigin& origin,
                      const std::string& fallback_ip) {
  const std::string address = network_address(first_address(description, fallback_ip));
  std::string text = "v=0\r\no=tipring " + std::to_string(origin.session_id) + " " +
                     std::to_string(origin.version) + " " + address + "\r\ns=-\r\nc=" + address +
                     "\r\nt=0 0\r\n";
  for (const auto& stream : description.streams)
    write_stream(text, stream, address);
  return text;
}

const std::string& LocalDescription::write(const SessionDescription& description) {
  if (!description.text.empty()) {
    text_ = description.text;
    return text_;
  }
  if (origin_.version != 0 && description == written_) return text_;
  ++origin_.version;
  written_ = description;
  text_ = write_sdp(description, origin_, fallback_ip_);
  return text_;
}

}  // namespace tipring::sip
