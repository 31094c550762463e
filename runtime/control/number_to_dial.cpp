#include "runtime/control/number_to_dial.h"

#include "runtime/ports/user_part.h"
#include "runtime/rules/number_pattern.h"

namespace tipring {

Result<std::string> number_to_dial(const std::string& text) {
  std::string number = dialled_number(text);
  if (can_be_dialled(number)) return number;
  return Error{"bad-number",
               "\"" + text + "\" is no number to transfer to: digits, letters and + - . _ * # are taken",
               false};
}

PartyAddress dialled_instead(const PartyAddress& dialled, const std::string& number) {
  PartyAddress instead{.user = number, .host = dialled.host, .uri = "sip:" + escaped_user(number)};
  const auto at = dialled.uri.find('@');
  const std::string rest = dialled.uri.substr(at == std::string::npos ? dialled.uri.find(':') + 1 : at + 1);
  if (const std::string host = rest.substr(0, rest.find_first_of(";?")); !host.empty())
    instead.uri += "@" + host;
  return instead;
}

}  // namespace tipring
