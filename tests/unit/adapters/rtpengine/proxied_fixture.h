#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "adapters/rtpengine/proxied_telephony.h"
#include "tests/unit/adapters/rtpengine/ng_peer.h"

namespace tipring::rtpengine {

/// A description that says no more than `word`, with the SDP `text`.
inline SessionDescription described(const std::string& word, const std::string& text = {}) {
  SessionDescription description;
  description.streams.emplace_back();
  description.streams.back().kind = word;
  description.text = text;
  return description;
}

/// "word", or "word <text>" where the SDP goes along.
inline std::string words_of(const SessionDescription& description) {
  return description.streams.front().kind + (description.text.empty() ? "" : " <" + description.text + ">");
}
inline std::string words_of(const std::optional<SessionDescription>& description) {
  return description ? words_of(*description) : "nothing";
}

/// What was asked of telephony.
class AskedTelephony final : public Telephony {
 public:
  void ring(LegId, std::optional<SessionDescription> early) override {
    asked.push_back("ring " + words_of(early));
  }
  void answer(LegId, SessionDescription description) override {
    asked.push_back("answer " + words_of(description));
  }
  void reject(LegId, int status, std::string, Headers headers) override {
    asked.push_back("reject " + std::to_string(status));
    for (const auto& [name, value] : headers)
      asked.back() += " " + name + ": " + value;
  }
  void redirect(LegId, std::vector<std::string> targets) override {
    asked.push_back("redirect " + targets.front());
  }
  void place(OutgoingCall call) override { asked.push_back("place " + words_of(call.offer)); }
  void accept_offer(LegId, SessionDescription answer) override {
    asked.push_back("accept " + words_of(answer));
  }
  void refuse_offer(LegId, int status) override { asked.push_back("refuse " + std::to_string(status)); }
  void offer(LegId, SessionDescription offer) override { asked.push_back("offer " + words_of(offer)); }
  void transfer_status(LegId, int status) override { asked.push_back("transfer " + std::to_string(status)); }
  void send_digit(LegId, OperationHandle, char digit) override {
    asked.push_back(std::string("digit ") + digit);
  }
  void release(LegId, Release release) override {
    asked.push_back("release " + std::to_string(release.status));
  }
  TelephonyLive live() const override { return {}; }

  std::vector<std::string> asked;
};

/// What the floor was told.
class ToldFloor final : public TelephonyEvents {
 public:
  void arrived(IncomingCall call) override { told.push_back("arrived " + words_of(call.offer)); }
  void ringing(LegId, std::optional<SessionDescription> early) override {
    told.push_back("ringing " + words_of(early));
  }
  void answered(LegId, SessionDescription description) override {
    told.push_back("answered " + words_of(description));
  }
  void acknowledged(LegId, std::optional<SessionDescription> description) override {
    told.push_back("acknowledged " + words_of(description));
  }
  void offered(LegId, std::optional<SessionDescription> offer) override {
    told.push_back("offered " + words_of(offer));
  }
  void offer_accepted(LegId, SessionDescription answer) override {
    told.push_back("accepted " + words_of(answer));
  }
  void offer_refused(LegId, int status) override { told.push_back("refused " + std::to_string(status)); }
  void media_lost(LegId lost) override { told.push_back("media of " + to_string(lost) + " lost"); }
  void digit_signalled(LegId, char digit) override { told.push_back(std::string("digit ") + digit); }
  void transfer_asked(LegId, TransferRequest) override { told.emplace_back("transfer"); }
  void digit_sent(LegId, OperationHandle, int) override { told.emplace_back("digit sent"); }
  void released(LegId, Release release) override {
    told.push_back("released " + std::to_string(release.status));
  }
  void state_changed(LegId, std::string state) override { told.push_back("state " + state); }

  std::vector<std::string> told;
};

/// A ProxiedTelephony between both, with one rtpengine. Phone "web" is a browser, phone "plain" goes without
/// any rtpengine, all others by it as they are.
class ProxiedTest : public ::testing::Test {
 protected:
  ProxiedTest() {
    telephony_.stand_before(agent_);
    peer_.pong();
  }
  void pass(Duration time) { run_virtual(loop_, clock_, clock_.now() + time); }
  /// The SDP of the latest command.
  std::string asked_sdp() const { return *peer_.commands().back().at("sdp").text(); }

  static IncomingCall incoming(const std::string& phone, std::optional<SessionDescription> offer) {
    IncomingCall call;
    call.leg = leg;
    call.phone = phone;
    call.offer = std::move(offer);
    return call;
  }
  static OutgoingCall outgoing(const std::string& phone, SessionDescription offer) {
    OutgoingCall call;
    call.leg = leg;
    call.phone = phone;
    call.offer = std::move(offer);
    return call;
  }
  /// A call of ours, answered.
  void talk() {
    telephony_.place(outgoing("", described("ours")));
    peer_.answer_with("to-peer");
    telephony_.answered(leg, described("theirs", "from-peer"));
    peer_.answer_with("to-us");
    agent_.asked.clear();
    floor_.told.clear();
  }

  static constexpr LegId leg{1, 1};

  VirtualClock clock_{UtcTime{}};
  RunLoop loop_{clock_};
  LogLines log_;
  NgPeer peer_;
  AskedTelephony agent_;
  ToldFloor floor_;
  Instances instances_{loop_, log_, one(), 0};
  ProxiedTelephony telephony_{
      {.loop = loop_,
       .log = log_,
       .instances = instances_,
       .events = floor_,
       .kind_of = [](const std::string& phone, const std::string&) -> std::optional<PeerKind> {
         if (phone == "plain") return std::nullopt;
         return phone == "web" ? PeerKind::webrtc : PeerKind::plain;
       },
       .read = [](std::string_view sdp) -> Result<SessionDescription> {
         if (sdp == "garbage") return Error{"bad-sdp", "malformed SDP"};
         return described("read " + std::string(sdp));
       },
       .write =
           [](const SessionDescription& description, std::uint64_t, std::uint64_t version) {
             const MediaStream& stream = description.streams.front();
             return stream.kind + " " + std::to_string(version) + " " + stream.protocol +
                    (stream.crypto.empty() ? "" : " with keys");
           },
       .name = "t-"}};

 private:
  std::vector<std::unique_ptr<Instance>> one() {
    std::vector<std::unique_ptr<Instance>> one;
    one.push_back(std::make_unique<Instance>(loop_, log_, "192.0.2.7:2223", "a-", peer_.socket()));
    return one;
  }
};

}  // namespace tipring::rtpengine
