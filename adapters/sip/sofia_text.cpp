#include "adapters/sip/sofia_text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <functional>
#include <utility>

#include <sofia-sip/msg_addr.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/url.h>

#include "adapters/sip/header_text.h"
#include "adapters/sip/listen_url.h"
#include "adapters/sip/sofia_handles.h"
#include "runtime/ports/user_part.h"

namespace tipring::sip {
namespace {

std::string text_or_empty(const char* text) {
  return text != nullptr ? text : "";
}

std::string without_brackets(std::string host) {
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') return host.substr(1, host.size() - 2);
  return host;
}

template <typename Route>
std::vector<std::string> name_addrs_of(const Route* route) {
  std::vector<std::string> routes;
  for (; route != nullptr; route = route->r_next)
    routes.push_back("<" + uri_text(route->r_url) + ">");
  return routes;
}

std::string authentication_text(const msg_auth_t& header) {
  std::string text = text_or_empty(header.au_scheme) + " ";
  for (const char* const* item = header.au_params; item != nullptr && *item != nullptr; ++item)
    text += (item == header.au_params ? "" : ", ") + std::string(*item);
  return text;
}

}  // namespace

bool names_option(const msg_list_t* list, const char* option) {
  for (; list != nullptr; list = list->k_next) {
    for (const char* const* item = list->k_items; item != nullptr && *item != nullptr; ++item) {
      if (strcasecmp(*item, option) == 0) return true;
    }
  }
  return false;
}

bool takes_update(const sip_t& message) {
  return message.sip_allow != nullptr && sip_is_allowed(message.sip_allow, sip_method_update, "UPDATE") != 0;
}

std::string uri_text(const url_t* uri) {
  if (uri == nullptr) return {};
  const auto home = make_home();
  return text_or_empty(url_as_string(home.get(), uri));
}

std::string name_addr_text(const sip_addr_t* address) {
  if (address == nullptr) return {};
  const std::string display = text_or_empty(address->a_display);
  return (display.empty() ? "" : display + " ") + "<" + uri_text(address->a_url) + ">";
}

PartyAddress party_of(const url_t* uri) {
  PartyAddress party;
  if (uri == nullptr) return party;
  party.user = unescaped(text_or_empty(uri->url_user));
  party.host = without_brackets(text_or_empty(uri->url_host));
  party.uri = uri_text(uri);
  return party;
}

PartyAddress party_of(const sip_addr_t* address) {
  if (address == nullptr) return {};
  PartyAddress party = party_of(address->a_url);
  party.display = unquoted(text_or_empty(address->a_display));
  return party;
}

namespace {

// From this one on.
Headers headers_from(const sip_header_t* header) {
  Headers headers;
  const auto home = make_home();
  for (; header != nullptr; header = reinterpret_cast<const sip_header_t*>(header->sh_succ)) {
    const msg_hclass_t* kind = header->sh_class;
    if (kind == sip_unknown_class) {
      const auto* unknown = reinterpret_cast<const sip_unknown_t*>(header);
      headers.emplace_back(text_or_empty(unknown->un_name), one_line(text_or_empty(unknown->un_value)));
      continue;
    }
    // The request line, the empty line and the body have no name.
    if (kind->hc_name == nullptr || kind->hc_name[0] == '\0') continue;
    headers.emplace_back(kind->hc_name, one_line(text_or_empty(sip_header_as_string(home.get(), header))));
  }
  return headers;
}

}  // namespace

Headers headers_of(msg_t* message) {
  return headers_from(reinterpret_cast<const sip_header_t*>(*msg_chain_head(message)));
}

Headers headers_of(const sip_t& request) {
  return headers_from(reinterpret_cast<const sip_header_t*>(request.sip_request));
}

std::vector<std::string> record_route_of(const sip_t& message) {
  return name_addrs_of(message.sip_record_route);
}

std::vector<std::string> path_of(const sip_t& message) {
  return name_addrs_of(message.sip_path);
}

bool is_behind_nat(const sip_t& request, const std::string& source_ip) {
  const sip_via_t* via = request.sip_via;
  if (via == nullptr || via->v_next != nullptr) return false;
  return without_brackets(text_or_empty(via->v_host)) != source_ip;
}

std::vector<DigestCredentials> credentials_of(const sip_t& request) {
  std::vector<DigestCredentials> all;
  for (const msg_auth_t* header = request.sip_authorization; header != nullptr; header = header->au_next) {
    if (auto credentials = parse_credentials(authentication_text(*header)))
      all.push_back(std::move(*credentials));
  }
  return all;
}

std::vector<DigestChallenge> challenges_of(const sip_t& response, bool by_proxy) {
  std::vector<DigestChallenge> all;
  const msg_auth_t* header = by_proxy ? response.sip_proxy_authenticate : response.sip_www_authenticate;
  for (; header != nullptr; header = header->au_next) {
    if (auto challenge = parse_challenge(authentication_text(*header))) all.push_back(std::move(*challenge));
  }
  return all;
}

Duration granted_time(const sip_t& response, Duration asked) {
  // Other devices of the account may stand there too: the shortest time is safe.
  std::optional<Duration> shortest;
  for (const sip_contact_t* contact = response.sip_contact; contact != nullptr; contact = contact->m_next) {
    if (contact->m_expires == nullptr) continue;
    std::uint32_t seconds = 0;
    const std::string_view text = contact->m_expires;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (read.ec == std::errc{} && seconds > 0)
      shortest = std::min<Duration>(shortest.value_or(asked), std::chrono::seconds(seconds));
  }
  if (shortest) return *shortest;
  if (response.sip_expires != nullptr && response.sip_expires->ex_delta > 0)
    return std::min<Duration>(asked,
                              std::chrono::seconds(static_cast<std::uint32_t>(response.sip_expires->ex_delta)));
  return asked;
}

std::string contact_of(const sip_t& message) {
  return message.sip_contact != nullptr ? uri_text(message.sip_contact->m_url) : std::string();
}

std::vector<std::string> contacts_of(const sip_t& message) {
  std::vector<std::pair<double, std::string>> ranked;
  for (const sip_contact_t* contact = message.sip_contact; contact != nullptr; contact = contact->m_next) {
    double preference = 1;
    if (const std::string given = text_or_empty(contact->m_q); !given.empty())
      std::from_chars(given.data(), given.data() + given.size(), preference);
    ranked.emplace_back(preference, uri_text(contact->m_url));
  }
  std::ranges::stable_sort(ranked, std::greater<>(), &std::pair<double, std::string>::first);
  std::vector<std::string> uris;
  for (auto& [preference, uri] : ranked)
    uris.push_back(std::move(uri));
  return uris;
}

std::string_view body_of(const sip_t& message) {
  if (message.sip_payload == nullptr || message.sip_payload->pl_data == nullptr) return {};
  return {message.sip_payload->pl_data, static_cast<std::size_t>(message.sip_payload->pl_len)};
}

std::string content_type_of(const sip_t& message) {
  if (message.sip_content_type == nullptr) return {};
  const std::string type = lower_case(text_or_empty(message.sip_content_type->c_type));
  return type.substr(0, type.find(';'));
}

std::optional<ReasonCause> cause_of(const sip_t& message) {
  for (const sip_reason_t* reason = message.sip_reason; reason != nullptr; reason = reason->re_next) {
    if (reason->re_protocol == nullptr || strcasecmp(reason->re_protocol, "Q.850") != 0) continue;
    const std::string_view digits = reason->re_cause != nullptr ? reason->re_cause : "";
    ReasonCause found;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), found.cause);
    if (problem != std::errc{} || found.cause < 1 || found.cause > 127) continue;
    found.text = unquoted(text_or_empty(reason->re_text));
    return found;
  }
  return std::nullopt;
}

SessionTimerHeaders session_timer_headers_of(const sip_t& message) {
  // Longer than any call: what is beyond would overflow.
  const auto time_of = [](unsigned long seconds) -> Duration {
    constexpr unsigned long longest = 7UL * 24 * 3600;
    return std::chrono::seconds(static_cast<std::int64_t>(std::min(seconds, longest)));
  };
  SessionTimerHeaders headers;
  headers.supported =
      names_option(message.sip_supported, "timer") || names_option(message.sip_require, "timer");
  if (const auto* expires = message.sip_session_expires) {
    headers.interval = time_of(expires->x_delta);
    if (expires->x_refresher != nullptr) headers.by_client = strcasecmp(expires->x_refresher, "uac") == 0;
  }
  if (const auto* shortest = message.sip_min_se) headers.shortest = time_of(shortest->min_delta);
  return headers;
}

namespace {

// Four numbers without inet_ntop(3), which goes through sprintf: each message's address is written.
std::string ipv4_text(const su_sockaddr_t& address) {
  const auto bytes = std::bit_cast<std::array<std::uint8_t, 4>>(address.su_sin.sin_addr);
  std::array<char, INET_ADDRSTRLEN> text{};
  char* end = text.data();
  for (const std::uint8_t byte : bytes) {
    if (end != text.data()) *end++ = '.';
    end = std::to_chars(end, text.data() + text.size(), byte).ptr;
  }
  return {text.data(), end};
}

std::string ip_text(const su_sockaddr_t* address) {
  if (address == nullptr) return {};
  if (address->su_family == AF_INET) return ipv4_text(*address);
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (su_inet_ntop(address->su_family, SU_ADDR(address), text.data(), text.size()) == nullptr) return {};
  return text.data();
}

}  // namespace

std::string address_text(const su_sockaddr_t* address) {
  const std::string ip = ip_text(address);
  return ip.empty() ? ip : uri_host(ip) + ":" + std::to_string(ntohs(address->su_port));
}

std::string source_ip_of(msg_t* message) {
  return ip_text(msg_addr(message));
}

std::string source_of(msg_t* message) {
  return address_text(msg_addr(message));
}

bool is_body_encoded(const sip_t& request) {
  const auto* encoding = request.sip_content_encoding;
  if (encoding == nullptr || encoding->k_items == nullptr || encoding->k_items[0] == nullptr) return false;
  return strcasecmp(encoding->k_items[0], "identity") != 0;
}

}  // namespace tipring::sip
