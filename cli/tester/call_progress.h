#pragma once

#include <functional>
#include <optional>
#include <string>

#include "cli/tester/play.h"
#include "cli/tester/stage.h"

namespace tipring::cli {

/// What is expected of a party's call. Each waits until it has come so far, and fails as soon as it no longer
/// can.

/// Its call came: for parties that the site calls.
Expectation is_called(const Stage& stage, PartyId party, Duration within);
Expectation is_ringing(const Stage& stage, PartyId party, Duration within);
Expectation is_answered(const Stage& stage, PartyId party, Duration within);
/// What it asked for, to hold or to go on, is in force. `what`: "holds the call".
Expectation has_changed(const Stage& stage, PartyId party, std::string what, Duration within);
/// Its transfer was tried and came to this status.
Expectation has_transferred(const Stage& stage, PartyId party, int status, Duration within);
/// `status` 0: any.
Expectation is_refused(const Stage& stage, PartyId party, int status, Duration within);
/// `target` empty: anywhere.
Expectation is_redirected(const Stage& stage, PartyId party, std::string target, Duration within);
/// Ended by the site: its BYE, or its CANCEL to a phone it called.
Expectation is_released(const Stage& stage, PartyId party, Duration within);

/// How a party must be at rest: what is not given does not matter.
struct PartyTraits {
  std::optional<std::string> state;    ///< "calling", "ringing", "answered", "over" …
  std::optional<int> status;           ///< Of the refusal or redirection that ended the call.
  std::optional<std::string> reason;   ///< Its phrase.
  std::optional<std::string> path{};   ///< "direct", "relayed".
  std::optional<std::string> hearing;  ///< A prompt's, tone's or party's name, or words of it. Empty: nothing.
};

/// Judged once nothing is on its way, or at the end of `within` where that never comes.
Expectation is_like(const Stage& stage, PartyId party, PartyTraits traits, Duration within);

}  // namespace tipring::cli
