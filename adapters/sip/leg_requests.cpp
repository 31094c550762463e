// Requests inside a leg's dialog, the peer's and ours.

#include <utility>

#include <sofia-sip/sip.h>

#include "adapters/sip/digit_info.h"
#include "adapters/sip/header_text.h"
#include "adapters/sip/leg.h"
#include "adapters/sip/next_hop.h"
#include "adapters/sip/reason_header.h"
#include "adapters/sip/sdp_reader.h"
#include "adapters/sip/sofia_text.h"

namespace tipring::sip {

void Leg::on_request(IncomingHandle transaction, const sip_t& request) {
  if (!take_remote_cseq(saved_.dialog, request.sip_cseq->cs_seq)) {
    services_.stack.reply(transaction.get(), {500, "CSeq Out Of Order", "", ""});
    return;
  }
  switch (request.sip_request->rq_method) {
    case sip_method_invite:
      on_reinvite(std::move(transaction), request);
      break;
    case sip_method_bye:
      on_bye(std::move(transaction), request);
      break;
    default:
      on_info(std::move(transaction), request);
      break;
  }
}

void Leg::on_reinvite(IncomingHandle transaction, const sip_t& request) {
  const bool ours_open = negotiation_.state() == OfferAnswer::State::offered_by_us;
  if (const int refusal = session_.reinvited(ours_open); refusal != 0) {
    // The peer's own earlier offer is open: it is to come back a little later (RFC 3261, section 14.2).
    const std::string again = refusal == 500 ? "Retry-After: 5\r\n" : "";
    services_.stack.reply(transaction.get(), {refusal, "", again, ""});
    return;
  }
  std::optional<SessionDescription> offer;
  if (const auto sdp = body_of(request); !sdp.empty()) {
    auto description = read_sdp(sdp);
    if (!description) {
      session_.refuse_reinvite();
      services_.log.write(LogLevel::warning, "leg " + to_string(saved_.leg) + ": " + description.error().text);
      const int status = description.error().code == "bad-sdp" ? 400 : 488;
      services_.stack.reply(transaction.get(), {status, description.error().text, "", ""});
      return;
    }
    offer = std::move(description).value();
    negotiation_.receive();
    reinvite_sdp_ = sdp;
  }
  reinvite_ = std::move(transaction);
  reinvite_contact_ = contact_of(request);
  reinvite_offer_ = offer;
  nta_incoming_bind(reinvite_.get(), on_ack_or_cancel, reinterpret_cast<nta_incoming_magic_t*>(this));
  services_.loop.post([&events = services_.events, leg = saved_.leg, offer] { events.offered(leg, offer); });
}

void Leg::accept_offer(const SessionDescription& answer) {
  if (!session_.reinvite_open()) return;
  session_.accept_reinvite(services_.loop.clock().now());
  // A re-INVITE that succeeds moves the peer's target (RFC 3261, section 12.2.2).
  if (!reinvite_contact_.empty()) saved_.dialog.remote_target = reinvite_contact_;
  if (reinvite_offer_) take_remote_description(reinvite_sdp_, *reinvite_offer_);
  send_success(reinvite_.get(), answer);
  watch_deadline();
}

void Leg::refuse_offer(int status) {
  if (!session_.reinvite_open()) return;
  session_.refuse_reinvite();
  negotiation_.withdraw();
  send_refusal(reinvite_, {Release::By::local, status >= 300 && status <= 699 ? status : 488, 0, ""});
}

void Leg::on_bye(IncomingHandle transaction, const sip_t& request) {
  const auto state = session_.state();
  if (state == CallSession::State::inviting || state == CallSession::State::cancelling) {
    services_.stack.reply(transaction.get(), {481, "", "", ""});
    return;
  }
  services_.stack.reply(transaction.get(), {200, "", "", ""});
  transaction.reset();
  Release why{Release::By::remote, 0, 16, ""};
  if (const auto given = cause_of(request)) {
    why.cause = given->cause;
    why.reason = given->text;
  }
  perform(session_.bye(why));
}

void Leg::on_info(IncomingHandle transaction, const sip_t& request) {
  const auto body = body_of(request);
  const std::string type = content_type_of(request);
  // An INFO without a body asks whether the dialog is still there.
  if (!body.empty() && !is_digit_info(type)) {
    services_.stack.reply(transaction.get(),
                          {415, "", "Accept: application/dtmf-relay, application/dtmf\r\n", ""});
    return;
  }
  const auto digit = digit_of_info(type, body);
  if (!body.empty() && !digit) {
    services_.stack.reply(transaction.get(), {400, "No Digit In Body", "", ""});
    return;
  }
  services_.stack.reply(transaction.get(), {200, "", "", ""});
  if (!digit || session_.released()) return;
  services_.loop.post([&events = services_.events, leg = saved_.leg, digit] { events.digit(leg, *digit); });
}

Request Leg::request_inside(const std::string& method, std::uint32_t cseq) const {
  const Dialog& dialog = saved_.dialog;
  const RequestRoute route = route_of(dialog);
  Request request;
  request.method = method;
  request.uri = route.request_uri;
  request.local = saved_.local;
  request.headers = "From: " + dialog.local + ";tag=" + dialog.local_tag + "\r\nTo: " + dialog.remote +
                    (dialog.remote_tag.empty() ? "" : ";tag=" + dialog.remote_tag) +
                    "\r\nCall-ID: " + dialog.call_id + "\r\nCSeq: " + std::to_string(cseq) + " " + method +
                    "\r\n";
  for (const auto& hop : route.routes)
    request.headers += "Route: " + hop + "\r\n";

  // A connection that the peer opened is often the only way back to it.
  if (route.routes.empty()) request.connection = connection_.usable();
  const auto hop = next_hop_of(route.routes.empty() ? route.request_uri : route.routes.front());
  Endpoint next = hop ? hop->endpoint : Endpoint{};
  if (hop && !hop->transport_named) next.transport = saved_.local.transport;
  // A host given by name is not looked up: the peer is where its messages came from.
  request.destination =
      hop ? destination_uri(next) : "sip:" + saved_.peer + ";transport=" + saved_.local.transport;
  return request;
}

void Leg::send_bye(const Release& why) {
  Request bye = request_inside("BYE", ++saved_.dialog.local_cseq);
  if (const std::string reason = reason_header(why); !reason.empty())
    bye.headers += "Reason: " + reason + "\r\n";
  bye_ = services_.stack.send(bye, &bye_responses_);
  bye_failed_ = bye_ == nullptr;
}

void Leg::ByeResponses::on_response(nta_outgoing_t*, int status, const sip_t*) {
  // Whatever the answer, the dialog is over (RFC 3261, section 15.1.1).
  if (status >= 200) leg_.perform(leg_.session_.bye_done());
}

}  // namespace tipring::sip
