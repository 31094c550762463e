#include "tests/wire/topology/side.h"

#include <utility>

namespace tipring::wire {
namespace {

std::string uri_in(const std::string& contact) {
  const auto open = contact.find('<') + 1;
  return contact.substr(open, contact.find('>') - open);
}

}  // namespace

Side::Side(std::string name, std::string network, std::uint16_t port, std::uint16_t own_port)
    : name_(std::move(name)),
      network_(std::move(network)),
      socket_("udp", port, own_port),
      own_("<sip:caller@" + name_ + ">;tag=" + name_),
      call_id_("call-1@" + name_) {
  call("service", port);
}

void Side::call(const std::string& user, std::uint16_t port) {
  target_ = "sip:" + user + "@127.0.0.1:" + std::to_string(port);
  peer_ = "<" + target_ + ">";
}

std::string Side::marked_headers() const {
  const std::string uri = "<sip:+12025550100@" + name_ + ":5080>";
  return "Contact: <sip:" + name_ + "@" + address() + ";ob=" + name_ + ">\r\nUser-Agent: PBX of " + name_ +
         "\r\nServer: PBX of " + name_ + "\r\nOrganization: " + name_ + "\r\nWarning: 399 " + name_ +
         " \"Told by " + name_ + "\"\r\nCall-Info: <http://" + name_ +
         "/ann>;purpose=icon\r\nAlert-Info: <http://" + name_ + "/ring>\r\nError-Info: <http://" + name_ +
         "/sorry>\r\nReferred-By: " + uri + "\r\nHistory-Info: <sip:+12025550100@" + name_ +
         "?Reason=SIP%3Bcause%3D302%3Btext%3D%22" + name_ + "%22>;index=1, <sip:office@" + network_ +
         "9>;index=1.1\r\nDiversion: " + uri + ";reason=unconditional\r\nP-Asserted-Identity: " + uri +
         ", <tel:100;phone-context=" + name_ + ">\r\nP-Preferred-Identity: " + uri +
         "\r\nRemote-Party-ID: " + uri + "\r\nX-Inside: " + name_ + "\r\nReason: Q.850;cause=16;text=\"by " +
         name_ + "\"\r\n";
}

std::string Side::description() {
  return "v=0\r\no=" + name_ + " 1 " + std::to_string(++version_) + " IN IP4 " + network_ + "1\r\ns=" + name_ +
         "\r\ni=" + name_ + "\r\nu=http://" + name_ + "/\r\ne=ann@" + name_ + "\r\nc=IN IP4 " + network_ +
         "2\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=rtcp:4001 IN "
         "IP4 " +
         network_ + "3\r\na=candidate:1 1 UDP 2130706431 " + network_ +
         "4 4000 typ host\r\na=candidate:2 1 UDP 1 " + network_ + "5 4000 typ srflx raddr " + network_ +
         "6 rport 4000\r\na=ssrc:17 cname:ann@" + name_ + "\r\na=tool:" + name_ + "\r\n";
}

void Side::send(const std::string& method, const std::string& headers, bool describes) {
  if (method != "ACK") ++cseq_;
  if (method == "INVITE") invite_cseq_ = cseq_;
  const std::string cseq = std::to_string(method == "ACK" ? invite_cseq_ : cseq_);
  // The ACK of a refusal belongs to its INVITE's transaction.
  const std::string branch = (refused_ ? "INVITE" : method) + cseq + name_;
  const std::string body = describes ? description() : std::string();
  socket_.send(method + " " + target_ + " SIP/2.0\r\nVia: SIP/2.0/UDP " + address() + ";branch=z9hG4bK" +
               branch + "\r\nVia: SIP/2.0/UDP " + network_ + "7;branch=z9hG4bK" + cseq +
               "\r\nMax-Forwards: 70\r\nRecord-Route: <sip:" + name_ + "@" + address() + ";lr>\r\nFrom: " +
               own_ + "\r\nTo: " + peer_ + "\r\nCall-ID: " + call_id_ + "\r\nCSeq: " + cseq + " " + method +
               "\r\n" + marked_headers() + headers + (describes ? "Content-Type: application/sdp\r\n" : "") +
               "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

void Side::respond(const std::string& request, const std::string& status, bool describes) {
  std::string to = header_of(request, "To");
  if (to.find(";tag=") == std::string::npos) to += ";tag=" + name_;
  const std::string body = describes ? description() : std::string();
  socket_.send("SIP/2.0 " + status + "\r\nVia: " + header_of(request, "Via") + "\r\nRecord-Route: <sip:" +
               name_ + "@" + address() + ";lr>\r\nFrom: " + header_of(request, "From") + "\r\nTo: " + to +
               "\r\nCall-ID: " + header_of(request, "Call-ID") + "\r\nCSeq: " + header_of(request, "CSeq") +
               "\r\n" + marked_headers() + (describes ? "Content-Type: application/sdp\r\n" : "") +
               "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

std::string Side::until(const std::string& start, const std::string& method) {
  while (auto message = socket_.next()) {
    received_.push_back(*message);
    if (!message->starts_with(start) || !header_of(*message, "CSeq").ends_with(method)) continue;
    if (start.starts_with("SIP/2.0 200") && method == "INVITE") {
      peer_ = header_of(*message, "To");
      target_ = uri_in(header_of(*message, "Contact"));
    }
    refused_ = status_of(*message) >= 300;
    return *message;
  }
  return {};
}

void Side::acknowledge() {
  send("ACK");
}

std::string Side::until_called() {
  const std::string invite = until("INVITE");
  own_ = header_of(invite, "To") + ";tag=" + name_;
  peer_ = header_of(invite, "From");
  call_id_ = header_of(invite, "Call-ID");
  target_ = uri_in(header_of(invite, "Contact"));
  return invite;
}

}  // namespace tipring::wire
