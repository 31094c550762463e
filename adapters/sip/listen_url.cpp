#include "adapters/sip/listen_url.h"

#include <charconv>

#include <arpa/inet.h>

namespace tipring::sip {
namespace {

Error bad(std::string_view url, const std::string& what) {
  return {"bad-address", "'" + std::string(url) + "' is no address to listen at: " + what};
}

bool is_of_family(int family, const std::string& text) {
  unsigned char address[sizeof(in6_addr)];
  return inet_pton(family, text.c_str(), address) == 1;
}

}  // namespace

bool is_ipv4(const std::string& text) {
  return is_of_family(AF_INET, text);
}
bool is_ipv6(const std::string& text) {
  return is_of_family(AF_INET6, text);
}

bool is_transport(std::string_view name) {
  return name == "udp" || name == "tcp" || name == "tls";
}

std::uint16_t usual_port(std::string_view transport) {
  return transport == "tls" ? 5061 : 5060;
}

bool is_wildcard(const std::string& ip) {
  return ip == "0.0.0.0" || ip == "::";
}

std::string uri_host(const std::string& ip) {
  return ip.find(':') == std::string::npos ? ip : "[" + ip + "]";
}

std::string to_string(const Endpoint& endpoint) {
  return endpoint.transport + "://" + uri_host(endpoint.ip) + ":" + std::to_string(endpoint.port);
}

Result<Endpoint> parse_listen_url(std::string_view url) {
  Endpoint endpoint;
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return bad(url, "expected udp://, tcp:// or tls://ADDRESS:PORT");
  endpoint.transport = url.substr(0, scheme_end);
  if (!is_transport(endpoint.transport)) {
    return bad(url, "the transport '" + endpoint.transport + "' is none of udp, tcp and tls");
  }

  std::string_view rest = url.substr(scheme_end + 3);
  std::string_view port;
  if (rest.starts_with('[')) {
    const auto close = rest.find(']');
    if (close == std::string_view::npos) return bad(url, "the bracket around the address is not closed");
    endpoint.ip = rest.substr(1, close - 1);
    rest.remove_prefix(close + 1);
    if (!rest.empty() && rest.front() != ':') return bad(url, "expected a port after the address");
    port = rest.empty() ? rest : rest.substr(1);
    if (!is_ipv6(endpoint.ip)) return bad(url, "'" + endpoint.ip + "' is not an IPv6 address");
  } else {
    const auto colon = rest.find(':');
    endpoint.ip = rest.substr(0, colon);
    if (colon != std::string_view::npos) port = rest.substr(colon + 1);
    if (!is_ipv4(endpoint.ip)) {
      return bad(url, "'" + endpoint.ip + "' is not a numeric address (IPv6 addresses stand in brackets)");
    }
  }

  if (port.empty()) {
    endpoint.port = usual_port(endpoint.transport);
    return endpoint;
  }
  const auto [end, problem] = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
  if (problem != std::errc{} || end != port.data() + port.size()) {
    return bad(url, "'" + std::string(port) + "' is not a port from 0 to 65535");
  }
  return endpoint;
}

}  // namespace tipring::sip
