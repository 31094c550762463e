#pragma once

#include <string>
#include <string_view>

#include "adapters/sip/dialog.h"
#include "adapters/sip/listen_url.h"
#include "adapters/sip/sdp_writer.h"
#include "runtime/base/ids.h"
#include "runtime/base/result.h"

namespace tipring::sip {

/// An established leg as plain data: all that another process needs to take the call up again with a re-INVITE.
/// Written to the ledger when the call is answered and after each change of it.
struct SavedLeg {
  LegId leg;
  bool we_called = false;  ///< True when the first INVITE was ours.
  Dialog dialog;
  std::string contact;  ///< URI of our Contact.
  Endpoint local;       ///< Where we were reached.
  std::string peer;     ///< Where the peer's messages came from or our INVITE went to: "192.0.2.7:5060".
  SdpOrigin origin;     ///< Of our description below.
  std::string local_sdp;
  std::string remote_sdp;
  bool through_nat = false;   ///< The peer does not know its own address: requests go to `peer`.
  bool takes_update = false;  ///< The peer's Allow names UPDATE.
  bool held_by_us = false;    ///< Our description asks the peer not to send.
  bool held_by_peer = false;  ///< The peer's description asks us not to send.
};

/// Goes on where an earlier run of the runtime was killed: its last requests and descriptions may have left
/// without a word in the ledger, so that the numbers of both go on well behind what was written (RFC 3261,
/// section 12.2.1.1: CSeq rises, by how much is free; RFC 3264, section 8).
void jump_ahead(SavedLeg& leg);

/// One JSON object, without line breaks. Keys of secured media are left out of the descriptions.
std::string to_json(const SavedLeg& leg);

/// Fails with "bad-state", naming the member that is missing or of the wrong type.
Result<SavedLeg> saved_leg_from_json(std::string_view text);

/// Whether the writer of `description` asks the other side not to send: its first stream in use is sendonly or
/// inactive (RFC 3264, section 8.4).
bool asks_for_hold(const SessionDescription& description);

}  // namespace tipring::sip
