#include "cli/wire/site_ports.h"

#include <algorithm>

#include "adapters/sim/message.h"
#include "runtime/ports/user_part.h"

namespace tipring::cli {

std::string meant_for(const IncomingCall& call) {
  const auto found = std::ranges::find(call.headers, meant_for_header,
                                       [](const auto& header) -> std::string_view { return header.first; });
  return found == call.headers.end() ? call.dialled.uri : found->second;
}

namespace {

// What leads nowhere is left to be found out by the agent.
std::string led_to(const std::string& phones, const std::string& target) {
  if (!sim::names_host(target)) return target;
  const std::string user = escaped_user(sim::parse_address(target).user);
  return "sip:" + (user.empty() ? std::string() : user + "@") + phones;
}

}  // namespace

void SiteTelephony::place(OutgoingCall call) {
  call.headers.emplace_back(meant_for_header, call.target);
  call.phone.clear();
  call.trunk.clear();
  call.target = led_to(phones_, call.target);
  real_.place(std::move(call));
}

void SiteMessaging::send(OutgoingMessage message) {
  message.phone.clear();
  message.trunk.clear();
  message.target = led_to(phones_, message.target);
  real_.send(std::move(message));
}

void SiteMedia::play(LegId leg, OperationHandle operation, std::vector<Clip> clips) {
  plays_(clips);
  real_.play(leg, operation, std::move(clips));
}

}  // namespace tipring::cli
