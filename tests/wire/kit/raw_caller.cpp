#include "tests/wire/kit/raw_caller.h"

#include <array>
#include <atomic>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/wire/kit/ports.h"

namespace tipring::wire {
namespace {

constexpr int patience_ms = 20'000;

// A whole line of a message that begins so; empty when there is none.
std::string line_of(const std::string& message, const std::string& start) {
  const auto at = message.find("\r\n" + start);
  if (at == std::string::npos) return {};
  return message.substr(at + 2, message.find("\r\n", at + 2) - at);
}

std::string target_of(const std::string& invite) {
  return invite.substr(7, invite.find(' ', 7) - 7);
}

// Ports are used again, and what was answered to another caller there is not for this one.
int next_caller() {
  static std::atomic<int> callers{0};
  return ++callers;
}

}  // namespace

RawCaller::RawCaller(std::uint16_t port)
    : descriptor_(socket(AF_INET, SOCK_DGRAM, 0)), port_(port), number_(next_caller()) {
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (bind(descriptor_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("no socket");
  own_port_ = ntohs(address.sin_port);
}

RawCaller::~RawCaller() {
  close(descriptor_);
}

std::string RawCaller::sdp() {
  return "v=0\r\no=raw 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP "
         "0\r\n";
}

std::string RawCaller::invite(const std::string& user, const std::string& sdp) {
  const std::string call = std::to_string(number_) + "-" + std::to_string(++calls_);
  const std::string uri = "sip:" + user + "@127.0.0.1:" + std::to_string(port_);
  return "INVITE " + uri + " SIP/2.0\r\nVia: SIP/2.0/UDP " + address() + ";branch=z9hG4bK" + call +
         "\r\nMax-Forwards: 70\r\nFrom: <sip:raw@" + address() + ">;tag=raw" + call + "\r\nTo: <" + uri +
         ">\r\nCall-ID: " + call + "@" + address() + "\r\nCSeq: 1 INVITE\r\nContact: <sip:raw@" + address() +
         ">\r\nContent-Type: application/sdp\r\nContent-Length: " + std::to_string(sdp.size()) + "\r\n\r\n" +
         sdp;
}

void RawCaller::send(const std::string& message) const {
  const sockaddr_in to = loopback(port_);
  if (sendto(descriptor_, message.data(), message.size(), 0, reinterpret_cast<const sockaddr*>(&to),
             sizeof to) < 0)
    throw std::runtime_error("nothing can be sent");
}

std::string RawCaller::final_answer(const std::string& call_id) const {
  pollfd watched{descriptor_, POLLIN, 0};
  while (poll(&watched, 1, patience_ms) > 0) {
    std::array<char, 65536> buffer{};
    const auto size = recv(descriptor_, buffer.data(), buffer.size(), 0);
    std::string message(buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    const bool is_final = message.starts_with("SIP/2.0 ") && !message.starts_with("SIP/2.0 1");
    if (is_final && line_of(message, "Call-ID: ") == call_id) return message;
  }
  return {};
}

std::string RawCaller::answer_to(const std::string& invite) const {
  send(invite);
  std::string answer = final_answer(line_of(invite, "Call-ID: "));
  if (answer.empty()) return answer;
  send("ACK " + target_of(invite) + " SIP/2.0\r\n" + line_of(invite, "Via: ") + line_of(invite, "From: ") +
       line_of(answer, "To: ") + line_of(invite, "Call-ID: ") +
       "CSeq: 1 ACK\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n");
  return answer;
}

std::string RawCaller::hang_up(const std::string& invite, const std::string& answer) const {
  send("BYE " + target_of(invite) + " SIP/2.0\r\nVia: SIP/2.0/UDP " + address() + ";branch=z9hG4bKbye" +
       std::to_string(number_) + "-" + std::to_string(calls_) + "\r\n" + line_of(invite, "From: ") +
       line_of(answer, "To: ") + line_of(invite, "Call-ID: ") +
       "CSeq: 2 BYE\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n");
  // The answer to the INVITE may have been sent twice.
  const std::string call_id = line_of(invite, "Call-ID: ");
  for (std::string said = final_answer(call_id); !said.empty(); said = final_answer(call_id)) {
    if (line_of(said, "CSeq: ").find("BYE") != std::string::npos) return said;
  }
  return {};
}

}  // namespace tipring::wire
