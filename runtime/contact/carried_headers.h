#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/ports/telephony.h"

namespace tipring {

/// Whether these are names of the same header field, which compare without case.
bool same_header_name(std::string_view first, std::string_view second);

/// The header fields of a caller's INVITE that go along with a call placed for it, unless a script says
/// otherwise. All others stay behind, so that nobody learns of our inside from Via, Record-Route, Contact and
/// the like: User-to-User (RFC 7433), Diversion (RFC 5806), P-Asserted-Identity and Privacy (RFC 3325, 3323).
const std::vector<std::string>& usually_carried();

/// Whether a script may have a header field of that name carried, or set it on a call it places: those above,
/// History-Info, P-Preferred-Identity, Alert-Info, Call-Info, Subject, Priority, Reason and X-….
bool may_be_carried(const std::string& name);

/// Whether a field names parties by URIs, whose hosts tell where a side keeps them: Diversion, History-Info,
/// P-Asserted-Identity, P-Preferred-Identity.
bool names_parties(const std::string& name);

/// Both ends of a call, as far as identities are trusted between them (RFC 3325, section 2.3): trunks. Phones
/// are not: they could say to be anybody, and must not be told who wants to stay unknown.
struct CarryTrust {
  bool caller = false;
  bool target = false;
};

/// Of `from`, the fields of these names in their order, but those that stand in `instead`. Identities go only
/// from who is trusted to who is.
Headers carried_headers(const Headers& from, const std::vector<std::string>& names, CarryTrust trust,
                        const Headers& instead = {});

}  // namespace tipring
