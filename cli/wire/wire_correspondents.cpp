#include "cli/wire/wire_correspondents.h"

#include <algorithm>

#include "adapters/sim/message.h"
#include "adapters/sim/sim_messaging.h"
#include "adapters/sip/header_text.h"

namespace tipring::cli {

sim::CorrespondentId WireCorrespondents::add(sim::Correspondent correspondent) {
  sim::Correspondent& added = correspondents_.emplace_back(std::move(correspondent));
  std::erase_if(unclaimed_, [&](const Unclaimed& message) {
    if (!sim::reaches(message.recipient, added.address)) return false;
    read(added, message.text);
    return true;
  });
  return static_cast<sim::CorrespondentId>(correspondents_.size());
}

void WireCorrespondents::write(sim::CorrespondentId id, const std::string& text, const std::string& site) {
  sim::Correspondent& writer = correspondents_.at(id - 1);
  const OperationHandle operation = written_.insert({id, writer.statuses.size()});
  writer.statuses.push_back(0);
  happened_(writer, sim::tell_text("writes", text));
  PartyAddress from = sim::parse_address(writer.address);
  from.host.clear();
  from.uri.clear();
  messaging_->send({.operation = operation,
                    .target = "sip:" + sip::escaped_user(sim::parse_address(writer.to).user) + "@" + site,
                    .from = std::move(from),
                    .text = text});
}

void WireCorrespondents::message_arrived(IncomingMessage message) {
  const std::string& recipient = message.recipient.user;
  const auto reader = std::ranges::find_if(correspondents_, [&](const sim::Correspondent& correspondent) {
    return sim::reaches(recipient, correspondent.address);
  });
  if (reader == correspondents_.end()) {
    unclaimed_.push_back({recipient, message.text});
  } else if (reader->refusal != 0) {
    happened_(*reader, "refuses \"" + message.text + "\" with " + std::to_string(reader->refusal));
    return messaging_->acknowledge(message.receipt, reader->refusal);
  } else {
    read(*reader, message.text);
  }
  messaging_->acknowledge(message.receipt, 200);
}

void WireCorrespondents::message_sent(OperationHandle operation, MessageOutcome outcome) {
  const auto written = written_.take(operation);
  if (!written) return;
  sim::Correspondent& writer = correspondents_.at(written->by - 1);
  writer.statuses.at(written->index) = outcome.status;
  if (!outcome.taken())
    happened_(writer,
              "is refused with " + std::to_string(outcome.status) + " " + sim::reason_phrase(outcome.status));
}

void WireCorrespondents::read(sim::Correspondent& reader, const std::string& text) {
  reader.read.push_back(text);
  happened_(reader, sim::tell_text("reads", text));
}

}  // namespace tipring::cli
