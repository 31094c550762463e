#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/base/clock.h"
#include "runtime/ports/telephony.h"

namespace tipring::sip {

/// `text` fit for one line of a message: control characters become spaces, so that no text of a script or a
/// peer can start a header field of its own.
std::string one_line(std::string_view text);

/// The text with A to Z made small, and nothing else changed.
std::string lower_case(std::string_view text);

/// Whole seconds, as header fields count time; a part of one counts as one.
std::string seconds_text(Duration time);

/// The text without the blanks and line ends around it.
std::string_view trimmed(std::string_view text);

/// `text` as a quoted-string (RFC 3261, section 25.1).
std::string quoted(std::string_view text);

/// The text of a quoted-string, or `text` itself where it is not quoted.
std::string unquoted(std::string_view text);

/// `Name: value` lines, each ended by CRLF, of the header fields a script may add to a message. Those that
/// belong to the protocol (Via, To, CSeq ...) and those whose name is no token go to `refused`.
std::string additional_headers(const Headers& headers, std::vector<std::string>& refused);

/// "486 Busy Here": the status with its standard phrase, where it has one.
std::string text_of_status(int status);

/// The name-addr of a party in From or To: `"Display" <sip:user@host>`. An empty host is filled in by
/// `own_host`, an empty user there by "tipring".
std::string name_addr_of(const PartyAddress& party, const std::string& own_host);

}  // namespace tipring::sip
