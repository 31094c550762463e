#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "adapters/sim/correspondents.h"
#include "runtime/base/handle.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/messaging.h"

namespace tipring::sim {

/// Messaging in simulation, with correspondents instead of a network. A message takes Network::latency. Control
/// thread only.
class SimMessaging final : public Messaging {
 public:
  explicit SimMessaging(
      RunLoop& loop, Correspondents::Happened happened = [](const auto&, const auto&) {})
      : loop_(loop), correspondents_(std::move(happened)) {}

  /// Who is told what happens; before the first message, and for as long as the run.
  void deliver_to(MessagingEvents& events) { events_ = &events; }
  /// As SimTelephony::know_phones().
  void know_phones(std::function<bool(const std::string&)> is_phone) { is_phone_ = std::move(is_phone); }

  CorrespondentId add(Correspondent correspondent) { return correspondents_.add(std::move(correspondent)); }
  const Correspondent& look(CorrespondentId id) const { return correspondents_.look(id); }
  void write(CorrespondentId id, const std::string& text);

  /// Messages and answers on their way.
  std::size_t in_flight() const { return in_flight_; }

  void acknowledge(ReceivedMessage message, int status) override;
  void send(OutgoingMessage message) override;
  void show_waiting(const std::string& phone, MessagesWaiting waiting) override { waiting_[phone] = waiting; }
  /// What the phone's lamp shows.
  MessagesWaiting waiting_for(const std::string& phone) const {
    const auto found = waiting_.find(phone);
    return found == waiting_.end() ? MessagesWaiting{} : found->second;
  }

 private:
  void carry(std::function<void()> arrival);

  RunLoop& loop_;
  MessagingEvents* events_ = nullptr;
  std::function<bool(const std::string&)> is_phone_;
  Correspondents correspondents_;
  SlotMap<Correspondents::Written, ReceivedMessageTag> written_;
  std::map<std::string, MessagesWaiting> waiting_;
  std::size_t in_flight_ = 0;
};

}  // namespace tipring::sim
