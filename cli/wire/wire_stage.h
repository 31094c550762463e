#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "adapters/rtp/rtp_media.h"
#include "adapters/sip/sip_agent.h"
#include "cli/phone/phones.h"
#include "cli/tester/play_log.h"
#include "cli/tester/stage.h"
#include "cli/wire/repertoire.h"
#include "cli/wire/wire_correspondents.h"
#include "cli/wire/wire_party.h"
#include "runtime/base/ids.h"
#include "runtime/base/run_loop.h"
#include "runtime/ports/log.h"
#include "runtime/ports/reactor.h"
#include "runtime/ports/speech.h"

struct su_root_s;

namespace tipring::cli {

/// A stage of real phones on loopback: they call the site by SIP and know what they hear by comparing it with
/// what the site plays and other parties say. What they say is synthesised; who has nothing to say murmurs.
class WireStage final : public Stage {
 public:
  /// `folder`: for the voices of parties; must exist. `speech` speaks their words. All outlive the stage.
  WireStage(RunLoop& loop, Reactor& reactor, Speech& speech, PlayLog& log, std::filesystem::path folder);
  ~WireStage() override;
  WireStage(const WireStage&) = delete;
  WireStage& operator=(const WireStage&) = delete;

  /// Connects the phones. Fails as SipAgent::create() and RtpMedia::create() do.
  /// `accounts`: of the phones of the site, whose parties prove themselves.
  Result<void> open(su_root_s* root, std::vector<sip::DigestAccount> accounts, Log& log);
  /// Where phones are called, "127.0.0.1:5080". After open().
  std::string phones_at() const;
  /// Where the site is called.
  void set_site(std::string host_and_port) { site_ = std::move(host_and_port); }

  /// The site begins to play.
  void site_plays(const std::vector<Clip>& clips);

  /// No call is left, and no exchange open.
  bool quiet() const;

  Result<PartyId> call(CallPlan plan) override;
  Result<PartyId> expect_call(const std::string& address, std::string name, PhoneTraits phone) override;
  Result<void> ring(PartyId party, bool early_media) override { return at(party).ring(early_media); }
  Result<void> answer(PartyId party) override { return at(party).answer(); }
  Result<void> refuse(PartyId party, int status, std::string reason) override;
  Result<void> ignore(PartyId party) override { return at(party).ignore(); }
  Result<void> hang_up(PartyId party) override { return at(party).hang_up(); }
  Result<void> redirect(PartyId party, std::vector<std::string> targets) override;
  Result<void> transfer(PartyId party, const std::string& target, PartyId consultation) override;
  Result<void> hold(PartyId party) override;
  Result<void> resume(PartyId party) override;
  Result<void> vanish(PartyId party) override;
  Result<Duration> press(PartyId party, const std::string& keys) override { return at(party).press(keys); }
  Result<void> speak(PartyId party, Duration length, std::string words) override;

  CorrespondentId correspond(Correspondent plan) override { return correspondents_.add(std::move(plan)); }
  void write(CorrespondentId writer, const std::string& text) override {
    correspondents_.write(writer, text, site_);
  }
  const Correspondent& look_at(CorrespondentId writer) const override { return correspondents_.look(writer); }

  std::optional<MessagesWaiting> waiting_for(const std::string& /*phone*/) override { return std::nullopt; }

  PartyView look(PartyId party) const override;
  std::vector<PartyId> parties() const override;
  Instant now() const override { return loop_.clock().now(); }
  bool at_rest() const override { return true; }
  bool may_still_change() const override { return true; }
  // What is in PartyView::heard has been recognised.
  Duration recognition_time() const override { return Duration::zero(); }
  void let_speak_to_each_other(PartyId first, PartyId second) override;

 private:
  /// Two who are to hear each other, and who has heard the other so far.
  struct Acquaintance {
    PartyId first = 0;
    PartyId second = 0;
    bool first_heard = false;
    bool second_heard = false;

    bool over() const { return first_heard && second_heard; }
    bool includes(PartyId party) const { return party == first || party == second; }
  };

  WireParty& at(PartyId party) { return *parties_.at(party - 1); }
  PartyId add(const std::string& name, const std::string& address, const PhoneTraits& traits);
  Phone* pick(const IncomingCall& call);
  void happened(const WireParty& party, const sim::PartyEvent& event);
  void murmur(PartyId party, Duration length);
  void speak_on(PartyId party);
  void note_heard(const WireParty& listener, const Sound& sound);

  RunLoop& loop_;
  Speech& speech_;
  PlayLog& log_;
  std::filesystem::path folder_;
  std::string site_;
  Ids ids_{1};
  Phones phones_;
  Repertoire repertoire_;
  WireCorrespondents correspondents_;
  std::unique_ptr<sip::SipAgent> sip_;
  std::unique_ptr<rtp::RtpMedia> media_;
  std::vector<std::unique_ptr<WireParty>> parties_;
  std::vector<PartyId> expected_;   // Wait for a call.
  std::vector<PartyId> unclaimed_;  // Were called, and nobody had asked for it.
  std::vector<Acquaintance> getting_to_know_;
  std::set<PartyId> murmuring_;
  std::vector<Speech::Request> speaking_;
};

}  // namespace tipring::cli
