#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "runtime/base/ids.h"
#include "runtime/base/run_loop.h"
#include "runtime/contact/call_permission.h"
#include "runtime/contact/national_tones.h"
#include "runtime/contact/negotiation.h"
#include "runtime/contact/outbox.h"
#include "runtime/contact/party_traits.h"
#include "runtime/ledger/ledger.h"
#include "runtime/ports/directory.h"
#include "runtime/ports/log.h"
#include "runtime/ports/media.h"
#include "runtime/ports/messaging.h"
#include "runtime/ports/speech.h"
#include "runtime/ports/telephony.h"

namespace tipring {

/// Of who is parked, where nothing else is said.
struct ParkingSettings {
  std::optional<SoundClip> music{};  ///< Over and over; nothing: silence.
  Duration timeout = std::chrono::minutes(2);
};

struct FloorSettings {
  MediaCapabilities capabilities;
  std::string recordings_folder;  ///< Where recordings are written; never named in the ledger.
  PartyBook parties{};
  PermissionBook permissions{};
  ParkingSettings parking{};
  std::string tones{usual_tones};  ///< The country whose tones callers hear, see national_tone().
};

/// What every part of the floor works with. All outlive the floor.
struct FloorContext {
  RunLoop& loop;
  Ledger& ledger;
  Outbox& outbox;
  Ids& ids;
  Telephony& telephony;
  Media& media;
  Messaging& messaging;
  Speech& speech;
  Directory& directory;
  Log& log;
  const FloorSettings& settings;
};

}  // namespace tipring
