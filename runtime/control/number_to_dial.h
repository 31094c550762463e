#pragma once

#include <string>

#include "runtime/base/result.h"
#include "runtime/ports/telephony.h"

namespace tipring {

/// A number as an operator gives it, in the form in which it is dialled. Fails with "bad-number".
Result<std::string> number_to_dial(const std::string& text);

/// The number as a call to it would have it, at the host that another call was made to.
PartyAddress dialled_instead(const PartyAddress& dialled, const std::string& number);

}  // namespace tipring
