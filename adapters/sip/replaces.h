#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tipring::sip {

/// Names a SIP dialog from its peer's side (RFC 3891): whose place a call is to take.
struct Replaces {
  std::string call_id;
  std::string to_tag;    ///< Of whoever is asked: ours.
  std::string from_tag;  ///< Of the other side.

  friend bool operator==(const Replaces&, const Replaces&) = default;
};

/// Reads the value of a Replaces header field: "call-1@host;to-tag=a;from-tag=b". Nothing where one of the
/// three is missing.
std::optional<Replaces> parse_replaces(std::string_view value);

/// The header field of this name in the part of a URI behind "?", decoded:
/// "Replaces=call-1%40host%3Bto-tag%3Da". Nothing where there is none.
std::optional<std::string> header_in_uri(std::string_view headers, std::string_view name);

}  // namespace tipring::sip
