#pragma once

#include <string>
#include <string_view>

#include "adapters/sip/listen_url.h"
#include "runtime/base/result.h"

namespace tipring::sip {

/// Where a request for a URI is to be sent (RFC 3263 for numeric hosts).
struct NextHop {
  Endpoint endpoint;  ///< The usual port where the URI names none.
  bool transport_named =
      false;                ///< False: the URI left the choice to us; `udp` is filled in. `sips:` names TLS.
  bool any_family = false;  ///< `localhost`: 127.0.0.1 and ::1 are as good.
};

/// Reads a SIP URI or a name-addr. The host must be numeric or `localhost`. Fails with "bad-uri" for a text
/// that is no SIP URI, "unsupported-scheme", "unsupported-transport", or "unresolved" for a name, naming it.
Result<NextHop> next_hop_of(std::string_view uri);

/// What is to be looked up for a URI.
struct HostQuestion {
  std::string host;         ///< A name; `is_numeric` tells whether it needs no look-up at all.
  std::uint16_t port = 0;   ///< 0: the URI names none.
  std::string transport;    ///< "udp", "tcp" or "tls"; empty: the URI names none.
  bool is_numeric = false;  ///< An address, or `localhost`.
};

/// Fails like next_hop_of(), but for "unresolved".
Result<HostQuestion> host_question_of(std::string_view uri);

/// next_hop_of() where host_question_of(uri) is known already.
Result<NextHop> next_hop_of(const Result<HostQuestion>& question, std::string_view uri);

/// "gw.carrier.example:5070" of "sip:4711@gw.carrier.example:5070;transport=tcp"; empty for what is no SIP URI.
std::string host_and_port_of(std::string_view uri);

/// A Contact of ours: "sip:100@192.0.2.1:5060", with `;transport=` where it is not UDP. `user` is escaped
/// already; empty: none. `secure`: a `sips:` one, as calls for such URIs demand (RFC 3261, section 12.1.1).
std::string contact_uri(const Endpoint& local, const std::string& user, bool secure = false);

/// "sip:192.0.2.1:5060;transport=tcp"
std::string destination_uri(const Endpoint& endpoint);

}  // namespace tipring::sip
