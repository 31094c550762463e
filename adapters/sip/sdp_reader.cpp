#include "adapters/sip/sdp_reader.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <sofia-sip/sdp.h>
#include <sofia-sip/su_alloc.h>

namespace tipring::sip {
namespace {

// Far above what a telephone sends; keeps hostile texts from costing memory and time.
constexpr std::size_t longest_text = 32'768;
constexpr std::size_t most_streams = 32;
constexpr std::size_t most_formats = 64;
constexpr std::size_t most_crypto = 16;

struct ParserDeleter {
  void operator()(sdp_parser_t* parser) const { sdp_parser_free(parser); }
};
using Parser = std::unique_ptr<sdp_parser_t, ParserDeleter>;

Error malformed(const std::string& what) {
  return {"bad-sdp", "malformed SDP: " + what};
}
Error unsupported(const std::string& what) {
  return {"unsupported-sdp", "unusable SDP: " + what};
}

std::string text_or_empty(const char* text) {
  return text != nullptr ? text : "";
}

// A token of RFC 8866, section 9.
bool is_token(std::string_view text) {
  static constexpr std::string_view marks = "!#$%&'*+-.^_`{|}~";
  return !text.empty() && std::ranges::all_of(text, [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || marks.find(letter) != std::string_view::npos;
  });
}

// What stands before the next `separator`, which is taken off as well.
std::string_view take_part(std::string_view& text, char separator) {
  const std::string_view part = text.substr(0, text.find(separator));
  text.remove_prefix(std::min(text.size(), part.size() + 1));
  return part;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_port(std::string_view field) {
  const bool counted = field.find('/') != std::string_view::npos;
  return is_number(take_part(field, '/')) && (!counted || is_number(field));
}

bool is_protocol(std::string_view field) {
  if (field.ends_with('/')) return false;
  while (!field.empty()) {
    if (!is_token(take_part(field, '/'))) return false;
  }
  return true;
}

// media SP port ["/" integer] SP proto 1*(SP fmt), where proto is tokens parted by slashes. Blanks may be
// doubled.
bool is_media_line(std::string_view line) {
  std::size_t fields = 0;
  while (!line.empty()) {
    const std::string_view field = take_part(line, ' ');
    if (field.empty()) continue;
    ++fields;
    const bool right = fields == 2 ? is_port(field) : fields == 3 ? is_protocol(field) : is_token(field);
    if (!right) return false;
  }
  return fields >= 4;
}

// Sofia's parser does not come to an end, and takes all memory, on an m= line with a format that is no token.
// It reads lines that begin with blanks as well.
Result<void> check_media_lines(std::string_view text) {
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find_first_of("\r\n"));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    line.remove_prefix(std::min(line.size(), line.find_first_not_of(" \t")));
    if (line.starts_with("m=") && !is_media_line(line.substr(2)))
      return malformed("an m= line is none of media, port, protocol and formats");
  }
  return {};
}

// Sofia refuses the whole description for an rtpmap without a clock rate, which the torture messages of RFC
// 4475 have in a stream that we do not take. Such a line maps nothing: its payload type stands for what it does
// by itself.
std::string without_broken_rtpmaps(std::string_view text) {
  static constexpr std::string_view name = "a=rtpmap:";
  std::string kept;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end == std::string_view::npos ? end : end + 1);
    text.remove_prefix(line.size());
    if (!line.starts_with(name) || line.find('/') != std::string_view::npos) kept += line;
  }
  return kept;
}

MediaDirection direction_of(unsigned mode) {
  switch (mode) {
    case sdp_sendonly:
      return MediaDirection::send_only;
    case sdp_recvonly:
      return MediaDirection::receive_only;
    case sdp_inactive:
      return MediaDirection::inactive;
    default:
      return MediaDirection::send_receive;
  }
}

MediaDirection without_receiving(MediaDirection direction) {
  const bool sends = direction == MediaDirection::send_receive || direction == MediaDirection::send_only;
  return sends ? MediaDirection::send_only : MediaDirection::inactive;
}

bool is_numeric(const sdp_connection_t& connection) {
  unsigned char address[sizeof(in6_addr)];
  const int family = connection.c_addrtype == sdp_addr_ip6 ? AF_INET6 : AF_INET;
  return connection.c_address != nullptr && inet_pton(family, connection.c_address, address) == 1;
}

Result<void> read_address(const sdp_media_t& media, MediaStream& stream) {
  if (media.m_port > 65535) return malformed("port " + std::to_string(media.m_port) + " of an m= line");
  stream.address.port = static_cast<std::uint16_t>(media.m_port);
  const sdp_connection_t* connection = sdp_media_connections(&media);
  if (connection == nullptr) {
    if (stream.address.port == 0) return {};
    return malformed("no c= line for the " + stream.kind + " stream");
  }
  stream.address.ip = text_or_empty(connection->c_address);
  if (stream.address.port == 0) return {};
  if (!is_numeric(*connection)) return unsupported("the address " + stream.address.ip + " is not numeric");
  if (connection->c_mcast) return unsupported("the address " + stream.address.ip + " is a multicast group");
  if (stream.address.ip == "0.0.0.0") stream.direction = without_receiving(stream.direction);
  return {};
}

std::chrono::milliseconds packet_time_of(const sdp_media_t& media) {
  constexpr std::chrono::milliseconds usual{20};
  const sdp_attribute_t* attribute = sdp_attribute_find(media.m_attributes, "ptime");
  if (attribute == nullptr || attribute->a_value == nullptr) return usual;
  const std::string_view value = attribute->a_value;
  int length = 0;
  const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), length);
  // A packet of more than 200 ms or an unreadable length is no reason to refuse a call.
  if (problem != std::errc{} || length < 1 || length > 200) return usual;
  return std::chrono::milliseconds{length};
}

template <typename Number>
std::optional<Number> number_in(std::string_view text) {
  Number number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  return problem == std::errc{} ? std::optional(number) : std::nullopt;
}

// The rtpmap's third part; without one there is one channel (RFC 8866, section 6.6).
std::uint8_t channels_of(const std::string& parameters) {
  return std::max<std::uint8_t>(number_in<std::uint8_t>(parameters).value_or(1), 1);
}

bool is_base64(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '+' || letter == '/' || letter == '=';
  });
}

// RFC 4568, section 9.1: tag, suite, "inline:" key ["|" lifetime] ["|" MKI ":" length], session parameters. A
// line with an MKI, several keys or parameters is one that we cannot use: its writer gives us another, or none.
std::optional<MediaCrypto> crypto_of(std::string_view line) {
  static constexpr std::string_view method = "inline:";
  const auto tag = number_in<std::uint32_t>(take_part(line, ' '));
  const std::string_view suite = take_part(line, ' ');
  std::string_view rest = take_part(line, ' ');
  if (!tag || !is_token(suite) || !line.empty() || !rest.starts_with(method)) return std::nullopt;
  rest.remove_prefix(method.size());
  const std::string_view key = take_part(rest, '|');
  if (!is_base64(key) || rest.find(':') != std::string_view::npos) return std::nullopt;
  return MediaCrypto{*tag, std::string(suite), std::string(key)};
}

std::vector<MediaCrypto> read_crypto(const sdp_media_t& media) {
  std::vector<MediaCrypto> lines;
  for (const sdp_attribute_t* attribute = media.m_attributes; attribute != nullptr;
       attribute = attribute->a_next) {
    if (std::string_view(text_or_empty(attribute->a_name)) != "crypto" || lines.size() == most_crypto) continue;
    if (auto crypto = crypto_of(text_or_empty(attribute->a_value))) lines.push_back(std::move(*crypto));
  }
  return lines;
}

// a=rtcp: a port, and perhaps an address, which is not taken: RTCP goes where RTP goes (RFC 3605).
std::uint16_t rtcp_port_of(const sdp_media_t& media) {
  const sdp_attribute_t* attribute = sdp_attribute_find(media.m_attributes, "rtcp");
  if (attribute == nullptr || attribute->a_value == nullptr) return 0;
  return number_in<std::uint16_t>(attribute->a_value).value_or(0);
}

Result<std::vector<PayloadFormat>> read_formats(const sdp_media_t& media) {
  std::vector<PayloadFormat> formats;
  for (const sdp_rtpmap_t* map = media.m_rtpmaps; map != nullptr; map = map->rm_next) {
    if (formats.size() == most_formats) return malformed("more than 64 payload formats in a stream");
    // A static payload type that nobody named: nothing to compare it by.
    if (map->rm_encoding == nullptr || map->rm_encoding[0] == '\0') continue;
    PayloadFormat format;
    format.payload_type = static_cast<std::uint8_t>(map->rm_pt);
    format.encoding = map->rm_encoding;
    format.clock_rate = static_cast<std::uint32_t>(map->rm_rate);
    format.parameters = text_or_empty(map->rm_fmtp);
    format.channels = channels_of(text_or_empty(map->rm_params));
    formats.push_back(std::move(format));
  }
  return formats;
}

Result<MediaStream> read_stream(const sdp_media_t& media) {
  MediaStream stream;
  stream.kind = text_or_empty(media.m_type_name);
  stream.protocol = text_or_empty(media.m_proto_name);
  stream.direction = direction_of(media.m_mode);
  stream.packet_time = packet_time_of(media);
  stream.rtcp_port = rtcp_port_of(media);
  stream.crypto = read_crypto(media);
  stream.rtcp_mux = sdp_attribute_find(media.m_attributes, "rtcp-mux") != nullptr;
  if (auto address = read_address(media, stream); !address) return address.error();
  auto formats = read_formats(media);
  if (!formats) return formats.error();
  stream.formats = std::move(formats).value();
  return stream;
}

}  // namespace

Result<SessionDescription> read_sdp(std::string_view text) {
  if (text.empty()) return malformed("it is empty");
  if (text.size() > longest_text) return malformed("longer than 32768 bytes");
  if (text.find('\0') != std::string_view::npos) return malformed("it holds a zero byte");

  if (auto checked = check_media_lines(text); !checked) return checked.error();

  const std::string readable = without_broken_rtpmaps(text);
  const Parser parser(sdp_parse(nullptr, readable.data(), static_cast<issize_t>(readable.size()), 0));
  if (!parser) return malformed("no memory to read it");
  const sdp_session_t* session = sdp_session(parser.get());
  if (session == nullptr) return malformed(text_or_empty(sdp_parsing_error(parser.get())));

  SessionDescription description;
  for (const sdp_media_t* media = session->sdp_media; media != nullptr; media = media->m_next) {
    if (description.streams.size() == most_streams) return malformed("more than 32 streams");
    auto stream = read_stream(*media);
    if (!stream) return stream.error();
    description.streams.push_back(std::move(stream).value());
  }
  return description;
}

}  // namespace tipring::sip
