#include "cli/wire/wire_correspondents.h"

#include "adapters/sim/message.h"
#include "runtime/ports/user_part.h"

namespace tipring::cli {

void WireCorrespondents::write(sim::CorrespondentId id, const std::string& text, const std::string& site) {
  const sim::Correspondent& writer = correspondents_.look(id);
  messaging_->send({.operation = written_.insert(correspondents_.write(id, text)),
                    .target = "sip:" + escaped_user(sim::parse_address(writer.to).user) + "@" + site,
                    .from = {.user = sim::parse_address(writer.address).user},
                    .text = text});
}

void WireCorrespondents::message_arrived(IncomingMessage message) {
  messaging_->acknowledge(message.receipt, correspondents_.arrive(message.recipient.user, message.text));
}

void WireCorrespondents::message_sent(OperationHandle operation, MessageOutcome outcome) {
  if (const auto written = written_.take(operation)) correspondents_.answered(*written, outcome.status);
}

}  // namespace tipring::cli
