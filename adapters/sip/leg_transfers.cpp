// Transfers that the peer asks for: REFER, and the NOTIFYs that tell it how they go (RFC 3515).

#include <algorithm>
#include <utility>

#include <sofia-sip/sip.h>

#include "adapters/sip/header_text.h"
#include "adapters/sip/leg.h"
#include "adapters/sip/replaces.h"
#include "adapters/sip/sofia_text.h"
#include "runtime/ports/reason_phrase.h"

namespace tipring::sip {
namespace {

// How long a transfer may take until its end is told.
constexpr std::string_view longest_transfer = "180";

// RFC 4488: the peer wants no NOTIFY.
bool wants_no_notify(const sip_t& request) {
  const Headers headers = headers_of(request);
  return std::any_of(headers.begin(), headers.end(), [](const auto& header) {
    return lower_case(header.first) == "refer-sub" && lower_case(header.second).starts_with("false");
  });
}

// Why the request cannot be taken; 0: it can.
int refusal_of(const sip_t& request) {
  const sip_refer_to_t* to = request.sip_refer_to;
  if (to == nullptr || to->r_next != nullptr) return 400;
  const auto type = to->r_url->url_type;
  if (type != url_sip && type != url_sips && type != url_tel) return 416;
  const std::string parameters = lower_case(to->r_url->url_params != nullptr ? to->r_url->url_params : "");
  const auto method = parameters.find("method=");
  return method == std::string::npos || parameters.compare(method + 7, 6, "invite") == 0 ? 0 : 400;
}

}  // namespace

void Leg::on_refer(IncomingHandle transaction, const sip_t& request) {
  int refusal = refusal_of(request);
  if (session_.state() != CallSession::State::established) refusal = 481;
  if (refusal == 0 && refer_) refusal = 491;
  if (refusal != 0) {
    services_.stack.reply(transaction.get(), {refusal, refusal == 400 ? "Bad Refer-To Header" : "", "", ""});
    return;
  }
  TransferRequest asked;
  const url_t* target = request.sip_refer_to->r_url;
  asked.target = party_of(target);
  if (const auto text = header_in_uri(target->url_headers != nullptr ? target->url_headers : "", "Replaces")) {
    asked.consulted = true;
    if (const auto replaces = parse_replaces(*text)) asked.consultation = services_.keeper.leg_of(*replaces);
  }
  const std::string id = refers_ == 0 ? "" : ";id=" + std::to_string(request.sip_cseq->cs_seq);
  ++refers_;
  refer_.emplace(Refer{std::move(transaction), "refer" + id, !wants_no_notify(request)});
  services_.loop.post([&events = services_.events, leg = saved_.leg, asked = std::move(asked)] {
    events.transfer_asked(leg, asked);
  });
}

void Leg::transfer_status(int status) {
  if (!refer_) return;
  if (refer_->transaction) {
    const int answer = status >= 300 ? status : 202;
    services_.stack.reply(refer_->transaction.get(),
                          {answer, "", answer == 202 && !refer_->notifies ? "Refer-Sub: false\r\n" : "", ""});
    refer_->transaction.reset();
    if (answer != 202) return refer_.reset();
  }
  if (refer_->notifies && session_.state() == CallSession::State::established) notify(status);
  if (status >= 200) refer_.reset();
}

void Leg::notify(int status) {
  Request request = request_inside("NOTIFY", ++saved_.dialog.local_cseq);
  const bool over = status >= 200;
  request.headers +=
      contact_line() + "Event: " + refer_->event + "\r\nSubscription-State: " +
      (over ? std::string("terminated;reason=noresource") : "active;expires=" + std::string(longest_transfer)) +
      "\r\n";
  request.content_type = "message/sipfrag;version=2.0";
  request.body = "SIP/2.0 " + std::to_string(status) + " " + std::string(reason_phrase(status)) + "\r\n";
  authorise(request);
  // Whether the peer takes it changes nothing about the transfer.
  services_.stack.send(request, nullptr);
}

}  // namespace tipring::sip
