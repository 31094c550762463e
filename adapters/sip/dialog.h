#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tipring::sip {

/// A SIP dialog (RFC 3261, section 12) as plain data: what both sides must agree on for requests to find it.
struct Dialog {
  std::string call_id;
  std::string local_tag;
  std::string remote_tag;              ///< Empty while an outgoing INVITE has no answer with a tag.
  std::string local;                   ///< Our name-addr without tag: "<sip:100@192.0.2.1>".
  std::string remote;                  ///< The peer's name-addr without tag.
  std::string remote_target;           ///< URI of the peer's Contact.
  std::vector<std::string> route_set;  ///< name-addrs, in the order in which a request of ours passes them.
  std::uint32_t local_cseq = 0;        ///< Of our latest request.
  std::optional<std::uint32_t> remote_cseq;  ///< Of the peer's latest request.
};

/// Under what a dialog of ours is found: its Call-ID and our tag.
std::string dialog_key(const Dialog& dialog);

/// Where a request inside a dialog goes.
struct RequestRoute {
  std::string request_uri;
  std::vector<std::string> routes;  ///< Route header fields, in order.
};

/// Request-URI and Route of a request inside the dialog, for loose routers and for strict ones, which find
/// their own URI in the request line (RFC 3261, section 12.2.1.1).
RequestRoute route_of(const Dialog& dialog);

/// The route set of a caller from Record-Route of the response, reversed (section 12.1.2); a called party takes
/// Record-Route of the request as it is (12.1.1).
std::vector<std::string> reversed(std::vector<std::string> record_route);

/// Takes the sequence number of a request of the peer. False when it is lower than one already seen, which is
/// answered by 500 (section 12.2.2). ACK and CANCEL carry their INVITE's number and are not asked about.
bool take_remote_cseq(Dialog& dialog, std::uint32_t cseq);

}  // namespace tipring::sip
