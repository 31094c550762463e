#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "adapters/journal/memory_journal.h"
#include "adapters/sim/network.h"
#include "adapters/sim/sim_directory.h"
#include "adapters/sim/sim_media.h"
#include "adapters/sim/sim_messaging.h"
#include "adapters/sim/sim_speech.h"
#include "adapters/sim/sim_telephony.h"
#include "runtime/floor.h"

namespace tipring {

/// A floor in a simulated world, whose attendant does what a test tells it.
class FloorWorld : public Attendant {
 public:
  explicit FloorWorld(PartyBook parties = {}, PermissionBook permissions = {});

  sim::Party& call(const std::string& from = "100", const std::string& to = "200");
  sim::Party& expect(const std::string& address) { return network.expect(address); }

  /// Lets virtual time pass.
  void run(Duration time);

  /// The entries of the ledger as "kind key=value …", without those of the runtime.
  std::vector<std::string> story() const;
  /// Only the kinds.
  std::vector<std::string> kinds() const;

  /// Everything that was opened is closed again.
  void expect_nothing_left();

  std::function<void(ContactId)> on_attend;
  std::function<void(ContactId, const Release&)> on_released;

  void attend(ContactId contact) override;
  void released(ContactId contact, const Release& release) override;

  /// The newest contact.
  ContactId contact;
  std::vector<std::string> log_lines;

  VirtualClock clock{UtcTime{std::chrono::seconds(1'800'000'000)}};
  RunLoop loop{clock};
  Ids ids{1};
  Inbox inbox{loop};
  sim::Network network{loop};
  sim::SimTelephony telephony{loop, network, ids};
  sim::SimMedia media;
  sim::SimMessaging messaging{loop};
  sim::SimSpeech speech{loop};
  sim::SimDirectory directory;
  journal::MemoryJournal journal;
  Chance chance{1};

 private:
  struct Lines final : Log {
    explicit Lines(std::vector<std::string>& to) : lines(to) {}
    void write(LogLevel, std::string_view text) override { lines.emplace_back(text); }
    std::vector<std::string>& lines;
  };
  Lines log_{log_lines};
  /// Asserts after every event that contacts, legs and operations belong together.
  void check_invariants() const;

 public:
  Floor floor;
  Calls& calls;
};

}  // namespace tipring
