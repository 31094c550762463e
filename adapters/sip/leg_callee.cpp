// A leg whose first INVITE is the peer's: from its arrival to the ACK.

#include <algorithm>
#include <cstdio>
#include <utility>

#include <sofia-sip/sip.h>

#include "adapters/sip/header_text.h"
#include "adapters/sip/leg.h"
#include "adapters/sip/reason_header.h"
#include "adapters/sip/sdp_reader.h"
#include "adapters/sip/sofia_text.h"
#include "runtime/ports/reason_phrase.h"
#include "runtime/ports/release_cause.h"

namespace tipring::sip {
namespace {

int refusal_status(int status, int otherwise) {
  return status >= 300 && status <= 699 ? status : otherwise;
}

// Those that a response repeats (RFC 3261, section 8.2.6.2).
std::string response_headers_of(const Headers& request, const std::string& our_tag) {
  std::string lines;
  for (const auto& [name, value] : request) {
    const bool is_to = name == "To";
    if (!is_to && name != "Via" && name != "From" && name != "Call-ID" && name != "CSeq") continue;
    lines += name + ": " + value + (is_to ? ";tag=" + our_tag : "") + "\r\n";
  }
  return lines;
}

std::string phrase_of(int status, const std::string& given) {
  return given.empty() ? std::string(reason_phrase(status)) : given;
}

}  // namespace

void Leg::take_invite(IncomingHandle invite, const sip_t& request, Arrival arrival,
                      const std::optional<SessionDescription>& offer) {
  incoming_invite_ = std::move(invite);
  connection_ = std::move(arrival.connection);
  source_ip_ = std::move(arrival.origin.ip);
  if (!arrival.origin.certified_names.empty()) certificate_name_ = arrival.origin.certified_names.front();
  nta_incoming_tag(incoming_invite_.get(), saved_.dialog.local_tag.c_str());
  nta_incoming_bind(incoming_invite_.get(), on_ack_or_cancel, reinterpret_cast<nta_incoming_magic_t*>(this));
  invite_timer_ = session_timer_headers_of(request);
  saved_.takes_update = takes_update(request);
  if (!offer) return;
  negotiation_.receive();
  take_remote_description(body_of(request), *offer);
}

SavedInvite Leg::invite_with(const Headers& headers) const {
  return {.leg = saved_.leg,
          .we_called = false,
          .headers = response_headers_of(headers, saved_.dialog.local_tag),
          .local = saved_.local,
          .uri = {},
          .destination = {},
          .branch = {}};
}

void Leg::ring(const std::optional<SessionDescription>& early) {
  if (!session_.answerable()) return;
  Reply reply;
  reply.status = early ? 183 : 180;
  reply.headers = contact_line();
  if (early) {
    if (negotiation_.state() == OfferAnswer::State::offered_by_peer) negotiation_.send();
    take_local_description(*early);
    reply.body = saved_.local_sdp;
    // Lost, it would leave the caller in silence.
    reply.reliably = true;
  }
  services_.stack.reply(incoming_invite_.get(), reply);
}

void Leg::send_success(nta_incoming_t* transaction, const SessionDescription& description,
                       const std::string& headers) {
  take_local_description(description);
  Reply reply;
  reply.status = 200;
  reply.headers = contact_line() + std::string(allow_line) + headers;
  reply.body = saved_.local_sdp;
  services_.stack.reply(transaction, reply);
  tell_state();
}

void Leg::answer(const SessionDescription& description) {
  if (!session_.answerable()) return;
  session_.answer(services_.loop.clock().now());
  // After early media it says again what is agreed on.
  if (!negotiation_.settled()) negotiation_.send();
  send_success(incoming_invite_.get(), description, agree_on_timer(invite_timer_));
  watch_deadline();
}

void Leg::reject(int status, const std::string& reason, const Headers& headers) {
  if (!session_.answerable()) return;
  std::vector<std::string> refused;
  refusal_headers_ = additional_headers(headers, refused);
  for (const auto& name : refused) {
    services_.log.write(LogLevel::warning, "leg " + to_string(saved_.leg) + ": the header field '" + name +
                                               "' cannot be added to a refusal and was left out");
  }
  const int final_status = refusal_status(status, 500);
  perform(session_.reject(
      {Release::By::local, final_status, cause_of_status(final_status), phrase_of(final_status, reason)}));
}

void Leg::redirect(const std::vector<std::string>& targets) {
  if (!session_.answerable()) return;
  for (std::size_t rank = 0; rank < targets.size(); ++rank) {
    std::string uri = one_line(targets[rank]);
    std::erase_if(uri, [](char letter) { return letter == '<' || letter == '>' || letter == ' '; });
    char quality[8];
    std::snprintf(quality, sizeof quality, "%.2f",
                  1.0 - 0.01 * static_cast<double>(std::min<std::size_t>(rank, 99)));
    refusal_headers_ += "Contact: <" + uri + ">;q=" + quality + "\r\n";
  }
  perform(session_.reject({Release::By::local, 302, cause_of_status(302), phrase_of(302, "")}));
}

void Leg::send_refusal(IncomingHandle& transaction, const Release& why) {
  Reply reply;
  reply.status = refusal_status(why.status, 480);
  reply.reason = why.reason;
  reply.headers = std::exchange(refusal_headers_, {});
  if (const std::string cause = reason_header(why); !cause.empty())
    reply.headers += "Reason: " + cause + "\r\n";
  services_.stack.reply(transaction.get(), reply);
  transaction.reset();
}

int Leg::on_ack_or_cancel(nta_incoming_magic_t* magic, nta_incoming_t* transaction,
                          const sip_t* message) noexcept {
  auto* leg = reinterpret_cast<Leg*>(magic);
  if (message == nullptr) {
    leg->on_silence(transaction);
  } else if (message->sip_request->rq_method == sip_method_cancel) {
    leg->on_cancel(transaction, *message);
  } else {
    leg->on_ack(transaction, *message);
  }
  return 0;
}

// Neither ACK nor PRACK came in time. In the latter case Sofia refuses the INVITE itself (RFC 3262, section 3).
void Leg::on_silence(nta_incoming_t* transaction) {
  if (transaction == incoming_invite_.get() && session_.answerable()) {
    perform(session_.cancelled(
        {Release::By::system, 503, cause_of_status(503), "our provisional response was never acknowledged"}));
  } else {
    perform(session_.unacknowledged());
  }
}

void Leg::on_ack(nta_incoming_t* transaction, const sip_t& ack) {
  // Sofia keeps the INVITE as long as its ACK may be repeated; held for the whole call it would cost memory.
  if (transaction == incoming_invite_.get()) {
    incoming_invite_.reset();
  } else {
    reinvite_.reset();
  }
  received_.reset();
  bool usable = true;
  if (negotiation_.state() == OfferAnswer::State::offered_by_us) {
    usable = read_answer(ack);
    negotiation_.receive();
  }
  perform(session_.acknowledged(usable));
}

void Leg::on_cancel(nta_incoming_t* transaction, const sip_t& cancel) {
  if (transaction == reinvite_.get()) {
    // Sofia answers the re-INVITE by 487; the call goes on as it was.
    session_.reinvite_cancelled();
    negotiation_.withdraw();
    reinvite_.reset();
    return;
  }
  Release why{Release::By::remote, 487, cause_of_status(487), "Request Terminated"};
  if (const auto given = cause_of(cancel)) why.cause = given->cause;
  perform(session_.cancelled(why));
}

}  // namespace tipring::sip
