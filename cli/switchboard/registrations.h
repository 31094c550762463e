#pragma once

#include <functional>
#include <memory>
#include <string>

#include "adapters/sip/sip_agent.h"
#include "adapters/sqlite/registration_store.h"
#include "runtime/base/run_loop.h"
#include "runtime/ledger/ledger.h"

namespace tipring::cli {

/// Keeps where phones are, and how many messages wait for them, over restarts, and tells the ledger of phones
/// that come and go and of trunks that change.
class Registrations {
 public:
  /// All references outlive it. `there`: in an event of its own, a phone has said that it is there, be it
  /// again.
  Registrations(std::unique_ptr<sqlite::RegistrationStore> store, sip::SipAgent& agent, Ledger& ledger,
                RunLoop& loop, std::function<void(const std::string& phone)> there);

 private:
  void restore();
  void restore_mailboxes();
  void take(const Entry& entry);
  void changed(const sip::BindingChange& change);
  void changed(const sip::TrunkStatus& trunk);
  std::int64_t utc_of(Instant time) const;

  std::unique_ptr<sqlite::RegistrationStore> store_;
  sip::SipAgent& agent_;
  void write(Entry entry);

  Ledger& ledger_;
  RunLoop& loop_;
  const Clock& clock_;
  std::function<void(const std::string&)> there_;
};

}  // namespace tipring::cli
