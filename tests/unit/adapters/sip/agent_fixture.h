#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "adapters/reactor/su_reactor.h"
#include "adapters/reactor/system_clock.h"
#include "adapters/sip/sip_agent.h"

namespace tipring::sip {

/// One user agent and all that it told, in order, in words such as "1.1 answered".
class Party final : public TelephonyEvents, public Log {
 public:
  void arrived(IncomingCall call) override {
    note(call.leg, "arrived");
    calls[call.leg] = call;
    leg = call.leg;
    if (on_arrived) on_arrived(call);
  }
  void ringing(LegId id, std::optional<SessionDescription> early) override {
    note(id, early ? "ringing early" : "ringing");
    described = early;
  }
  void answered(LegId id, SessionDescription description) override {
    note(id, "answered");
    described = description;
  }
  void acknowledged(LegId id, std::optional<SessionDescription> description) override {
    note(id, description ? "acknowledged described" : "acknowledged");
    if (description) described = description;
  }
  void offered(LegId id, std::optional<SessionDescription> offer) override {
    note(id, offer ? "offered" : "asked to offer");
    described = offer;
    if (on_offered) on_offered(id);
  }
  void offer_accepted(LegId id, SessionDescription answer) override {
    note(id, "accepted");
    described = answer;
  }
  void transfer_asked(LegId id, TransferRequest request) override {
    note(id, "transfer to " + request.target.uri + (request.consulted ? " consulted" : ""));
    consultation = request.consultation;
  }
  void offer_refused(LegId id, int status) override { note(id, "refused " + std::to_string(status)); }
  void media_lost(LegId id) override { note(id, "media lost"); }
  void digit_signalled(LegId id, char digit) override { note(id, std::string("digit ") + digit); }
  void digit_sent(LegId id, OperationHandle operation, int status) override {
    note(id, "digit sent " + std::to_string(operation.slot) + " " + std::to_string(status));
  }
  void released(LegId id, Release release) override {
    note(id, "released");
    releases[id] = release;
  }
  void state_changed(LegId id, std::string state) override { states[id].push_back(state); }
  void write(LogLevel, std::string_view text) override { lines.emplace_back(text); }

  bool heard(const std::string& what) const { return count(what) > 0; }
  std::size_t count(const std::string& what) const {
    return static_cast<std::size_t>(std::count(told.begin(), told.end(), what));
  }

  std::unique_ptr<SipAgent> agent;
  std::vector<std::string> told;
  std::vector<std::string> lines;
  LegId leg;           ///< The latest that arrived.
  LegId consultation;  ///< Of the latest transfer asked for.
  std::map<LegId, IncomingCall> calls;
  std::map<LegId, Release> releases;
  std::map<LegId, std::vector<std::string>> states;
  std::optional<SessionDescription> described;
  std::function<void(const IncomingCall&)> on_arrived;
  std::function<void(LegId)> on_offered;

 private:
  void note(LegId, const std::string& what) { told.push_back(what); }
};

/// The system's clock, which a test can push forward.
class MovableClock final : public Clock {
 public:
  Instant now() const override { return system_.now() + ahead_; }
  UtcTime utc() const override { return system_.utc() + ahead_; }
  void move(Duration by) { ahead_ += by; }

 private:
  reactor::SystemClock system_;
  Duration ahead_{0};
};

/// Real agents on loopback, on one reactor.
class AgentTest : public testing::Test {
 protected:
  void SetUp() override {
    auto created = reactor::SuReactor::create(loop_);
    ASSERT_TRUE(created.ok());
    reactor_ = std::move(created).value();
  }

  void open(Party& party, const std::string& url) { open_all(party, {url}); }
  void open_all(Party& party, std::vector<ListenSettings> listen) {
    auto agent = SipAgent::create(reactor_->native_root(), {std::move(listen), "Tipring/test"}, loop_, ids_,
                                  party, party);
    ASSERT_TRUE(agent.ok()) << agent.error().text;
    party.agent = std::move(agent).value();
  }

  /// Steps until `condition` holds; false, and a failure of the test, when it does not within half a minute.
  bool until(const std::function<bool()>& condition) {
    // Only so that a test that fails says so instead of hanging.
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (!condition()) {
      if (std::chrono::steady_clock::now() > give_up) {
        ADD_FAILURE() << "gave up waiting";
        return false;
      }
      reactor_->step(std::chrono::milliseconds{1000});
    }
    return true;
  }
  bool until_told(const Party& party, const std::string& what) {
    const bool told = until([&] { return party.heard(what); });
    if (!told) ADD_FAILURE() << "'" << what << "' was not told; " << testing::PrintToString(party.told);
    return told;
  }
  /// Until both have nothing left to say to each other.
  bool until_settled(const Party& first, const Party& second) {
    return until([&] { return first.agent->settled() && second.agent->settled(); });
  }

  LegId place(Party& party, const std::string& target, SessionDescription offer) {
    OutgoingCall call;
    call.leg = ids_.next_leg();
    call.target = target;
    call.offer = std::move(offer);
    party.agent->place(call);
    return call.leg;
  }

  static SessionDescription audio(std::uint16_t port) {
    SessionDescription description;
    MediaStream stream;
    stream.address = {"127.0.0.1", port};
    stream.formats = {{0, "PCMU", 8000, ""}, {101, "telephone-event", 8000, "0-15"}};
    description.streams.push_back(stream);
    return description;
  }

  static std::string uri_of(const Party& party, const std::string& user = "100") {
    const Endpoint& at = party.agent->listening().front();
    return "sip:" + user + "@" + uri_host(at.ip) + ":" + std::to_string(at.port) +
           (at.transport == "tcp" ? ";transport=tcp" : "");
  }

  MovableClock clock_;
  RunLoop loop_{clock_};
  std::unique_ptr<reactor::SuReactor> reactor_;
  Ids ids_{1};
};

}  // namespace tipring::sip
