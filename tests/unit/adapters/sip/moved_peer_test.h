#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "moved_time.h"
#include "raw_peer.h"

namespace tipring::sip {

/// One agent, Bob, and a peer of which a test writes each message, in time that the test moves.
class MovedPeerTest : public MovedTimeTest {
 protected:
  explicit MovedPeerTest(std::vector<std::string> listen = {"udp://127.0.0.1:0"})
      : listen_(std::move(listen)) {}
  void SetUp() override {
    MovedTimeTest::SetUp();
    open_all(bob_, {listen_.begin(), listen_.end()});
    port_ = bob_.agent->listening().front().port;
    peer_ = std::make_unique<RawPeer>(*reactor_);
    to_ = "<" + uri_of(bob_) + ">";
  }
  void TearDown() override {
    peer_.reset();
    bob_.agent.reset();
    MovedTimeTest::TearDown();
  }

  Party bob_;
  std::uint16_t port_ = 0;
  std::unique_ptr<RawPeer> peer_;  ///< Only lends its name to requests that go over connections.
  std::string to_;

 private:
  std::vector<std::string> listen_;
};

}  // namespace tipring::sip
