#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/binding/word_call.h"
#include "dsl/words/definitions.h"
#include "runtime/contact/connect.h"
#include "runtime/contact/contact.h"

namespace tipring::dsl {

/// What `phone` and `trunk` give: somewhere to call that is no URI.
struct TargetObject {
  std::string phone;   ///< The phone's name; empty for trunks.
  std::string trunk;   ///< The trunk's name; empty for phones.
  std::string number;  ///< To be called by the trunk; empty where only the trunk is named.
};

/// "sip:ann@192.0.2.7", "sips:carrier.example": one that may stand in a message.
bool is_sip_uri(std::string_view text);

/// The target at a stack index. Raises a mistake for one that cannot be called.
ConnectTarget target_at(const WordCall& call, int index);

/// Why who began a contact may not call the target, where so: that is told by the definition of its phone or
/// trunk, not by who wrote the script.
std::optional<CallBar> bar_of(const Definitions& definitions, const Contact& caller,
                              const ConnectTarget& target);

/// The targets given to a word's repeating parameter, without time-outs. Raises a mistake for one that cannot
/// be called.
std::vector<ConnectTarget> targets_of(const WordCall& call);

/// The same where only SIP URIs make sense.
std::vector<std::string> sip_targets(const WordCall& call);

}  // namespace tipring::dsl
