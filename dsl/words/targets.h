#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/binding/word_call.h"
#include "dsl/words/definitions.h"
#include "runtime/contact/connect.h"
#include "runtime/contact/contact.h"
#include "runtime/rules/action.h"

namespace tipring::dsl {

/// What `phone` and `trunk` give: somewhere to call that is no URI.
struct TargetObject {
  std::string phone;  ///< The phone's name; empty for trunks.
  std::string trunk;  ///< The trunk's name; empty for phones.
  std::optional<std::string>
      number;  ///< To be called by the trunk, as given; nothing where only that is named.
};

/// So long a target rings where nothing else is said.
inline constexpr Duration usual_ring_time = std::chrono::seconds(30);

/// "sip:ann@192.0.2.7", "SIPS:carrier.example": one that may stand in a message.
bool is_sip_uri(std::string_view text);

/// The same, or "tel:+12025550143" (RFC 3966).
bool is_target_uri(std::string_view text);

/// A text as the number to call by a trunk: dialled_number() of it, or that which a tel: URI names.
std::string number_given(const std::string& text);

/// The target at a stack index; a tel: URI is its number, by the only trunk. Raises a mistake for what is none.
/// One that cannot be called whatever the site defines, as a phone that there is not or a number with
/// characters that no number has, is refused when it is.
ConnectTarget target_at(const WordCall& call, int index);

/// Somebody that an action names.
ConnectTarget target_of(const Definitions& definitions, const ActionParty& party);

/// What a call from this contact is, as long as nothing else is said. Null where it is gone.
ConnectRequest usual_request(const Contact* from);

/// The targets given to a word's repeating parameter, without time-outs, as target_at() gives them.
std::vector<ConnectTarget> targets_of(const WordCall& call);

/// The same where only URIs make sense.
std::vector<std::string> uri_targets(const WordCall& call);

}  // namespace tipring::dsl
