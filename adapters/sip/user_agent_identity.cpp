// Who a request comes from: phones of the site prove themselves, trunks are known by their address.

#include <algorithm>
#include <array>
#include <utility>

#include <sofia-sip/sip.h>

#include "adapters/sip/header_text.h"
#include "adapters/sip/next_hop.h"
#include "adapters/sip/sofia_text.h"
#include "adapters/sip/user_agent.h"

namespace tipring::sip {
namespace {

// A phone registers what To names, and calls as what From names.
std::string claimed_by(const sip_t& request) {
  const bool registers = request.sip_request->rq_method == sip_method_register;
  return party_of(registers ? request.sip_to : request.sip_from).user;
}

}  // namespace

// With `only_trusted`, phones are still let in as far as the challenge.
bool UserAgent::may_prove_itself(const sip_t& request) const {
  const auto method = request.sip_request->rq_method;
  constexpr std::array provable{sip_method_register, sip_method_invite, sip_method_message,
                                sip_method_subscribe};
  if (std::ranges::find(provable, method) == provable.end()) return false;
  return identities_->find(claimed_by(request)) != nullptr;
}

std::optional<UserAgent::Caller> UserAgent::identify(IncomingHandle& transaction, msg_t* message,
                                                     const sip_t& request) {
  std::string claimed = claimed_by(request);
  const Origin origin = stack_->origin_of(transaction.get(), message);
  const std::string called = party_of(request.sip_request->rq_url).user;
  // Another switchboard that is registered here may show any number of its own.
  if (identities_->find(claimed) == nullptr) {
    if (std::string registered = registrar_->registrar().phone_at(origin.address); !registered.empty())
      claimed = std::move(registered);
  }
  if (TrunkLine* trunk = trunks_->sending_from(origin, called, identities_->find(claimed) != nullptr))
    return Caller{{}, trunk};
  const bool registers = request.sip_request->rq_method == sip_method_register;
  const CallerIdentity identity =
      identities_->identify(claimed, request.sip_request->rq_method_name, called, credentials_of(request),
                            registers, loop_.clock().now());
  switch (identity.kind) {
    case CallerIdentity::Kind::stranger:
      return Caller{};
    case CallerIdentity::Kind::phone:
      return Caller{identity.name, nullptr};
    case CallerIdentity::Kind::challenge:
      stack_->reply(transaction.get(),
                    {401, "", identities_->challenge_line(claimed, identity.stale, loop_.clock().now()), ""});
      break;
    case CallerIdentity::Kind::refused:
      complaints_.write("refused " + std::string(request.sip_request->rq_method_name) + " from " +
                        origin.address + ": wrong credentials for phone " + one_line(claimed));
      note_failure(origin.ip, "wrong credentials");
      stack_->reply(transaction.get(), {403, "", "", ""});
      break;
  }
  return std::nullopt;
}

void UserAgent::on_register(IncomingHandle transaction, msg_t* message, const sip_t& request) {
  if (!identities_->any_phones()) {
    stack_->reply(transaction.get(), {405, "", std::string(allow_line), ""});
    return;
  }
  const auto caller = identify(transaction, message, request);
  if (!caller) return;
  const PhoneAccount* phone = identities_->find(caller->phone);
  if (phone == nullptr) {
    stack_->reply(transaction.get(), {403, "", "", ""});
    return;
  }
  const std::string source = source_of(message);
  const auto outcome = registrar_->take(std::move(transaction), message, request, phone->name, phone->contacts);
  if (outcome.status == 403)
    complaints_.write("refused REGISTER from " + source + ": phone " + phone->name +
                      " is registered in as many places as it may be, " + std::to_string(phone->contacts) +
                      " (contacts says how many)");
  if (outcome.status == 200) phone_registered(phone->name, source);
}

}  // namespace tipring::sip
