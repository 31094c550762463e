#include "adapters/sim/sim_messaging.h"

#include <algorithm>

#include "adapters/sim/message.h"
#include "adapters/sim/network.h"

namespace tipring::sim {

std::string tell_text(std::string_view does, const std::string& text) {
  return std::string(does) + " \"" + text + "\"";
}

void SimMessaging::carry(std::function<void()> arrival) {
  ++in_flight_;
  loop_.after(Network::latency, [this, arrival = std::move(arrival)] {
    --in_flight_;
    arrival();
  });
}

CorrespondentId SimMessaging::add(Correspondent correspondent) {
  Correspondent& added = correspondents_.emplace_back(std::move(correspondent));
  std::erase_if(unclaimed_, [&](const OutgoingMessage& message) {
    if (!reaches(message.target, added.address)) return false;
    read(added, message.text);
    return true;
  });
  return static_cast<CorrespondentId>(correspondents_.size());
}

void SimMessaging::write(CorrespondentId id, const std::string& text) {
  Correspondent& writer = correspondents_.at(id - 1);
  IncomingMessage message{.receipt = written_.insert({id, writer.statuses.size()}),
                          .sender = parse_address(writer.address),
                          .recipient = parse_address(writer.to),
                          .text = text,
                          .source = "simulation",
                          .trunk = writer.trunk};
  if (writer.trunk.empty() && is_phone_ && is_phone_(message.sender.user)) message.phone = message.sender.user;
  writer.statuses.push_back(0);
  happened_(writer, tell_text("writes", text));
  carry([this, message = std::move(message)] { events_->message_arrived(message); });
}

void SimMessaging::acknowledge(ReceivedMessage message, int status) {
  const auto written = written_.take(message);
  if (!written) return;
  carry([this, written = *written, status] {
    Correspondent& writer = correspondents_.at(written.by - 1);
    writer.statuses.at(written.index) = status;
    if (status >= 300)
      happened_(writer, "is refused with " + std::to_string(status) + " " + reason_phrase(status));
  });
}

void SimMessaging::send(OutgoingMessage message) {
  carry([this, message = std::move(message)] { arrive(message); });
}

void SimMessaging::arrive(const OutgoingMessage& message) {
  const auto reader = std::ranges::find_if(correspondents_, [&](const Correspondent& correspondent) {
    return reaches(message.target, correspondent.address);
  });
  MessageOutcome outcome{.status = 200};
  if (reader == correspondents_.end()) {
    unclaimed_.push_back(message);
  } else if (reader->refusal != 0) {
    outcome.status = reader->refusal;
    happened_(*reader, "refuses \"" + message.text + "\" with " + std::to_string(reader->refusal));
  } else {
    read(*reader, message.text);
  }
  carry([this, operation = message.operation, outcome] { events_->message_sent(operation, outcome); });
}

void SimMessaging::read(Correspondent& reader, const std::string& text) {
  reader.read.push_back(text);
  happened_(reader, tell_text("reads", text));
}

}  // namespace tipring::sim
