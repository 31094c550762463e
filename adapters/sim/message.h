#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "runtime/ports/session_description.h"
#include "runtime/ports/telephony.h"

namespace tipring::sim {

/// Names a simulated party in its Network, from 1 in the order in which the parties came to be.
using PartyId = std::uint32_t;

/// The SIP methods that the simulation knows (RFC 3261; INFO: RFC 6086; REFER and its NOTIFY: RFC 3515), and
/// their responses.
enum class MessageKind : std::uint8_t { invite, ack, cancel, bye, info, reinvite, refer, notify, response };

/// What crosses between a leg of the runtime and its simulated party: a SIP message, reduced to what changes
/// behaviour. A field that a message of the kind does not have keeps its default.
struct Message {
  MessageKind kind = MessageKind::response;
  std::optional<SessionDescription> description;  ///< The offer or answer in the body.
  Headers headers;

  PartyAddress from;         ///< invite
  PartyAddress dialled;      ///< invite: the request URI; refer: Refer-To
  PartyId consultation = 0;  ///< refer: the party whose call is to be joined with this one; 0: none
  std::string trunk;         ///< invite: the trunk that it comes by

  char digit = 0;  ///< info: the digit pressed

  MessageKind request = MessageKind::invite;  ///< response: what it responds to
  int status = 0;                             ///< response, notify: 100 to 699
  std::string reason;                         ///< response: the reason phrase
  std::vector<std::string> targets;           ///< response 3xx: URIs of its Contact, best first
  int cause = 16;  ///< Q.850 cause of a Reason header (RFC 3326) or of the status; of bye and response
};

/// A response to `request`, with the cause its status stands for; `reason` empty for reason_phrase().
Message response(MessageKind request, int status, std::string reason = {});

/// Reads "sip:user@host:port", "tel:+1202…" or a bare user, as people write them in a scenario.
PartyAddress parse_address(const std::string& text);

/// Whether a SIP URI names a host.
bool names_host(const std::string& uri);

/// Whether a call to `target` is for whoever stands at `address`: the same URI, or the same user.
bool reaches(const std::string& target, const std::string& address);

}  // namespace tipring::sim
