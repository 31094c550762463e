// Requests inside a leg's dialog, the peer's and ours.

#include <utility>

#include <sofia-sip/sip.h>

#include "adapters/sip/dialog_request.h"
#include "adapters/sip/digit_info.h"
#include "adapters/sip/header_text.h"
#include "adapters/sip/leg.h"
#include "adapters/sip/reason_header.h"
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
    case sip_method_update:
      on_update(std::move(transaction), request);
      break;
    case sip_method_bye:
      on_bye(std::move(transaction), request);
      break;
    case sip_method_refer:
      on_refer(std::move(transaction), request);
      break;
    case sip_method_notify:
      on_notify(std::move(transaction), request);
      break;
    default:
      on_info(std::move(transaction), request);
      break;
  }
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
  services_.loop.post(
      [&events = services_.events, leg = saved_.leg, digit] { events.digit_signalled(leg, *digit); });
}

Request Leg::request_inside(const Dialog& dialog, const std::string& method, std::uint32_t cseq) const {
  return request_in(dialog,
                    {.local = saved_.local,
                     .peer = saved_.peer,
                     .through_nat = saved_.through_nat,
                     .connection = connection_.usable(),
                     .certificate_name = certificate_name_},
                    method, cseq);
}

void Leg::authorise(Request& request) {
  const std::string lines = digest_.lines(request.method, request.uri, services_.stack.new_token());
  if (request.method == "INVITE") invite_authorisation_ = lines;
  request.headers += lines;
}

void Leg::send_bye(const Release& why) {
  bye_reason_ = why;
  Request bye = request_inside("BYE", ++saved_.dialog.local_cseq);
  authorise(bye);
  if (const std::string reason = reason_header(why); !reason.empty())
    bye.headers += "Reason: " + reason + "\r\n";
  bye_ = services_.stack.send(bye, &bye_responses_);
  bye_failed_ = bye_ == nullptr;
}

void Leg::ByeResponses::on_response(nta_outgoing_t*, int status, const sip_t* response) {
  if (leg_.answers_challenge(status, response)) {
    leg_.send_bye(leg_.bye_reason_);
    if (!std::exchange(leg_.bye_failed_, false)) return;
  }
  // Whatever the answer, the dialog is over (RFC 3261, section 15.1.1).
  if (status >= 200) leg_.perform(leg_.session_.bye_done());
}

}  // namespace tipring::sip
