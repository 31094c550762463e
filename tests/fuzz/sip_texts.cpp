// Any bytes where peers' and scripts' texts go: URIs, names, header fields, INFO bodies, saved legs.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "adapters/sip/authenticator.h"
#include "adapters/sip/digest.h"
#include "adapters/sip/digit_info.h"
#include "adapters/sip/header_text.h"
#include "adapters/sip/listen_url.h"
#include "adapters/sip/next_hop.h"
#include "adapters/sip/refer_to.h"
#include "adapters/sip/replaces.h"
#include "adapters/sip/saved_leg.h"
#include "runtime/ports/hidden_hosts.h"
#include "runtime/ports/user_part.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tipring::sip;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto single_line = [](const std::string& line) {
    if (line.find_first_of(std::string("\r\n\0", 3)) != std::string::npos) std::abort();
  };

  if (const auto hop = next_hop_of(text); hop.ok() && !next_hop_of(destination_uri(hop.value().endpoint)))
    std::abort();
  static_cast<void>(parse_listen_url(text));
  static_cast<void>(digit_of_info("application/dtmf-relay", text));
  if (tipring::unescaped(tipring::escaped_user(text)) != text) std::abort();
  single_line(quoted(text));
  single_line(name_addr_of({text, text, text, ""}, "192.0.2.1"));
  std::vector<std::string> refused;
  if (const auto lines = additional_headers({{"X-Text", text}}, refused); !lines.empty()) {
    single_line(lines.substr(0, lines.size() - 2));
  }
  if (const auto challenge = parse_challenge(text);
      challenge && parse_challenge(to_string(*challenge)) != challenge)
    std::abort();
  if (const auto credentials = parse_credentials(text)) {
    single_line(to_string(*credentials));
    Authenticator authenticator({.realm = credentials->realm}, "key");
    static_cast<void>(authenticator.challenge(DigestAlgorithm::md5, {}, false));
    if (authenticator.check(*credentials, "INVITE", "password", {}) == Authenticator::Verdict::right)
      std::abort();
  }
  static_cast<void>(host_and_port_of(text));
  // Once hidden, nothing is left to hide.
  const std::string hidden = tipring::with_hidden_hosts(text, "192.0.2.1");
  if (tipring::with_hidden_hosts(hidden, "192.0.2.1") != hidden) std::abort();
  static_cast<void>(parse_replaces(text));
  static_cast<void>(status_of_fragment(text));
  static_cast<void>(header_in_uri(text, "Replaces"));
  const auto middle = text.find('\n');
  if (middle != std::string::npos) {
    const auto lines = additional_headers({{text.substr(0, middle), text.substr(middle + 1)}}, refused);
    if (!lines.empty()) single_line(lines.substr(0, lines.size() - 2));
  }
  if (const auto leg = saved_leg_from_json(text); leg.ok() && !saved_leg_from_json(to_json(leg.value())))
    std::abort();
  return 0;
}
