#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/wire/kit/raw_socket.h"

namespace tipring::wire {

/// One side of a bridged call: a peer of which a test writes each byte, whose name stands in every field that
/// could tell of its inside.
class Side {
 public:
  /// At `own_port`, with a runtime at `port`. `name` marks hosts ("callers.inside"), `network` addresses of
  /// loopback ("127.77.0.").
  Side(std::string name, std::string network, std::uint16_t port, std::uint16_t own_port);

  const std::string& name() const { return name_; }
  const std::string& network() const { return network_; }
  std::string address() const { return socket_.address(); }

  /// Whom its first INVITE calls.
  void call(const std::string& user, std::uint16_t port);
  /// A request outside or inside of the dialog, with all marks.
  void send(const std::string& method, const std::string& headers = {}, bool describes = false);
  /// The response to a request of the peer, with all marks.
  void respond(const std::string& request, const std::string& status, bool describes = false);
  /// The next message that begins so, by its first line and the method of its CSeq; all that come are kept.
  std::string until(const std::string& start, const std::string& method = {});
  /// The ACK to the final response of our INVITE.
  void acknowledge();
  /// The peer's first INVITE, which makes the dialog.
  std::string until_called();

  /// All that has come so far.
  const std::vector<std::string>& received() const { return received_; }

 private:
  std::string marked_headers() const;
  std::string description();

  std::string name_;
  std::string network_;
  RawSocket socket_;
  std::vector<std::string> received_;
  // The dialog, as this side sees it.
  std::string target_;
  std::string own_;
  std::string peer_;
  std::string call_id_;
  int cseq_ = 0;
  int invite_cseq_ = 0;
  int version_ = 0;
  bool refused_ = false;
};

}  // namespace tipring::wire
