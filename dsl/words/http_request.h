#pragma once

#include <string>
#include <string_view>

#include <lua.hpp>

#include "dsl/binding/word_call.h"
#include "runtime/ports/http.h"

namespace tipring::dsl {

/// What a word such as http.get asks, by its argument `url` and its options path, query, headers, token,
/// timeout and most; to POST and PUT also json, form and body. Whatever stands in path, query and form is
/// percent-encoded (RFC 3986): it never becomes more of the URL than a value. Raises a mistake for options that
/// make no sense; fails with "refused" for values that somebody else may have chosen and that cannot be sent.
Result<HttpRequest> http_request_of(const WordCall& call, std::string_view method);

/// Pushes a response as scripts have it: a table with status, ok, headers, body and json, where a misspelt name
/// raises a mistake.
int push_response(lua_State* lua, const HttpResponse& response);

}  // namespace tipring::dsl
