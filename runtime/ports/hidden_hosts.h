#pragma once

#include <string>
#include <string_view>

namespace tipring {

/// A header field that names parties by URIs (Diversion, History-Info, P-Asserted-Identity) with `host` instead
/// of every host in it, so that it tells who was meant and not where our side keeps them. Users, display names
/// and the parameters of the field stay; of a URI's own parameters only `user` and `cause` do (RFC 4458), of
/// its header fields Reason, without its text, and Privacy (RFC 7044, section 5). A phone-context that is a
/// host is one, too (RFC 3966). Empty where the value has no SIP or tel URI.
std::string with_hidden_hosts(std::string_view value, std::string_view host);

}  // namespace tipring
