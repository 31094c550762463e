// Changes inside an established call: offers of the peer and ours, and the session timer.

#include <utility>

#include <sofia-sip/sip.h>

#include "adapters/sip/header_text.h"
#include "adapters/sip/leg.h"
#include "adapters/sip/sofia_text.h"
#include "runtime/ports/reason_phrase.h"
#include "runtime/ports/release_cause.h"

namespace tipring::sip {
namespace {

std::string session_expires_line(const SessionInterval& agreed, bool we_are_client) {
  const bool client_refreshes = (agreed.refresher == Refresher::us) == we_are_client;
  return "Session-Expires: " + seconds_text(agreed.interval) +
         ";refresher=" + (client_refreshes ? "uac" : "uas") + "\r\n";
}

}  // namespace

Reply refusal_of_brief_session(const SessionTimerSettings& settings) {
  return {422, "", "Min-SE: " + seconds_text(settings.shortest) + "\r\n", ""};
}

// What the peer offers, by re-INVITE or UPDATE.

bool Leg::refuse_brief_session(nta_incoming_t* transaction, const sip_t& request) {
  if (!too_brief(session_timer_headers_of(request), services_.session_timer)) return false;
  services_.stack.reply(transaction, refusal_of_brief_session(services_.session_timer));
  return true;
}

std::optional<SessionDescription> Leg::read_offer(nta_incoming_t* transaction, const sip_t& request) {
  auto description = services_.read_description(body_of(request));
  if (description) return std::move(description).value();
  services_.log.write(LogLevel::warning, "leg " + to_string(saved_.leg) + ": " + description.error().text);
  const int status = description.error().code == "bad-sdp" ? 400 : 488;
  services_.stack.reply(transaction, {status, description.error().text, "", ""});
  return std::nullopt;
}

bool Leg::refuse_offer_now(nta_incoming_t* transaction) {
  const bool ours_open = negotiation_.state() == OfferAnswer::State::offered_by_us;
  const int refusal = session_.reinvited(ours_open, negotiation_.settled());
  if (refusal == 0) return false;
  // The peer's own earlier offer is open: it is to come back a little later (RFC 3261, section 14.2).
  const std::string again = refusal == 500 ? "Retry-After: 5\r\n" : "";
  services_.stack.reply(transaction, {refusal, "", again, ""});
  return true;
}

void Leg::take_offer(IncomingHandle transaction, const sip_t& request,
                     std::optional<SessionDescription> offer) {
  if (offer) {
    negotiation_.receive();
    reinvite_sdp_ = body_of(request);
  }
  reinvite_ = std::move(transaction);
  reinvite_contact_ = contact_of(request);
  reinvite_offer_ = offer;
  reinvite_timer_ = session_timer_headers_of(request);
  services_.loop.post(
      [&events = services_.events, leg = saved_.leg, offer = std::move(offer)] { events.offered(leg, offer); });
}

void Leg::on_reinvite(IncomingHandle transaction, const sip_t& request) {
  if (refuse_brief_session(transaction.get(), request)) return;
  std::optional<SessionDescription> offer;
  if (!body_of(request).empty()) {
    offer = read_offer(transaction.get(), request);
    if (!offer) return;
  }
  if (refuse_offer_now(transaction.get())) return;
  nta_incoming_bind(transaction.get(), on_ack_or_cancel, reinterpret_cast<nta_incoming_magic_t*>(this));
  offered_by_ = OfferedBy::invite;
  take_offer(std::move(transaction), request, std::move(offer));
}

// RFC 3311, section 5.2.
void Leg::on_update(IncomingHandle transaction, const sip_t& request) {
  if (refuse_brief_session(transaction.get(), request)) return;
  if (body_of(request).empty()) {
    if (auto contact = contact_of(request); !contact.empty()) saved_.dialog.remote_target = std::move(contact);
    const std::string headers = agree_on_timer(session_timer_headers_of(request));
    services_.stack.reply(transaction.get(), {200, "", contact_line() + headers, ""});
    transaction.reset();
    perform({});
    return;
  }
  auto offer = read_offer(transaction.get(), request);
  if (!offer || refuse_offer_now(transaction.get())) return;
  offered_by_ = OfferedBy::update;
  take_offer(std::move(transaction), request, std::move(offer));
}

// The 2xx to a PRACK with an offer answers it (RFC 3262, section 5).
void Leg::on_prack(IncomingHandle transaction, const sip_t& request) {
  static_cast<void>(take_remote_cseq(saved_.dialog, request.sip_cseq->cs_seq));
  if (body_of(request).empty()) {
    services_.stack.reply(transaction.get(), {200, "", "", ""});
    return;
  }
  auto offer = read_offer(transaction.get(), request);
  if (!offer || refuse_offer_now(transaction.get())) return;
  offered_by_ = OfferedBy::prack;
  take_offer(std::move(transaction), request, std::move(offer));
}

void Leg::accept_offer(const SessionDescription& answer) {
  if (!session_.reinvite_open()) return;
  const bool has_ack = offered_by_ == OfferedBy::invite;
  if (has_ack) {
    session_.accept_reinvite(services_.loop.clock().now());
  } else {
    session_.update_answered();
  }
  // A change that succeeds moves the peer's target (RFC 3261, section 12.2.2).
  if (!reinvite_contact_.empty()) saved_.dialog.remote_target = reinvite_contact_;
  if (reinvite_offer_) take_remote_description(reinvite_sdp_, *reinvite_offer_);
  negotiation_.send();
  // A PRACK says nothing of session timers (RFC 4028, section 4).
  send_success(reinvite_.get(), answer,
               offered_by_ == OfferedBy::prack ? std::string() : agree_on_timer(reinvite_timer_));
  if (!has_ack) reinvite_.reset();
  perform({});
}

void Leg::refuse_offer(int status) {
  if (!session_.reinvite_open()) return;
  session_.refuse_reinvite();
  negotiation_.withdraw();
  send_refusal(reinvite_, {Release::By::local, status >= 300 && status <= 699 ? status : 488, 0, ""});
  perform({});
}

// What we offer, by re-INVITE; a session is refreshed by UPDATE where the peer takes that.

void Leg::offer(const SessionDescription& description) {
  our_offer_ = description;
  // Where a refresh is under way, the offer follows it.
  session_.offer();
  perform({});
}

void Leg::send_offer() {
  // Without an offer of the floor's it is a refresh (RFC 4028, section 7.4): an UPDATE without a description,
  // which meets no offer of the peer's, or a re-INVITE that says again what is in force.
  refreshing_ = !our_offer_;
  refreshing_by_update_ = refreshing_ && saved_.takes_update;
  if (!refreshing_by_update_) {
    offered_sdp_ = our_offer_ ? local_.write(*our_offer_) : saved_.local_sdp;
    negotiation_.send();
  }
  offer_failed_ = !send_change();
}

bool Leg::send_change() {
  return refreshing_by_update_ ? send_refresh() : send_reinvite();
}

bool Leg::send_refresh() {
  offer_cseq_ = ++saved_.dialog.local_cseq;
  Request update = request_inside("UPDATE", offer_cseq_);
  update.headers += contact_line() + timer_request_lines();
  authorise(update);
  outgoing_offer_ = services_.stack.send(update, &offer_responses_);
  return outgoing_offer_ != nullptr;
}

bool Leg::send_reinvite() {
  offer_cseq_ = ++saved_.dialog.local_cseq;
  Request reinvite = request_inside("INVITE", offer_cseq_);
  reinvite.headers += contact_line() + std::string(allow_line) + timer_request_lines();
  reinvite.body = offered_sdp_;
  authorise(reinvite);
  outgoing_offer_ = services_.stack.send(reinvite, &offer_responses_);
  return outgoing_offer_ != nullptr;
}

void Leg::on_offer_response(nta_outgoing_t* /*transaction*/, int status, const sip_t* response) {
  if (status < 200) return;
  if (answers_challenge(status, response) && send_change()) return;
  if (refreshing_by_update_ && (status == 405 || status == 501)) {
    // Its Allow has promised too much.
    saved_.takes_update = false;
    send_offer();
    if (!offer_failed_) return;
  }
  bool usable = false;
  if (status < 300 && response != nullptr) {
    usable = take_success(*response);
  } else if (!refreshing_by_update_) {
    negotiation_.withdraw();
  }
  const bool by_peer = response != nullptr && nta_sip_is_internal(response) == 0;
  outgoing_offer_.reset();
  perform(end_offer(by_peer ? Release::By::remote : Release::By::system, status, usable));
}

// False where the response has no usable description, though it must.
bool Leg::take_success(const sip_t& response) {
  if (auto contact = contact_of(response); !contact.empty()) saved_.dialog.remote_target = std::move(contact);
  digest_.accepted();
  start_timer(agreement_of(session_timer_headers_of(response)));
  if (refreshing_by_update_) return true;
  const bool usable = read_answer(response);
  negotiation_.receive();
  Request ack = request_inside("ACK", offer_cseq_);
  ack.headers += invite_authorisation_;
  services_.stack.send(ack, nullptr);
  return usable;
}

SessionActions Leg::end_offer(Release::By by, int status, bool usable) {
  Release why{by, status, cause_of_status(status), std::string(reason_phrase(status))};
  const Duration back_off = back_off_after_glare(saved_.we_called, services_.chance.unit());
  return session_.offer_responded(why, usable, services_.loop.clock().now(), back_off);
}

void Leg::tell_offer_accepted() {
  if (!std::exchange(refreshing_by_update_, false)) {
    saved_.local_sdp = offered_sdp_;
    saved_.origin = local_.origin();
  }
  if (!std::exchange(refreshing_, false)) {
    saved_.held_by_us = asks_for_hold(*our_offer_);
    our_offer_.reset();
    services_.loop.post([&events = services_.events, leg = saved_.leg, answer = *received_] {
      events.offer_accepted(leg, answer);
    });
  } else if (our_offer_) {
    session_.offer();
  }
  tell_state();
}

void Leg::tell_offer_refused(int status) {
  if (!std::exchange(refreshing_, false)) {
    our_offer_.reset();
    services_.loop.post(
        [&events = services_.events, leg = saved_.leg, status] { events.offer_refused(leg, status); });
  } else if (our_offer_) {
    session_.offer();
  }
}

// The session timer.

std::string Leg::timer_request_lines() const {
  const auto& agreed = session_timer_.agreed();
  const std::string interval = agreed ? session_expires_line(*agreed, true)
                                      : "Session-Expires: " + seconds_text(timer_wish_.interval) + "\r\n";
  return "Supported: timer, 100rel, replaces\r\n" + interval + "Min-SE: " + seconds_text(timer_wish_.shortest) +
         "\r\n";
}

std::string Leg::agree_on_timer(const SessionTimerHeaders& request) {
  const auto agreed = agreement_with(request, services_.session_timer);
  start_timer(agreed);
  if (!agreed) return {};
  const std::string lines = "Supported: timer\r\n" + session_expires_line(*agreed, false);
  return agreed->refresher == Refresher::peer ? "Require: timer\r\n" + lines : lines;
}

void Leg::start_timer(const std::optional<SessionInterval>& agreed) {
  if (agreed) {
    session_timer_.start(*agreed, services_.loop.clock().now());
  } else {
    session_timer_.stop();
  }
}

SessionActions Leg::expire_session(Instant now) {
  switch (session_timer_.expire(now)) {
    case SessionTimer::Due::nothing:
      break;
    case SessionTimer::Due::refresh:
      session_.offer();
      break;
    case SessionTimer::Due::end:
      return session_.release({Release::By::system, 408, cause_of_status(408), "the session timer expired"},
                              now);
  }
  return {};
}

}  // namespace tipring::sip
