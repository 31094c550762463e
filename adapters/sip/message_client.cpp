#include "adapters/sip/message_client.h"

#include <utility>

#include <sofia-sip/nta.h>
#include <sofia-sip/sip.h>

#include "adapters/sip/header_text.h"
#include "adapters/sip/sofia_text.h"

namespace tipring::sip {
namespace {

// RFC 3428, section 8: no message over UDP may have more than 1,300 bytes; some of them are its header.
constexpr std::size_t longest_by_udp = 1'000;

int status_of(const Error& error) {
  if (error.code == "forbidden" || error.code == "avoided") return 403;
  return error.code == "not-registered" ? 480 : 503;
}

}  // namespace

MessageClient::MessageClient(Services services, OutgoingMessage message, Done done)
    : services_(services),
      message_(std::move(message)),
      done_(std::move(done)),
      errand_{message_.target, message_.phone, message_.trunk, message_.from.user, message_.avoids_trunks},
      tag_(services_.stack.new_token()) {}

MessageClient::~MessageClient() {
  services_.loop.cancel(ending_);
  if (looking_up_ != 0) services_.resolver->cancel(looking_up_);
}

void MessageClient::start() {
  const auto question = host_question_of(services_.departures.hop_uri_of(errand_));
  if (!question || question->is_numeric || services_.resolver == nullptr) return set_out(nullptr);
  looking_up_ = services_.resolver->look_up(question.value(), [this](Result<std::vector<Endpoint>> endpoints) {
    looking_up_ = 0;
    if (!endpoints) return end({.status = 503, .problem = endpoints.error().text});
    untried_ = std::move(endpoints).value();
    try_next();
  });
}

void MessageClient::try_next() {
  if (untried_.empty()) return end({.status = 503, .problem = "nobody answers at " + shown_target()});
  const Endpoint next = untried_.front();
  untried_.erase(untried_.begin());
  set_out(&next);
}

void MessageClient::set_out(const Endpoint* next) {
  auto departure = services_.departures.departure_of(errand_, next);
  if (!departure) {
    // The next address may be of a family that we can reach.
    if (!untried_.empty()) return try_next();
    const Error& error = departure.error();
    return end({.status = status_of(error), .problem = error.text, .avoided = error.code == "avoided"});
  }
  departure_ = std::move(departure).value();
  if (departure_.hop.endpoint.transport == "udp" && message_.text.size() > longest_by_udp)
    return end({.status = 513, .problem = "its text is too long for UDP: more than 1000 bytes"});
  digest_ = DigestClient(departure_.account);
  call_id_ = services_.stack.new_token() + "@" + uri_host(departure_.local.ip);
  cseq_ = 0;
  if (!send()) end({.status = 503, .problem = "the request could not be made"});
}

bool MessageClient::send() {
  Request request{.method = "MESSAGE",
                  .uri = departure_.target,
                  .destination = destination_uri(departure_.hop.endpoint),
                  .headers = {},
                  .body = message_.text,
                  .local = departure_.local,
                  .content_type = "text/plain;charset=utf-8",
                  .connection = departure_.connection,
                  .certificate_name = departure_.certificate_name};
  for (const std::string& route : departure_.routes)
    request.headers += "Route: " + route + "\r\n";
  request.headers += "From: " + name_addr_of(message_.from, departure_.own_host) + ";tag=" + tag_ +
                     "\r\nTo: <" + departure_.target + ">\r\nCall-ID: " + call_id_ +
                     "\r\nCSeq: " + std::to_string(++cseq_) + " MESSAGE\r\nMax-Forwards: 70\r\n" +
                     digest_.lines("MESSAGE", departure_.target, services_.stack.new_token());
  transaction_ = services_.stack.send(request, this);
  return transaction_ != nullptr;
}

// By a trunk the host is the trunk's.
std::string MessageClient::shown_target() const {
  return departure_.target.empty() ? message_.target : departure_.target;
}

bool MessageClient::answers_challenge(int status, const sip_t* response) {
  if ((status != 401 && status != 407) || response == nullptr) return false;
  const bool by_proxy = status == 407;
  return digest_.take(challenges_of(*response, by_proxy), by_proxy) && send();
}

// RFC 3263, section 4.3: the next address is tried where nobody answered, or 503 did.
void MessageClient::on_response(nta_outgoing_t* /*transaction*/, int status, const sip_t* response) {
  if (status < 200) return;
  // What the response is read from lives as long as its transaction.
  const OutgoingHandle answered = std::move(transaction_);
  if (answers_challenge(status, response)) return;
  const bool by_peer = response != nullptr && nta_sip_is_internal(response) == 0;
  if ((!by_peer || status == 503) && !untried_.empty()) return try_next();
  end({.status = status, .problem = by_peer ? std::string() : "nobody answers at " + shown_target()});
}

void MessageClient::end(MessageOutcome outcome) {
  ending_ = services_.loop.after(Duration::zero(),
                                 [done = std::move(done_), outcome = std::move(outcome)] { done(outcome); });
}

}  // namespace tipring::sip
