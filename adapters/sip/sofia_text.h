#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sofia-sip/msg.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/su.h>

#include "adapters/sip/digest.h"
#include "adapters/sip/session_timer.h"
#include "runtime/ports/telephony.h"

namespace tipring::sip {

/// Sofia's parsed messages as our own values. Internal to this room.

/// Whether Supported, Require or Allow names an option or a method, without regard to case.
bool names_option(const msg_list_t* list, const char* option);

/// Whether its sender says by Allow that it takes UPDATE.
bool takes_update(const sip_t& message);

std::string uri_text(const url_t* uri);

/// `"Display" <uri>`, without the header field's parameters, among them the tag.
std::string name_addr_text(const sip_addr_t* address);

PartyAddress party_of(const sip_addr_t* address);
PartyAddress party_of(const url_t* uri);

/// All header fields in the order of the message; those that Sofia knows by their long names.
Headers headers_of(msg_t* message);
Headers headers_of(const sip_t& request);

/// Record-Route as name-addrs, in the order of the message.
std::vector<std::string> record_route_of(const sip_t& message);

/// Path as name-addrs, in the order of the message (RFC 3327).
std::vector<std::string> path_of(const sip_t& message);

/// Whether a request that came from `source_ip` came straight from a device that does not know its own address:
/// no proxy stands in Via, and what stands there is not the source.
bool is_behind_nat(const sip_t& request, const std::string& source_ip);

/// What a request proves of its sender, and what a 401 or (`by_proxy`) a 407 asks for.
std::vector<DigestCredentials> credentials_of(const sip_t& request);
std::vector<DigestChallenge> challenges_of(const sip_t& response, bool by_proxy);

/// For how long a 2xx to REGISTER holds: what it says of our Contact, the only one it can know from us, or of
/// all; else `asked`.
Duration granted_time(const sip_t& response, Duration asked);

/// URI of the first Contact; empty when there is none.
std::string contact_of(const sip_t& message);

/// The URIs of all Contacts, those with a higher q first (RFC 3261, section 20.10).
std::vector<std::string> contacts_of(const sip_t& message);

/// The body; empty when there is none.
std::string_view body_of(const sip_t& message);

/// "application/sdp", lower case, without parameters; empty when there is no Content-Type.
std::string content_type_of(const sip_t& message);

/// Whether the body is compressed or the like (Content-Encoding).
bool is_body_encoded(const sip_t& message);

/// The Q.850 cause of a Reason header field (RFC 3326), and its text.
struct ReasonCause {
  int cause = 0;
  std::string text;
};
std::optional<ReasonCause> cause_of(const sip_t& message);

/// What a request or response says of session timers.
SessionTimerHeaders session_timer_headers_of(const sip_t& message);

/// "192.0.2.1:5060", "[2001:db8::1]:5060"; empty for what is no address.
std::string address_text(const su_sockaddr_t* address);

/// The address alone that a message came from.
std::string source_ip_of(msg_t* message);

/// "192.0.2.1:5060", "[2001:db8::1]:5060": where a message came from.
std::string source_of(msg_t* message);

}  // namespace tipring::sip
