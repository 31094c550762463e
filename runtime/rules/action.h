#pragma once

#include <string>
#include <vector>

namespace tipring {

/// Somebody to call, as a script names them: one of these.
struct ActionParty {
  std::string uri{};     ///< A SIP URI.
  std::string phone{};   ///< A phone of the site.
  std::string trunk{};   ///< A trunk, by which
  std::string number{};  ///< this number is called.

  bool operator==(const ActionParty&) const = default;
};

/// Where a contact goes next, as a value: what a handler of a script returns and what a rule says. Plain data,
/// so that it can be compared, kept in the ledger and told to people.
struct Action {
  enum class Kind {
    dialog,    ///< To the dialog `name`.
    rules,     ///< To whatever the rule set `name` decides.
    queue,     ///< To wait in the queue `name` until an agent is free.
    connect,   ///< To the first of `parties` that answers; the contact ends with that conversation.
    reject,    ///< Refused with `status` and `reason`; ended where it is answered already.
    redirect,  ///< Refused with 302 and `targets`; ended where it is answered already.
    hang_up,
  };
  Kind kind = Kind::hang_up;
  std::string name{};                  ///< Of the dialog, rule set or queue.
  int status = 0;                      ///< For reject: 400 to 699.
  std::string reason{};                ///< For reject; may be empty.
  std::vector<std::string> targets{};  ///< For redirect: SIP URIs.
  std::vector<ActionParty> parties{};  ///< For connect: in this order.

  bool operator==(const Action&) const = default;
};

/// As a script would write it: `phone "100"`, `trunk("carrier", "+12025550143")`, `"sip:ann@192.0.2.7"`.
std::string to_text(const ActionParty& party);

/// As a script would write it: `dialog "menu"`, `reject(404)`, `redirect "sip:ann@192.0.2.7"`.
std::string to_text(const Action& action);

}  // namespace tipring
