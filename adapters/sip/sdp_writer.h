#pragma once

#include <cstdint>
#include <string>

#include "runtime/ports/session_description.h"

namespace tipring::sip {

/// The o= line of one leg's descriptions (RFC 8866, section 5.2).
struct SdpOrigin {
  std::uint64_t session_id = 0;  ///< The same for the life of the leg, unlike any other leg's.
  std::uint64_t version = 0;     ///< Of the description written last; 0 before the first.
};

/// Writes `description` as SDP with `origin` as it stands. `fallback_ip`, numeric, stands in the o= and c=
/// lines where the description names no address because all its streams are refused.
std::string write_sdp(const SessionDescription& description, const SdpOrigin& origin,
                      const std::string& fallback_ip);

/// The descriptions that we send on one leg: the version rises by one with each that differs from the one
/// before it and stays with one that is sent again (RFC 3264, section 8).
class LocalDescription {
 public:
  LocalDescription(std::uint64_t session_id, std::string fallback_ip)
      : LocalDescription(SdpOrigin{session_id, 0}, std::move(fallback_ip)) {}
  /// Goes on behind those of an earlier run, the last of which was `last`.
  LocalDescription(SdpOrigin last, std::string fallback_ip)
      : origin_(last), fallback_ip_(std::move(fallback_ip)) {}

  /// The text to send for `description`: its own, where it has one, whose o= line is its writer's business.
  const std::string& write(const SessionDescription& description);

  const SdpOrigin& origin() const { return origin_; }
  /// What was sent last; empty before the first.
  const std::string& text() const { return text_; }

 private:
  SdpOrigin origin_;
  std::string fallback_ip_;
  SessionDescription written_;
  std::string text_;
};

}  // namespace tipring::sip
