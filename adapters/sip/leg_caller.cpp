// A leg whose first INVITE is ours: from place() to the dialog.

#include <algorithm>
#include <utility>

#include <sofia-sip/sip.h>

#include "adapters/sip/header_text.h"
#include "adapters/sip/leg.h"
#include "adapters/sip/sofia_text.h"
#include "runtime/ports/hidden_hosts.h"
#include "runtime/ports/reason_phrase.h"
#include "runtime/ports/release_cause.h"

namespace tipring::sip {

void Leg::go_by(LegWay way) {
  destination_ = std::move(way.destination);
  connection_ = ConnectionRef(way.connection);
  digest_ = DigestClient(std::move(way.account));
  trunk_ = std::move(way.trunk);
  certificate_name_ = std::move(way.certificate_name);
  own_host_ = std::move(way.own_host);
}

void Leg::place(const OutgoingCall& call) {
  std::vector<std::string> refused;
  Headers headers;
  for (const auto& [name, value] : call.named) {
    if (std::string hidden = with_hidden_hosts(value, own_host_); !hidden.empty())
      headers.emplace_back(name, std::move(hidden));
  }
  headers.insert(headers.end(), call.headers.begin(), call.headers.end());
  invite_headers_ = additional_headers(headers, refused);
  for (const auto& name : refused) {
    services_.log.write(LogLevel::warning, "leg " + to_string(saved_.leg) + ": the header field '" + name +
                                               "' cannot be added to a call and was left out");
  }
  take_local_description(call.offer);
  negotiation_.send();
  send_invite();
}

void Leg::send_invite() {
  invite_cseq_ = ++saved_.dialog.local_cseq;
  Request invite = request_inside("INVITE", invite_cseq_);
  invite.destination = destination_;
  invite.certificate_name = certificate_name_;
  invite.headers += contact_line() + std::string(allow_line) + timer_request_lines() + invite_headers_;
  invite.body = saved_.local_sdp;
  authorise(invite);
  outgoing_invite_ = services_.stack.send(invite, this);
  if (!outgoing_invite_) {
    perform(session_.failure({Release::By::system, 503, cause_of_status(503), "the INVITE could not be sent"}));
    return;
  }
  tell_state({.leg = saved_.leg,
              .we_called = true,
              .headers = request_inside("CANCEL", invite_cseq_).headers,
              .local = saved_.local,
              .uri = invite.uri,
              .destination = destination_,
              .branch = SipStack::branch_of(outgoing_invite_.get())});
}

void Leg::on_response(nta_outgoing_t* transaction, int status, const sip_t* response) {
  if (status < 200) {
    if (response != nullptr) on_provisional(*response);
  } else if (status < 300 && response != nullptr) {
    on_success(transaction, *response);
  } else {
    on_failure(status, response);
  }
}

void Leg::on_provisional(const sip_t& response) {
  if (!session_.provisional() || !acknowledge_reliable(response)) return;
  std::optional<SessionDescription> early;
  if (const auto sdp = body_of(response); !sdp.empty()) {
    auto description = services_.read_description(sdp);
    if (description) {
      early = std::move(description).value();
    } else {
      services_.log.write(LogLevel::warning, "leg " + to_string(saved_.leg) + ": " + description.error().text);
    }
  }
  // Provisional responses are repeated; the floor hears of a change.
  if (ringing_told_ && (!early || early == early_)) return;
  ringing_told_ = true;
  services_.keeper.progressed(*this);
  if (early) early_ = early;
  services_.loop.post([&events = services_.events, leg = saved_.leg, early] { events.ringing(leg, early); });
}

void Leg::on_success(nta_outgoing_t* transaction, const sip_t& response) {
  digest_.accepted();
  take_dialog(saved_.dialog, response);
  saved_.takes_update = takes_update(response);
  connection_ = SipStack::connection_of(transaction);
  start_timer(agreement_of(session_timer_headers_of(response)));
  bool usable = read_answer(response);
  // Some gateways answer in the 183 and leave the 2xx without a body.
  if (!usable && body_of(response).empty() && early_) {
    received_ = early_;
    usable = true;
  }
  if (usable && negotiation_.state() == OfferAnswer::State::offered_by_us) negotiation_.receive();
  perform(session_.success(usable));
}

bool Leg::retry_with_longer_session(const sip_t& response) {
  const Duration shortest = session_timer_headers_of(response).shortest;
  // Raised each time, so that it comes to an end.
  if (session_.state() != CallSession::State::inviting || shortest <= timer_wish_.shortest) return false;
  timer_wish_ = {std::max(timer_wish_.interval, shortest), shortest};
  send_invite();
  return true;
}

bool Leg::answers_challenge(int status, const sip_t* response) {
  if ((status != 401 && status != 407) || response == nullptr || nta_sip_is_internal(response) != 0)
    return false;
  const bool calling = session_.state() == CallSession::State::inviting;
  if (outgoing_invite_ && !calling) return false;  // Given up meanwhile.
  return digest_.take(challenges_of(*response, status == 407), status == 407);
}

void Leg::on_failure(int status, const sip_t* response) {
  if (answers_challenge(status, response)) return send_invite();
  if (status == 422 && response != nullptr && retry_with_longer_session(*response)) return;
  Release why{Release::By::remote, status, cause_of_status(status), ""};
  const bool ours = response == nullptr || nta_sip_is_internal(response) != 0;
  const bool wanted = session_.state() == CallSession::State::inviting;
  if (wanted && services_.keeper.try_elsewhere(saved_.leg, status, !ours)) return;
  if (ours) why.by = Release::By::system;
  if (ours) {
    why.reason = status == 408 ? "no answer" : "nobody can be reached there";
  } else {
    if (response->sip_status != nullptr && response->sip_status->st_phrase != nullptr) {
      why.reason = response->sip_status->st_phrase;
    }
    if (const auto given = cause_of(*response)) why.cause = given->cause;
    if (status < 400) why.targets = contacts_of(*response);
  }
  if (why.reason.empty()) why.reason = reason_phrase(status);
  perform(session_.failure(why));
}

bool Leg::acknowledge_reliable(const sip_t& response) {
  const bool has_tag = response.sip_to != nullptr && response.sip_to->a_tag != nullptr;
  if (response.sip_rseq == nullptr || !names_option(response.sip_require, "100rel") || !has_tag) return true;
  const auto rseq = static_cast<std::uint32_t>(response.sip_rseq->rs_response);
  if (!reliable_.take(response.sip_to->a_tag, rseq)) return false;
  // Of its own early dialog: another phone may answer the call.
  Dialog dialog = saved_.dialog;
  take_dialog(dialog, response);
  Request prack = request_inside(dialog, "PRACK", ++saved_.dialog.local_cseq);
  authorise(prack);
  prack.headers += "RAck: " + std::to_string(rseq) + " " + std::to_string(invite_cseq_) + " INVITE\r\n";
  services_.stack.send(prack, nullptr);
  return true;
}

// RFC 3261, section 12.1.2.
void Leg::take_dialog(Dialog& dialog, const sip_t& response) {
  if (response.sip_to != nullptr && response.sip_to->a_tag != nullptr)
    dialog.remote_tag = response.sip_to->a_tag;
  dialog.route_set = reversed(record_route_of(response));
  // Without Contact, against the rules, the URI that was called is the best guess.
  if (auto contact = contact_of(response); !contact.empty()) dialog.remote_target = std::move(contact);
}

void Leg::send_ack() {
  // The transaction keeps the ACK and sends it again for each repeated 2xx.
  Request ack = request_inside("ACK", invite_cseq_);
  ack.headers += invite_authorisation_;
  services_.stack.send(ack, nullptr);
  // Sofia keeps the INVITE as long as answers may be repeated; held for the whole call it would cost memory.
  outgoing_invite_.reset();
}

}  // namespace tipring::sip
