#include "adapters/sip/next_hop.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <sofia-sip/url.h>

#include "adapters/sip/header_text.h"
#include "adapters/sip/sofia_handles.h"

namespace tipring::sip {
namespace {

std::string_view text_or_empty(const char* text) {
  return text != nullptr ? text : std::string_view();
}

std::string_view inside_brackets(std::string_view name_addr) {
  const auto open = name_addr.find('<');
  if (open == std::string_view::npos) return name_addr;
  return name_addr.substr(open + 1, name_addr.find('>', open) - open - 1);
}

// The value of a parameter of a URI, nothing where it has none. Sofia's url_param reads beyond the text where
// the last parameter's name only begins like the one asked for.
std::optional<std::string_view> parameter_of(std::string_view parameters, std::string_view name) {
  while (!parameters.empty()) {
    const std::string_view parameter = parameters.substr(0, parameters.find(';'));
    parameters.remove_prefix(std::min(parameters.size(), parameter.size() + 1));
    const auto equals = std::min(parameter.find('='), parameter.size());
    if (lower_case(parameter.substr(0, equals)) == name)
      return parameter.substr(std::min(equals + 1, parameter.size()));
  }
  return std::nullopt;
}

Result<std::string> transport_of(const url_t& url, const std::string& shown) {
  const auto value = parameter_of(text_or_empty(url.url_params), "transport");
  const bool is_secure = url.url_type == url_sips;
  if (!value) return std::string(is_secure ? "tls" : "");
  std::string transport = lower_case(*value);
  // "sips:…;transport=tcp" means TLS over TCP (RFC 3261, section 26.2.2).
  if (is_secure && transport == "tcp") transport = "tls";
  if (is_secure ? transport == "tls" : is_transport(transport)) return transport;
  return Error{"unsupported-transport",
               "the transport '" + transport + "' of " + shown +
                   (is_secure ? " does not go with sips:" : " is none of udp, tcp and tls")};
}

bool is_sip(const url_t& url) {
  return url.url_type == url_sip || url.url_type == url_sips;
}

}  // namespace

std::string destination_uri(const Endpoint& endpoint) {
  return "sip:" + uri_host(endpoint.ip) + ":" + std::to_string(endpoint.port) +
         ";transport=" + endpoint.transport;
}

std::string contact_uri(const Endpoint& local, const std::string& user, bool secure) {
  return (secure ? "sips:" : "sip:") + (user.empty() ? "" : user + "@") + uri_host(local.ip) + ":" +
         std::to_string(local.port) +
         (local.transport == "udp" || secure ? "" : ";transport=" + local.transport);
}

std::string host_and_port_of(std::string_view uri) {
  const auto home = make_home();
  const url_t* url = url_make(home.get(), one_line(inside_brackets(uri)).c_str());
  if (url == nullptr || !is_sip(*url) || url->url_host == nullptr) return {};
  const auto port = text_or_empty(url->url_port);
  return std::string(url->url_host) + (port.empty() ? "" : ":" + std::string(port));
}

Result<HostQuestion> host_question_of(std::string_view uri) {
  const std::string shown = one_line(inside_brackets(uri));
  const auto home = make_home();
  const url_t* url = url_make(home.get(), shown.c_str());
  if (url == nullptr || url->url_type == url_invalid || url->url_type == url_unknown) {
    return Error{"bad-uri", "'" + shown + "' is not a SIP URI"};
  }
  if (!is_sip(*url)) {
    return Error{"unsupported-scheme", "the scheme of '" + shown + "' is neither sip nor sips"};
  }
  HostQuestion question;
  auto transport = transport_of(*url, shown);
  if (!transport) return transport.error();
  question.transport = std::move(transport).value();
  std::string host(text_or_empty(url->url_host));
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (host.empty()) return Error{"bad-uri", "'" + shown + "' names no host"};
  question.is_numeric = is_ipv4(host) || is_ipv6(host) || lower_case(host) == "localhost";
  question.host = std::move(host);
  const auto port = text_or_empty(url->url_port);
  if (!port.empty()) {
    const auto [end, problem] = std::from_chars(port.data(), port.data() + port.size(), question.port);
    if (problem != std::errc{} || end != port.data() + port.size() || question.port == 0) {
      return Error{"bad-uri", "'" + std::string(port) + "' in " + shown + " is not a port"};
    }
  }
  return question;
}

Result<NextHop> next_hop_of(std::string_view uri) {
  return next_hop_of(host_question_of(uri), uri);
}

Result<NextHop> next_hop_of(const Result<HostQuestion>& question, std::string_view uri) {
  if (!question) return question.error();
  if (!question->is_numeric) {
    return Error{
        "unresolved",
        "the host '" + question->host + "' of " + one_line(inside_brackets(uri)) + " is no numeric address",
        true};
  }
  NextHop hop;
  hop.transport_named = !question->transport.empty();
  hop.any_family = lower_case(question->host) == "localhost";
  hop.endpoint = {hop.transport_named ? question->transport : "udp",
                  hop.any_family ? "127.0.0.1" : question->host, question->port};
  if (hop.endpoint.port == 0) hop.endpoint.port = usual_port(hop.endpoint.transport);
  return hop;
}

}  // namespace tipring::sip
