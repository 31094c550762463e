#include "adapters/sim/sim_messaging.h"

#include "adapters/sim/message.h"
#include "adapters/sim/network.h"

namespace tipring::sim {

void SimMessaging::carry(std::function<void()> arrival) {
  ++in_flight_;
  loop_.after(Network::latency, [this, arrival = std::move(arrival)] {
    --in_flight_;
    arrival();
  });
}

void SimMessaging::write(CorrespondentId id, const std::string& text) {
  const Correspondent& writer = correspondents_.look(id);
  IncomingMessage message{.receipt = written_.insert(correspondents_.write(id, text)),
                          .sender = parse_address(writer.address),
                          .recipient = parse_address(writer.to),
                          .text = text,
                          .source = "simulation",
                          .trunk = writer.trunk};
  if (writer.trunk.empty() && is_phone_ && is_phone_(message.sender.user)) message.phone = message.sender.user;
  carry([this, message = std::move(message)] { events_->message_arrived(message); });
}

void SimMessaging::acknowledge(ReceivedMessage message, int status) {
  const auto written = written_.take(message);
  if (written) carry([this, written = *written, status] { correspondents_.answered(written, status); });
}

void SimMessaging::send(OutgoingMessage message) {
  carry([this, message = std::move(message)] {
    const int status = correspondents_.arrive(message.target, message.text);
    carry([this, operation = message.operation, status] {
      events_->message_sent(operation, {.status = status});
    });
  });
}

}  // namespace tipring::sim
