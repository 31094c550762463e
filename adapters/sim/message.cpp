#include "adapters/sim/message.h"

#include <string_view>
#include <utility>

#include "runtime/ports/release_cause.h"

namespace tipring::sim {

namespace {

constexpr std::pair<int, std::string_view> phrases[] = {
    {100, "Trying"},
    {180, "Ringing"},
    {183, "Session Progress"},
    {200, "OK"},
    {301, "Moved Permanently"},
    {302, "Moved Temporarily"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {408, "Request Timeout"},
    {410, "Gone"},
    {415, "Unsupported Media Type"},
    {480, "Temporarily Unavailable"},
    {481, "Call/Transaction Does Not Exist"},
    {484, "Address Incomplete"},
    {486, "Busy Here"},
    {487, "Request Terminated"},
    {488, "Not Acceptable Here"},
    {491, "Request Pending"},
    {500, "Server Internal Error"},
    {503, "Service Unavailable"},
    {600, "Busy Everywhere"},
    {603, "Decline"},
    {604, "Does Not Exist Anywhere"},
    {606, "Not Acceptable"},
};

}  // namespace

std::string reason_phrase(int status) {
  for (const auto& [known, phrase] : phrases) {
    if (known == status) return std::string(phrase);
  }
  return "Failure";
}

Message response(MessageKind request, int status, std::string reason) {
  Message message;
  message.kind = MessageKind::response;
  message.request = request;
  message.status = status;
  message.reason = reason.empty() ? reason_phrase(status) : std::move(reason);
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
  address.user = std::string(rest.substr(0, at == std::string_view::npos ? rest.find(';') : at));
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
