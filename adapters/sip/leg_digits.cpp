// Digits that go outside the media path, by INFO: each when the one before has been answered, since nothing
// else keeps two of them in order on their way (RFC 6086, section 4.2.1).

#include <utility>

#include <sofia-sip/sip.h>

#include "adapters/sip/digit_info.h"
#include "adapters/sip/leg.h"

namespace tipring::sip {
namespace {

// What a digit of nobody's call would be answered with.
constexpr int no_such_dialog = 481;
constexpr int transport_failed = 503;

}  // namespace

void Leg::send_digit(OperationHandle operation, char digit) {
  if (session_.released()) return;
  digits_.push_back({operation, digit});
  if (digits_.size() == 1) send_next_digit();
}

void Leg::send_next_digit() {
  while (!digits_.empty()) {
    const bool has_dialog = !saved_.dialog.remote_tag.empty();
    if (has_dialog && send_digit_info()) return;
    digit_answered(has_dialog ? transport_failed : no_such_dialog);
  }
}

bool Leg::send_digit_info() {
  Request info = request_inside("INFO", ++saved_.dialog.local_cseq);
  info.body = digit_info_body(digits_.front().digit);
  info.content_type = digit_info_type;
  authorise(info);
  outgoing_digit_ = services_.stack.send(info, &digit_responses_);
  return outgoing_digit_ != nullptr;
}

void Leg::digit_answered(int status) {
  const OperationHandle operation = digits_.front().operation;
  digits_.pop_front();
  if (!operation) return;
  services_.loop.post([&events = services_.events, leg = saved_.leg, operation, status] {
    events.digit_sent(leg, operation, status);
  });
}

void Leg::on_digit_response(int status, const sip_t* response) {
  if (status < 200) return;
  if (answers_challenge(status, response) && send_digit_info()) return;
  outgoing_digit_.reset();
  digit_answered(status);
  send_next_digit();
}

}  // namespace tipring::sip
