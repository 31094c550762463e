#include "runtime/control/called_party.h"

#include <string_view>

namespace tipring {

Result<ConnectTarget> called_party(const Floor& floor, const std::string& text) {
  constexpr std::string_view phone = "phone:";
  ConnectTarget target;
  if (text.starts_with(phone)) {
    target.phone = text.substr(phone.size());
    if (floor.ports().directory.places_of(target.phone).empty())
      return Error{"wrong-state", "phone " + target.phone + " is not registered, so that it cannot be called",
                   true};
    return target;
  }
  if (!text.starts_with("sip:") && !text.starts_with("sips:"))
    return Error{"invalid-params", "\"" + text + "\" is nobody to call: expected phone:NAME or a SIP URI",
                 false};
  target.uri = text;
  return target;
}

}  // namespace tipring
