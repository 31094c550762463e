// Messages of text, in and out (RFC 3428).

#include <utility>

#include <sofia-sip/msg_header.h>
#include <sofia-sip/sip.h>

#include "adapters/sip/header_text.h"
#include "adapters/sip/sofia_text.h"
#include "adapters/sip/user_agent.h"
#include "runtime/base/utf8.h"

namespace tipring::sip {
namespace {

// So many messages wait for the ledger at most.
constexpr std::size_t most_unacknowledged = 1'000;

constexpr const char* accept_text_line = "Accept: text/plain\r\n";

bool is_plain_text(const sip_t& request) {
  if (content_type_of(request) != "text/plain" || is_body_encoded(request)) return false;
  const sip_content_type_t* type = request.sip_content_type;
  const char* charset = msg_params_find(type->c_params, "charset=");
  if (charset == nullptr) return true;
  const std::string name = lower_case(unquoted(charset));
  return name == "utf-8" || name == "us-ascii";
}

}  // namespace

bool UserAgent::refuse_message(IncomingHandle& transaction, const sip_t& request) {
  Reply refusal;
  refusal.status = 0;
  if (message_events_ == nullptr) {
    refusal = {405, "", std::string(allow_line), ""};
  } else if (refusal_ != 0 || unacknowledged_.size() >= most_unacknowledged) {
    refusal = {refusal_ != 0 ? refusal_ : 503, "", "Retry-After: 10\r\n", ""};
  } else if (!is_plain_text(request)) {
    refusal = {415, "", accept_text_line, ""};
  } else if (!is_utf8(body_of(request))) {
    refusal = {400, "Text Is Not UTF-8", "", ""};
  }
  if (refusal.status == 0) return false;
  stack_->reply(transaction.get(), refusal);
  return true;
}

void UserAgent::on_message(IncomingHandle transaction, msg_t* message, const sip_t& request) {
  if (refuse_message(transaction, request)) return;
  const auto sender = identify(transaction, message, request);
  if (!sender) return;
  IncomingMessage incoming;
  incoming.sender = party_of(request.sip_from);
  incoming.recipient = party_of(request.sip_request->rq_url);
  incoming.headers = headers_of(message);
  incoming.text = body_of(request);
  incoming.source = source_of(message);
  incoming.phone = sender->phone;
  if (sender->trunk != nullptr) {
    incoming.trunk = sender->trunk->settings().name;
    if (sender->trunk->is_own_contact(incoming.recipient.user)) incoming.recipient = party_of(request.sip_to);
  }
  incoming.receipt = unacknowledged_.insert(std::move(transaction));
  loop_.post(
      [&events = *message_events_, incoming = std::move(incoming)] { events.message_arrived(incoming); });
}

void UserAgent::acknowledge(ReceivedMessage message, int status) {
  const auto transaction = unacknowledged_.take(message);
  if (transaction) stack_->reply(transaction->get(), {status, "", "", ""});
}

void UserAgent::send(OutgoingMessage message) {
  const std::uint64_t id = ++last_message_;
  const OperationHandle operation = message.operation;
  auto client =
      std::make_unique<MessageClient>(MessageClient::Services{*stack_, loop_, resolver_.get(), *this},
                                      std::move(message), [this, id, operation](MessageOutcome outcome) {
                                        messages_.erase(id);
                                        if (message_events_ != nullptr)
                                          message_events_->message_sent(operation, std::move(outcome));
                                      });
  messages_.emplace(id, std::move(client)).first->second->start();
}

}  // namespace tipring::sip
