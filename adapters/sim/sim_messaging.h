#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "adapters/sim/correspondent.h"
#include "runtime/base/handle.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/messaging.h"

namespace tipring::sim {

/// Messaging in simulation: correspondents instead of a network. A message takes Network::latency. What the
/// site writes to nobody is kept for whoever comes to stand at that address. Control thread only.
class SimMessaging final : public Messaging {
 public:
  explicit SimMessaging(RunLoop& loop) : loop_(loop) {}

  /// Who is told what happens; before the first message, and for as long as the run.
  void deliver_to(MessagingEvents& events) { events_ = &events; }
  /// As SimTelephony::know_phones().
  void know_phones(std::function<bool(const std::string&)> is_phone) { is_phone_ = std::move(is_phone); }
  /// Told what a correspondent does and what happens to it, as a line of the play.
  using Happened = std::function<void(const Correspondent&, const std::string& line)>;
  void observe(Happened happened) { happened_ = std::move(happened); }

  CorrespondentId add(Correspondent correspondent);
  const Correspondent& look(CorrespondentId id) const { return correspondents_.at(id - 1); }
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
  // Which of a correspondent's messages waits for its answer.
  struct Written {
    CorrespondentId by = 0;
    std::size_t index = 0;
  };
  void carry(std::function<void()> arrival);
  void arrive(const OutgoingMessage& message);
  void read(Correspondent& reader, const std::string& text);

  RunLoop& loop_;
  MessagingEvents* events_ = nullptr;
  std::function<bool(const std::string&)> is_phone_;
  Happened happened_;
  std::deque<Correspondent> correspondents_;
  SlotMap<Written, ReceivedMessageTag> written_;
  std::vector<OutgoingMessage> unclaimed_;
  std::map<std::string, MessagesWaiting> waiting_;
  std::size_t in_flight_ = 0;
};

/// "writes \"Hello\"": a message as a line of the play.
std::string tell_text(std::string_view does, const std::string& text);

}  // namespace tipring::sim
