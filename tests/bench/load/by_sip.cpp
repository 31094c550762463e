#include <chrono>
#include <set>
#include <stdexcept>

#include <poll.h>

#include "tests/bench/load/switchboard.h"

namespace tipring::bench {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds between_calls{10};
constexpr std::chrono::seconds patience{60};

// A datagram may be lost where the machine is busy.
constexpr std::chrono::seconds between_repeats{2};

std::string header_of(const std::string& message, const std::string& name) {
  const auto at = message.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const auto start = at + name.size() + 4;
  return message.substr(start, message.find("\r\n", start) - start);
}

std::string all_of(const std::string& message, const std::string& name) {
  std::string lines;
  for (auto at = message.find("\r\n" + name + ": "); at != std::string::npos;
       at = message.find("\r\n" + name + ": ", at + 2))
    lines += message.substr(at + 2, message.find("\r\n", at + 2) - at);
  return lines;
}

std::string with_body(const std::string& head, const std::string& body) {
  const std::string type = body.empty() ? "" : "Content-Type: application/sdp\r\n";
  return head + type + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

class BySip final : public Switchboard {
 public:
  BySip(std::uint16_t port, std::string user, std::uint16_t called_port)
      : port_(port), user_(std::move(user)), called_(called_port), calls_others_(called_port != 0) {}

  void set_up(int calls, std::uint16_t caller_media, std::uint16_t called_media) override {
    called_media_ = called_media;
    auto next = Clock::now();
    for (int call = 0; call < calls; ++call) {
      caller_.send(port_, request("INVITE", call, sdp(caller_media)));
      next += between_calls;
      while (Clock::now() < next)
        take(std::chrono::duration_cast<milliseconds>(next - Clock::now()));
    }
    const auto complete = [&] {
      const auto wanted = static_cast<std::size_t>(calls);
      return towards_callers_.size() == wanted && (!calls_others_ || towards_called_.size() == wanted);
    };
    const auto give_up = Clock::now() + patience;
    while (!complete()) {
      if (Clock::now() > give_up) throw std::runtime_error("not all calls came about");
      const auto repeat = Clock::now() + between_repeats;
      while (!complete() && Clock::now() < repeat)
        take(milliseconds{100});
      for (int call = 0; call < calls; ++call) {
        if (!answered_.contains(id_of(call))) caller_.send(port_, request("INVITE", call, sdp(caller_media)));
      }
    }
  }

  void hang_up() override {
    for (const auto& answer : answers_) {
      caller_.send(port_, in_dialog("BYE", answer, 2));
      take(milliseconds{1});
    }
    const auto give_up = Clock::now() + patience;
    while (byes_ < answers_.size() && Clock::now() < give_up)
      take(milliseconds{100});
  }

 private:
  std::string own() const { return "127.0.0.1:" + std::to_string(caller_.port()); }
  std::string via(const std::string& branch) const {
    return "Via: SIP/2.0/UDP " + own() + ";branch=z9hG4bK" + branch + "\r\nMax-Forwards: 70\r\n";
  }
  std::string id_of(int call) const { return "call" + std::to_string(call) + "@" + own(); }
  std::string request(const std::string& method, int call, const std::string& body) const {
    const std::string number = std::to_string(call);
    const std::string uri = "sip:" + user_ + "@127.0.0.1:" + std::to_string(port_);
    return with_body(method + " " + uri + " SIP/2.0\r\n" + via("call" + number) + "From: <sip:bench@" + own() +
                         ">;tag=from" + number + "\r\nTo: <" + uri + ">\r\nCall-ID: " + id_of(call) +
                         "\r\nCSeq: 1 " + method + "\r\nContact: <sip:bench@" + own() + ">\r\n",
                     body);
  }
  // `answer`: the 2xx that made the dialog.
  std::string in_dialog(const std::string& method, const std::string& answer, int cseq) const {
    const std::string contact = header_of(answer, "Contact");
    const auto open = contact.find('<') + 1;
    const std::string from = header_of(answer, "From");
    return with_body(method + " " + contact.substr(open, contact.find('>') - open) + " SIP/2.0\r\n" +
                         via(method + from.substr(from.find(";tag=") + 5)) + "From: " + from +
                         "\r\nTo: " + header_of(answer, "To") + "\r\nCall-ID: " + header_of(answer, "Call-ID") +
                         "\r\nCSeq: " + std::to_string(cseq) + " " + method + "\r\n",
                     "");
  }

  void take(milliseconds longest) {
    pollfd watched[2] = {{caller_.descriptor(), POLLIN, 0}, {called_.descriptor(), POLLIN, 0}};
    poll(watched, 2, static_cast<int>(longest.count()));
    std::uint16_t from = 0;
    for (std::string message = caller_.receive(from); !message.empty(); message = caller_.receive(from))
      take_as_caller(message);
    for (std::string message = called_.receive(from); !message.empty(); message = called_.receive(from))
      take_as_called(message, from);
  }
  void take_as_caller(const std::string& message) {
    if (!message.starts_with("SIP/2.0 ")) return;
    const bool success = message.starts_with("SIP/2.0 2");
    const bool of_invite = header_of(message, "CSeq").ends_with("INVITE");
    if (message.starts_with("SIP/2.0 1")) return;
    if (!of_invite) {
      ++byes_;
    } else if (!success) {
      throw std::runtime_error("refused: " + message.substr(0, message.find('\r')));
    } else {
      caller_.send(port_, in_dialog("ACK", message, 1));
      if (!answered_.insert(header_of(message, "Call-ID")).second) return;
      answers_.push_back(message);
      towards_callers_.push_back(media_port_of(message));
    }
  }
  void take_as_called(const std::string& message, std::uint16_t from) {
    if (message.starts_with("ACK ") || message.starts_with("SIP/2.0")) return;
    const bool invite = message.starts_with("INVITE ");
    const std::string head = "SIP/2.0 200 OK\r\n" + all_of(message, "Via") +
                             "From: " + header_of(message, "From") + "\r\nTo: " + header_of(message, "To") +
                             (invite ? ";tag=called" : "") + "\r\nCall-ID: " + header_of(message, "Call-ID") +
                             "\r\nCSeq: " + header_of(message, "CSeq") + "\r\n";
    const std::string contact = "Contact: <sip:called@127.0.0.1:" + std::to_string(called_.port()) + ">\r\n";
    called_.send(from, with_body(invite ? head + contact : head, invite ? sdp(called_media_) : ""));
    if (invite && invited_.insert(header_of(message, "Call-ID")).second)
      towards_called_.push_back(media_port_of(message));
  }

  std::uint16_t port_;
  std::string user_;
  UdpSocket caller_;
  UdpSocket called_;
  bool calls_others_;
  std::uint16_t called_media_ = 0;
  std::set<std::string> answered_;
  std::set<std::string> invited_;
  std::vector<std::string> answers_;
  std::size_t byes_ = 0;
};

}  // namespace

std::unique_ptr<Switchboard> by_sip(std::uint16_t port, const std::string& user, std::uint16_t called_port) {
  return std::make_unique<BySip>(port, user, called_port);
}

}  // namespace tipring::bench
