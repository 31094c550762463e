#include <stdexcept>
#include <utility>

#include <poll.h>
#include <unistd.h>

#include "tests/bench/load/switchboard.h"

namespace tipring::bench {
namespace {

constexpr int patience_ms = 10'000;

// A dictionary of texts, as bencode writes it.
std::string bencode(const std::vector<std::pair<std::string, std::string>>& entries) {
  const auto text = [](const std::string& value) { return std::to_string(value.size()) + ":" + value; };
  std::string all = "d";
  for (const auto& [key, value] : entries)
    all += text(key) + text(value);
  return all + "e";
}

class ByRtpengine final : public Switchboard {
 public:
  explicit ByRtpengine(std::uint16_t port) : port_(port) {}

  void set_up(int calls, std::uint16_t caller_media, std::uint16_t called_media) override {
    calls_ = calls;
    for (int call = 0; call < calls; ++call) {
      const std::string id = id_of(call);
      towards_called_.push_back(
          port_of({{"call-id", id}, {"command", "offer"}, {"from-tag", "a"}, {"sdp", sdp(caller_media)}}));
      towards_callers_.push_back(port_of({{"call-id", id},
                                          {"command", "answer"},
                                          {"from-tag", "a"},
                                          {"sdp", sdp(called_media)},
                                          {"to-tag", "b"}}));
    }
  }
  void hang_up() override {
    for (int call = 0; call < calls_; ++call)
      ask({{"call-id", id_of(call)}, {"command", "delete"}, {"from-tag", "a"}});
  }

 private:
  // What it was told to forget it remembers for a while.
  static std::string id_of(int call) { return std::to_string(getpid()) + "-" + std::to_string(call); }
  std::uint16_t port_of(const std::vector<std::pair<std::string, std::string>>& command) {
    const std::string answer = ask(command);
    const std::uint16_t port = media_port_of(answer);
    if (port == 0) throw std::runtime_error("rtpengine does not take a call: " + answer);
    return port;
  }
  std::string ask(const std::vector<std::pair<std::string, std::string>>& command) {
    // An answer is repeated to whoever names its cookie again.
    socket_.send(port_, std::to_string(getpid()) + "-" + std::to_string(++cookie_) + " " + bencode(command));
    pollfd watched{socket_.descriptor(), POLLIN, 0};
    std::uint16_t from = 0;
    if (poll(&watched, 1, patience_ms) <= 0) throw std::runtime_error("rtpengine does not answer");
    return socket_.receive(from);
  }

  std::uint16_t port_;
  UdpSocket socket_;
  int cookie_ = 0;
  int calls_ = 0;
};

}  // namespace

std::unique_ptr<Switchboard> by_rtpengine(std::uint16_t port) {
  return std::make_unique<ByRtpengine>(port);
}

}  // namespace tipring::bench
