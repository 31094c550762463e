#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <utility>

#include "adapters/sim/correspondent.h"
#include "runtime/base/handle.h"
#include "runtime/ports/messaging.h"

namespace tipring::cli {

/// Those who write messages to the site by SIP and read what it writes. What the site writes to nobody is kept
/// for whoever comes to stand at that address. Control thread only.
class WireCorrespondents final : public MessagingEvents {
 public:
  /// Told what a correspondent does and what happens to it, as a line of the play.
  using Happened = std::function<void(const sim::Correspondent&, const std::string& line)>;
  explicit WireCorrespondents(Happened happened) : happened_(std::move(happened)) {}

  /// Before the first message; must outlive this.
  void plug_in(Messaging& messaging) { messaging_ = &messaging; }

  sim::CorrespondentId add(sim::Correspondent correspondent);
  const sim::Correspondent& look(sim::CorrespondentId id) const { return correspondents_.at(id - 1); }
  /// `site`: "127.0.0.1:5060".
  void write(sim::CorrespondentId id, const std::string& text, const std::string& site);

  void message_arrived(IncomingMessage message) override;
  void message_sent(OperationHandle operation, MessageOutcome outcome) override;

 private:
  struct Written {
    sim::CorrespondentId by = 0;
    std::size_t index = 0;
  };
  struct Unclaimed {
    std::string recipient;
    std::string text;
  };
  void read(sim::Correspondent& reader, const std::string& text);

  Happened happened_;
  Messaging* messaging_ = nullptr;
  std::deque<sim::Correspondent> correspondents_;
  SlotMap<Written, OperationTag> written_;
  std::deque<Unclaimed> unclaimed_;
};

}  // namespace tipring::cli
