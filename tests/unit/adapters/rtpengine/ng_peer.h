#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/rtpengine/instance.h"
#include "runtime/ports/log.h"

namespace tipring::rtpengine {

/// An rtpengine of a test's own: what came to it, and what it says.
class NgPeer {
 public:
  /// The other end, once.
  std::unique_ptr<NgSocket> socket() { return std::make_unique<Socket>(*this); }

  /// Commands that came, without pings.
  std::vector<BencodeDictionary> commands() const {
    std::vector<BencodeDictionary> all;
    for (const std::string& datagram : datagrams) {
      if (!is_ping(datagram)) all.push_back(command_of(datagram));
    }
    return all;
  }
  /// Their names: "offer", "answer", "delete".
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const BencodeDictionary& command : commands())
      names.push_back(*command.at("command").text());
    return names;
  }

  void say(const std::string& datagram) const { received(datagram); }
  /// To the latest command.
  void answer(const BencodeDictionary& fields) const { answer(datagrams.back(), fields); }
  void answer(const std::string& datagram, const BencodeDictionary& fields) const {
    received(datagram.substr(0, datagram.find(' ')) + " " + write_bencode(fields));
  }
  void pong() const { answer({{"result", "pong"}}); }
  void answer_with(const std::string& sdp) const { answer({{"result", "ok"}, {"sdp", sdp}}); }

  /// Nobody listens there: the system says so to each datagram.
  void refuse() const { refused(); }

  std::vector<std::string> datagrams;
  std::function<void(std::string_view)> received;
  std::function<void()> refused;

 private:
  class Socket final : public NgSocket {
   public:
    explicit Socket(NgPeer& peer) : peer_(peer) {}
    void listen(std::function<void(std::string_view)> on_received, std::function<void()> on_refused) override {
      peer_.received = std::move(on_received);
      peer_.refused = std::move(on_refused);
    }
    void send(std::string_view datagram) override { peer_.datagrams.emplace_back(datagram); }

   private:
    NgPeer& peer_;
  };

  static BencodeDictionary command_of(const std::string& datagram) {
    return *read_bencode(datagram.substr(datagram.find(' ') + 1)).value().dictionary();
  }
  static bool is_ping(const std::string& datagram) { return datagram.ends_with(" d7:command4:pinge"); }
};

class LogLines final : public Log {
 public:
  void write(LogLevel level, std::string_view text) override {
    if (level >= LogLevel::warning) warnings.emplace_back(text);
  }
  std::vector<std::string> warnings;
};

}  // namespace tipring::rtpengine
