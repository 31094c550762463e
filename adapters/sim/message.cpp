#include "adapters/sim/message.h"

#include <string_view>
#include <utility>

#include "runtime/ports/reason_phrase.h"
#include "runtime/ports/release_cause.h"
#include "runtime/ports/user_part.h"

namespace tipring::sim {

Message response(MessageKind request, int status, std::string reason) {
  Message message;
  message.kind = MessageKind::response;
  message.request = request;
  message.status = status;
  message.reason = reason.empty() ? std::string(reason_phrase(status)) : std::move(reason);
  message.cause = cause_of_status(status);
  return message;
}

PartyAddress parse_address(const std::string& text) {
  PartyAddress address;
  std::string_view rest = text;
  const auto colon = rest.find(':');
  const bool has_scheme = colon != std::string_view::npos && rest.find('@') != colon &&
                          (rest.starts_with("sip:") || rest.starts_with("sips:") || rest.starts_with("tel:"));
  if (has_scheme) rest.remove_prefix(colon + 1);
  const auto at = rest.rfind('@');
  address.user = unescaped(rest.substr(0, at == std::string_view::npos ? rest.find(';') : at));
  if (at == std::string_view::npos) {
    address.host = "sim.invalid";
    address.uri = has_scheme ? text : "sip:" + text + "@sim.invalid";
    return address;
  }
  rest.remove_prefix(at + 1);
  rest = rest.substr(0, rest.find_first_of(";?"));
  // An IPv6 reference holds colons of its own: the port's is behind the bracket.
  const auto port = rest.starts_with('[') ? rest.find(':', rest.find(']')) : rest.find(':');
  address.host = std::string(rest.substr(0, port));
  address.uri = has_scheme ? text : "sip:" + text;
  return address;
}

bool names_host(const std::string& uri) {
  const auto at = uri.find('@');
  const auto start = at == std::string::npos ? uri.find(':') + 1 : at + 1;
  return start < uri.size() && std::string_view(":;?>").find(uri[start]) == std::string_view::npos;
}

bool reaches(const std::string& target, const std::string& address) {
  return target == address || parse_address(target).user == parse_address(address).user;
}

}  // namespace tipring::sim
