// Transfers that we ask the peer for: REFER, and what its NOTIFYs tell of them (RFC 3515).

#include <utility>

#include <sofia-sip/sip.h>
#include <strings.h>

#include "adapters/sip/leg.h"
#include "adapters/sip/refer_to.h"
#include "adapters/sip/sofia_text.h"

namespace tipring::sip {
namespace {

// What a peer says may pass until the end of a transfer is told, and what a message may take.
constexpr Duration longest_wait_for_end = std::chrono::seconds(180);

bool names_event(const sip_t& request, std::uint32_t cseq) {
  const sip_event_t* event = request.sip_event;
  if (event == nullptr || event->o_type == nullptr || strcasecmp(event->o_type, "refer") != 0) return false;
  return event->o_id == nullptr || event->o_id == std::to_string(cseq);
}

bool ends_subscription(const sip_t& request) {
  const sip_subscription_state_t* state = request.sip_subscription_state;
  return state != nullptr && state->ss_substate != nullptr && strcasecmp(state->ss_substate, "terminated") == 0;
}

}  // namespace

std::string Leg::refer_to_target(const std::string& target) const {
  return refer_to(target, saved_.dialog.remote_target);
}

std::string Leg::refer_to_party() const {
  const Dialog& dialog = saved_.dialog;
  // A call that nobody has answered has no tag of the peer's yet, which is "0" (RFC 3891, section 6.1).
  return refer_to(dialog.remote_target,
                  Replaces{.call_id = dialog.call_id,
                           .to_tag = dialog.remote_tag.empty() ? std::string("0") : dialog.remote_tag,
                           .from_tag = dialog.local_tag});
}

void Leg::refer(std::string refer_to, Transferor::Progress told) {
  if (session_.state() != CallSession::State::established || our_refer_) {
    services_.loop.post([told = std::move(told), status = our_refer_ ? 491 : 481] { told(status); });
    return;
  }
  our_refer_ = std::make_unique<OurRefer>(*this, std::move(refer_to), std::move(told));
  our_refer_->patience = services_.loop.after(longest_wait_for_end, [this] { tell_refer(408); });
  if (!send_refer()) tell_refer(503);
}

bool Leg::send_refer() {
  our_refer_->cseq = ++saved_.dialog.local_cseq;
  Request request = request_inside("REFER", our_refer_->cseq);
  request.headers += contact_line() + "Refer-To: <" + our_refer_->refer_to +
                     ">\r\nReferred-By: " + saved_.dialog.local + "\r\n";
  authorise(request);
  our_refer_->transaction = services_.stack.send(request, our_refer_.get());
  return our_refer_->transaction != nullptr;
}

void Leg::OurRefer::on_response(nta_outgoing_t* /*transaction*/, int status, const sip_t* response) {
  leg.on_refer_response(status, response);
}

void Leg::on_refer_response(int status, const sip_t* response) {
  if (status < 200) return;
  if (answers_challenge(status, response) && send_refer()) return;
  // What becomes of one that was accepted its NOTIFYs tell.
  if (status >= 300) tell_refer(status);
}

void Leg::on_notify(IncomingHandle transaction, const sip_t& request) {
  if (!our_refer_ || !names_event(request, our_refer_->cseq)) {
    services_.stack.reply(transaction.get(), {481, "", "", ""});
    return;
  }
  services_.stack.reply(transaction.get(), {200, "", "", ""});
  int status = status_of_fragment(body_of(request)).value_or(100);
  // Who tells no more has not told the end.
  if (status < 200 && ends_subscription(request)) status = 408;
  tell_refer(status);
}

void Leg::tell_refer(int status) {
  services_.loop.post([told = our_refer_->told, status] { told(status); });
  if (status >= 200) forget_refer();
}

void Leg::forget_refer() {
  if (!our_refer_) return;
  services_.loop.cancel(our_refer_->patience);
  our_refer_.reset();
}

}  // namespace tipring::sip
