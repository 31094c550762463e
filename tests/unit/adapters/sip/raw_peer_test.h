#pragma once

#include <memory>
#include <string>

#include "agent_fixture.h"
#include "raw_peer.h"

namespace tipring::sip {

/// One agent, Bob, and a peer of which a test writes each message.
class RawPeerTest : public AgentTest {
 protected:
  void SetUp() override {
    AgentTest::SetUp();
    open(bob_, "udp://127.0.0.1:0");
    port_ = bob_.agent->listening().front().port;
    peer_ = std::make_unique<RawPeer>(*reactor_);
    to_ = "<" + uri_of(bob_) + ">";
  }
  void TearDown() override {
    peer_.reset();
    bob_.agent.reset();
  }

  /// From the peer, in its one call with Bob.
  void request(const std::string& method, std::uint32_t cseq, const std::string& headers = {},
               const std::string& body = {}) {
    peer_->send(port_, request_of(*peer_, method, uri_of(bob_), to_, cseq, headers, body));
  }
  /// By the peer: so many messages that begin so.
  bool until_heard(const std::string& start, std::size_t times = 1) {
    const bool heard = until([&] { return peer_->count(start) >= times; });
    if (!heard) ADD_FAILURE() << start << " never came; " << testing::PrintToString(peer_->received);
    return heard;
  }
  /// An established call from the peer, with the given body in INVITE and ACK.
  void establish(const std::string& invite_body = raw_sdp(4000), const std::string& ack_body = {}) {
    const std::string sdp = "Content-Type: application/sdp\r\n";
    request("INVITE", 1, invite_body.empty() ? "" : sdp, invite_body);
    ASSERT_TRUE(until_told(bob_, "arrived"));
    bob_.agent->answer(bob_.leg, audio(4002));
    ASSERT_TRUE(until_heard("SIP/2.0 200"));
    to_ = header_of(peer_->message("SIP/2.0 200"), "To");
    request("ACK", 1, ack_body.empty() ? "" : sdp, ack_body);
    ASSERT_TRUE(until([this] {
      return bob_.heard("acknowledged") || bob_.heard("acknowledged described") || bob_.heard("released");
    }));
    peer_->received.clear();
  }

  Party bob_;
  std::uint16_t port_ = 0;
  std::unique_ptr<RawPeer> peer_;
  std::string to_;  ///< Of the peer's call: with Bob's tag once there is one.
};

}  // namespace tipring::sip
