#pragma once

#include <string>
#include <string_view>

#include "adapters/sip/listen_url.h"
#include "runtime/base/ids.h"
#include "runtime/base/result.h"

namespace tipring::sip {

/// A call that nobody has answered as plain data: all that another process needs to tell its peer that it is
/// over. Written to the ledger when the INVITE came, or was sent.
struct SavedInvite {
  LegId leg;
  bool we_called = false;
  /// From, To, Call-ID, CSeq, and Route or Via: of our CANCEL, or of a refusal of the peer's INVITE. `Name:
  /// value` lines, each ended by CRLF.
  std::string headers;
  Endpoint local;           ///< Where we were reached, or called from.
  std::string uri;          ///< Of our INVITE.
  std::string destination;  ///< Likewise: URI of the next hop.
  std::string branch;       ///< Likewise: of its Via.
};

/// One JSON object, without line breaks.
std::string to_json(const SavedInvite& invite);

/// Fails with "bad-state", naming the member that is missing or of the wrong type.
Result<SavedInvite> saved_invite_from_json(std::string_view text);

}  // namespace tipring::sip
