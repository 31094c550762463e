#pragma once

#include <string>
#include <string_view>

#include "runtime/ports/http.h"

namespace tipring {

/// Whether a request can be sent as it is, so far as its text tells. Its URL is ASCII without spaces and
/// control characters, of http or https, without a user or a password. Names of header fields are tokens (RFC
/// 9110, section 5.6.2), their values have no control characters, so that none begins a field of its own, and
/// none says what is not for scripts to say, such as Content-Length. Fails with "refused".
Result<void> check_request(const HttpRequest& request);

/// Whether a text can be a token. Fails with "refused", and does not tell the text.
Result<void> check_token(const std::string& text);

/// Whether two names of header fields are the same (RFC 9110, section 5.1).
bool same_http_header(std::string_view first, std::string_view second);

}  // namespace tipring
