#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "runtime/base/chance.h"
#include "runtime/base/ids.h"
#include "runtime/base/run_loop.h"
#include "runtime/contact/attendant.h"
#include "runtime/contact/calls.h"
#include "runtime/contact/chats.h"
#include "runtime/contact/floor_context.h"
#include "runtime/contact/inbox.h"
#include "runtime/contact/outbox.h"
#include "runtime/ledger/ledger.h"
#include "runtime/ledger/open_contacts.h"
#include "runtime/queue/call_desk.h"
#include "runtime/queue/distributor.h"

namespace tipring {

/// The worlds the floor stands between. All outlive it.
struct FloorPorts {
  Telephony& telephony;
  Media& media;
  Messaging& messaging;
  Speech& speech;
  Directory& directory;
  Journal& journal;
  Log& log;
  Chance& chance;
};

/// What the floor holds at this moment: all zero when nobody is there.
struct FloorLive {
  std::size_t contacts = 0;
  std::size_t legs = 0;
  std::size_t operations = 0;
};

/// The floor: all state of the switchboard, on one thread. Events come in through the inbox; at the end of each
/// turn the ledger is written and then the effects leave. Control thread only.
class Floor {
 public:
  /// `next_sequence`: one past the last entry the journal holds. `attendant` decides about contacts; both it
  /// and the ports outlive the floor. The inbox delivers to this floor from now on.
  Floor(RunLoop& loop, Inbox& inbox, Ids& ids, FloorPorts ports, FloorSettings settings, Attendant& attendant,
        std::uint64_t next_sequence);
  Floor(const Floor&) = delete;
  Floor& operator=(const Floor&) = delete;

  Calls& calls() { return calls_; }
  const Calls& calls() const { return calls_; }
  Chats& chats() { return chats_; }
  const Chats& chats() const { return chats_; }
  Distributor& distributor() { return distributor_; }
  const Distributor& distributor() const { return distributor_; }
  CallDesk& desk() { return desk_; }
  Ledger& ledger() { return ledger_; }
  RunLoop& loop() { return loop_; }
  Log& log() { return ports_.log; }

  /// Writes the first entry of a run. `run` is the run number of Ids; `open` says how many contacts the run
  /// before has left open, each of which recover() is called with. Nothing: none are taken up.
  void started(std::uint32_t run, std::string version, std::optional<std::size_t> open = {});
  /// An entry of earlier runs, in order: queues and agents are as it leaves them. After redistribute(), before
  /// started().
  void replay(const Entry& entry) { distributor_.replay(entry); }
  /// Takes up the contacts that an earlier run has left open, or closes them. After started(), before anything
  /// else.
  void recover(const std::vector<OpenContact>& open);
  void stopped(std::string reason);

  /// No new contacts from now on: they get 503. `draining()` tells when the last one is gone.
  void drain();
  bool draining() const { return draining_; }

  /// What the site says of the floor from now on. Legs that are there keep the traits they began with.
  void reconfigure(FloorSettings settings) { settings_ = std::move(settings); }
  /// Likewise, of queues and agents: see Distributor::reconfigure().
  void redistribute(DistributionPlan plan) { distributor_.reconfigure(std::move(plan)); }

  FloorLive live() const;
  const FloorPorts& ports() const { return ports_; }

 private:
  void end_turn();
  void recover(const OpenContact& open);
  void lose(ContactId contact);

  RunLoop& loop_;
  FloorPorts ports_;
  FloorSettings settings_;
  Ledger ledger_;
  Outbox outbox_;
  FloorContext context_;
  Calls calls_;
  Chats chats_;
  Distributor distributor_;
  CallDesk desk_;
  std::set<ContactId> in_queues_;  // Contacts of an earlier run that are not known to go on yet.
  bool draining_ = false;
  bool ledger_stuck_ = false;
};

}  // namespace tipring
