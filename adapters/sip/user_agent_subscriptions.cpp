// Phones that watch how things stand: others' calls, messages that wait for them (RFC 6665).

#include <utility>

#include <sofia-sip/sip.h>

#include "adapters/sip/sofia_text.h"
#include "adapters/sip/user_agent.h"

namespace tipring::sip {

void UserAgent::on_subscribe(IncomingHandle transaction, msg_t* message, const sip_t& request) {
  const auto refuse = [&](const Reply& refusal) { stack_->reply(transaction.get(), refusal); };
  const auto package = SubscriptionServer::package_of(request);
  if (!package) return refuse({489, "", "Allow-Events: dialog, message-summary\r\n", ""});
  const auto watcher = identify(transaction, message, request);
  if (!watcher) return;
  // Nobody else is told what phones do.
  if (watcher->phone.empty()) return refuse({403, "", "", ""});
  const std::string watched = party_of(request.sip_request->rq_url).user;
  if (identities_->find(watched) == nullptr) return refuse({404, "", "", ""});
  if (*package == EventPackage::message_summary && watched != watcher->phone) return refuse({403, "", "", ""});
  Arrival arrival = stack_->arrival_of(transaction.get(), message);
  subscriptions_->take(std::move(transaction), request, std::move(arrival), watcher->phone, watched);
}

std::vector<PhoneDialog> UserAgent::dialogs_of(const std::string& phone) const {
  std::vector<PhoneDialog> dialogs;
  for (const auto& [id, leg] : legs_) {
    if (leg->phone() != phone) continue;
    if (const auto dialog = leg->phone_dialog()) dialogs.push_back(*dialog);
  }
  return dialogs;
}

}  // namespace tipring::sip
