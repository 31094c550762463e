#pragma once

#include <string>
#include <utility>

#include "adapters/sim/correspondents.h"
#include "runtime/base/handle.h"
#include "runtime/ports/messaging.h"

namespace tipring::cli {

/// Those who write messages to the site by SIP and read what it writes. Control thread only.
class WireCorrespondents final : public MessagingEvents {
 public:
  explicit WireCorrespondents(sim::Correspondents::Happened happened) : correspondents_(std::move(happened)) {}

  /// Before the first message; must outlive this.
  void plug_in(Messaging& messaging) { messaging_ = &messaging; }

  sim::CorrespondentId add(sim::Correspondent correspondent) {
    return correspondents_.add(std::move(correspondent));
  }
  const sim::Correspondent& look(sim::CorrespondentId id) const { return correspondents_.look(id); }
  /// `site`: "127.0.0.1:5060".
  void write(sim::CorrespondentId id, const std::string& text, const std::string& site);

  void message_arrived(IncomingMessage message) override;
  void message_sent(OperationHandle operation, MessageOutcome outcome) override;

 private:
  sim::Correspondents correspondents_;
  Messaging* messaging_ = nullptr;
  SlotMap<sim::Correspondents::Written, OperationTag> written_;
};

}  // namespace tipring::cli
