// Requests of peers: which leg they are for, and the answers to those that are for none.

#include <algorithm>
#include <cstring>
#include <utility>

#include <sofia-sip/msg.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_header.h>

#include "adapters/sip/header_text.h"
#include "adapters/sip/next_hop.h"
#include "adapters/sip/sofia_text.h"
#include "adapters/sip/user_agent.h"

namespace tipring::sip {
namespace {

// Errors in header fields of these groups do not touch what we do with a request.
constexpr unsigned harmless_errors =
    sip_mask_response | sip_mask_proxy | sip_mask_registrar | sip_mask_pref | sip_mask_privacy;

constexpr const char* accept_line = "Accept: application/sdp\r\n";

std::string method_of(const sip_t& request) {
  return one_line(request.sip_request->rq_method_name);
}

// The header field that could not be read.
std::string bad_header_of(const sip_t& request) {
  const auto* header = reinterpret_cast<const sip_header_t*>(request.sip_error);
  if (header == nullptr) return "line";
  const char* name =
      header->sh_class == sip_error_class ? request.sip_error->er_name : header->sh_class->hc_name;
  return name != nullptr ? one_line(name) : "line";
}

bool is_supported(const char* option) {
  return strcasecmp(option, "timer") == 0 || strcasecmp(option, "100rel") == 0 ||
         strcasecmp(option, "replaces") == 0;
}

bool has_tag(const sip_addr_t* address) {
  return address != nullptr && address->a_tag != nullptr;
}

// Of the extensions that a peer requires, those that we do not have.
std::string options_required(const sip_t& request) {
  std::string options;
  for (const sip_require_t* require = request.sip_require; require != nullptr; require = require->k_next) {
    for (const char* const* item = require->k_items; item != nullptr && *item != nullptr; ++item) {
      if (is_supported(*item)) continue;
      options += (options.empty() ? "" : ", ") + std::string(*item);
    }
  }
  return options;
}

// A connection that ends inside a header, or right after it, ends a message too for Sofia.
bool is_whole(const sip_t& request) {
  const auto promised = request.sip_content_length != nullptr ? request.sip_content_length->l_length : 0;
  const auto came = request.sip_payload != nullptr ? request.sip_payload->pl_len : 0;
  return request.sip_separator != nullptr && came >= promised;
}

// Our answer can be nothing else.
bool accepts_sdp(const sip_t& request) {
  for (const sip_accept_t* accept = request.sip_accept; accept != nullptr; accept = accept->ac_next) {
    const char* type = accept->ac_type != nullptr ? accept->ac_type : "";
    if (strcasecmp(type, "application/sdp") == 0 || strcasecmp(type, "application/*") == 0 ||
        strcmp(type, "*/*") == 0)
      return true;
  }
  return request.sip_accept == nullptr;
}

}  // namespace

void UserAgent::on_request(IncomingHandle transaction, msg_t* message, const sip_t& request) {
  const sip_method_t method = request.sip_request->rq_method;
  // An ACK that finds no INVITE is a straggler, and is never answered.
  if (method == sip_method_ack) return;
  if (refuse_stranger(transaction, message, request)) return;
  if (refuse_malformed(transaction, message, request)) return;
  if (method == sip_method_cancel) {
    stack_->reply(transaction.get(), {481, "", "", ""});
  } else if (has_tag(request.sip_to)) {
    inside_dialog(std::move(transaction), request);
  } else {
    outside_dialog(std::move(transaction), message, request);
  }
}

void UserAgent::on_discarded(std::uint64_t messages) {
  complaints_.write("refused or dropped " + std::to_string(messages) +
                    " malformed SIP messages: no SIP, or without the header fields every message needs");
}

bool UserAgent::is_trusted_by_name(const Origin& origin) const {
  return std::ranges::any_of(trusted_names_,
                             [&](const std::string& name) { return is_named(origin.certified_names, name); });
}

bool UserAgent::refuse_stranger(IncomingHandle& transaction, msg_t* message, const sip_t& request) {
  const bool readable = (msg_extract_errors(message) & ~harmless_errors) == 0;
  if (readable && has_tag(request.sip_to) && find_dialog(request) != nullptr) return false;
  const Origin origin = stack_->origin_of(transaction.get(), message);
  if (trunks_->at(origin) != nullptr || is_trusted_by_name(origin)) return false;
  const std::string& ip = origin.ip;
  const std::string method = method_of(request);
  auto verdict = gatekeeper_->admit(ip, method, loop_.clock().now());
  if (verdict == Gatekeeper::Verdict::unknown && may_prove_itself(request))
    verdict = Gatekeeper::Verdict::admitted;
  switch (verdict) {
    case Gatekeeper::Verdict::admitted:
      return refuse_scanner(transaction, ip, request);
    case Gatekeeper::Verdict::too_fast:
      complaints_.write("refused " + method + " from " + ip +
                        ": more than the site takes from one source; one that may do so is to be trusted");
      stack_->reply(transaction.get(), {503, "", "Retry-After: 5\r\n", ""});
      break;
    case Gatekeeper::Verdict::banned:
      tarpit_->hold(std::move(transaction));
      break;
    case Gatekeeper::Verdict::unknown:
      complaints_.write("refused " + method + " from " + ip + ", which the site does not trust");
      stack_->reply(transaction.get(), {403, "", "", ""});
      break;
  }
  return true;
}

bool UserAgent::refuse_scanner(IncomingHandle& transaction, const std::string& ip, const sip_t& request) {
  const auto* agent = request.sip_user_agent;
  const std::string_view scanner =
      agent != nullptr && agent->g_string != nullptr ? scanner_named(agent->g_string) : std::string_view();
  if (scanner.empty()) return false;
  if (auto ban = gatekeeper_->ban(ip, std::nullopt, "the scanner " + std::string(scanner), loop_.clock().now()))
    log_ban(ban.value());
  tarpit_->hold(std::move(transaction));
  return true;
}

void UserAgent::note_failure(const std::string& ip, const std::string& what) {
  // Callers of a carrier dial wrong numbers too.
  if (trunks_->any_at(ip)) return;
  if (const auto ban = gatekeeper_->failed(ip, what, loop_.clock().now())) log_ban(*ban);
}

void UserAgent::log_ban(const Ban& ban) {
  const auto time = std::chrono::ceil<std::chrono::minutes>(*ban.until - loop_.clock().now());
  complaints_.write("banned " + ban.source + " for " + std::to_string(time.count()) +
                    " minutes: " + ban.reason);
}

bool UserAgent::refuse_malformed(IncomingHandle& transaction, msg_t* message, const sip_t& request) {
  const bool readable = (msg_extract_errors(message) & ~harmless_errors) == 0;
  const bool whole =
      is_whole(request) || stack_->arrival_of(transaction.get(), message).local.transport == "udp";
  if (readable && whole) return false;
  const std::string what = readable ? "Missing End" : "Bad " + bad_header_of(request) + " Header";
  stack_->reply(transaction.get(), {400, what, "", ""});
  complaints_.write("refused a malformed " + method_of(request) + " from " + source_of(message) + ": " + what);
  note_failure(source_ip_of(message), "a malformed " + method_of(request));
  return true;
}

Leg* UserAgent::find_dialog(const sip_t& request) {
  const auto found = dialogs_.find(std::string(request.sip_call_id->i_id) + "\n" + request.sip_to->a_tag);
  if (found == dialogs_.end()) return nullptr;
  Leg* leg = legs_.at(found->second).get();
  const std::string& remote_tag = leg->dialog().remote_tag;
  const char* from_tag = request.sip_from->a_tag;
  if (!remote_tag.empty() && remote_tag != (from_tag != nullptr ? from_tag : "")) return nullptr;
  return leg;
}

void UserAgent::inside_dialog(IncomingHandle transaction, const sip_t& request) {
  if (request.sip_request->rq_method == sip_method_subscribe) {
    transaction = subscriptions_->renew(std::move(transaction), request);
    if (transaction == nullptr) return;
  }
  Leg* leg = find_dialog(request);
  if (leg == nullptr) {
    stack_->reply(transaction.get(), {481, "", "", ""});
    return;
  }
  switch (request.sip_request->rq_method) {
    case sip_method_invite:
    case sip_method_update:
    case sip_method_bye:
    case sip_method_info:
    case sip_method_refer:
    case sip_method_notify:
      leg->on_request(std::move(transaction), request);
      break;
    case sip_method_options:
      answer_options(std::move(transaction));
      break;
    case sip_method_unknown:
      stack_->reply(transaction.get(), {501, "", std::string(allow_line), ""});
      break;
    default:
      stack_->reply(transaction.get(), {405, "", std::string(allow_line), ""});
      break;
  }
}

void UserAgent::on_prack(IncomingHandle transaction, const sip_t& request) {
  if (Leg* leg = find_dialog(request)) return leg->on_prack(std::move(transaction), request);
  // The call was refused meanwhile.
  stack_->reply(transaction.get(), {200, "", "", ""});
}

// RFC 3261, sections 8.2.2.1 and 8.2.2.3.
bool UserAgent::refuse_unsupported(IncomingHandle& transaction, const sip_t& request) {
  Reply refusal;
  const url_t* uri = request.sip_request->rq_url;
  if (uri->url_type != url_sip && uri->url_type != url_sips && uri->url_type != url_tel) {
    refusal = {416, "", "", ""};
  } else if (uri->url_headers != nullptr) {
    refusal = {400, "Header Fields In Request URI", "", ""};
  } else if (const auto options = options_required(request); !options.empty()) {
    refusal = {420, "", "Unsupported: " + options + "\r\n", ""};
  } else {
    return false;
  }
  stack_->reply(transaction.get(), refusal);
  return true;
}

// Without Retry-After, so that the peer tries where we listen still (RFC 3263, section 4.3). A call that takes
// the place of one that is there comes to that one's Contact.
bool UserAgent::refuse_where_we_leave(IncomingHandle& transaction, msg_t* message, const sip_t& request) {
  if (request.sip_replaces != nullptr || !stack_->came_where_we_leave(transaction.get(), message)) return false;
  stack_->reply(transaction.get(), {503, "", "", ""});
  return true;
}

void UserAgent::outside_dialog(IncomingHandle transaction, msg_t* message, const sip_t& request) {
  if (refuse_where_we_leave(transaction, message, request)) return;
  if (refuse_unsupported(transaction, request)) return;
  switch (request.sip_request->rq_method) {
    case sip_method_invite:
      on_invite(std::move(transaction), message, request);
      break;
    case sip_method_options:
      answer_options(std::move(transaction));
      break;
    case sip_method_register:
      on_register(std::move(transaction), message, request);
      break;
    case sip_method_subscribe:
      on_subscribe(std::move(transaction), message, request);
      break;
    case sip_method_message:
      on_message(std::move(transaction), message, request);
      break;
    case sip_method_bye:
    case sip_method_info:
    case sip_method_update:
    case sip_method_prack:
    case sip_method_notify:
      stack_->reply(transaction.get(), {481, "", "", ""});
      break;
    case sip_method_refer:
      // Nobody is called for who is in no call with us.
      stack_->reply(transaction.get(), {403, "", "", ""});
      break;
    case sip_method_unknown:
      stack_->reply(transaction.get(), {501, "", std::string(allow_line), ""});
      break;
    default:
      stack_->reply(transaction.get(), {405, "", std::string(allow_line), ""});
      break;
  }
}

void UserAgent::answer_options(IncomingHandle transaction) {
  // A proxy that asks is to send its calls elsewhere while we refuse them.
  const int status = refusal_ != 0 ? refusal_ : 200;
  stack_->reply(transaction.get(), {status, "", std::string(allow_line) + accept_line, ""});
}

bool UserAgent::refuse_unacceptable(IncomingHandle& transaction, msg_t* message, const sip_t& request) {
  Reply refusal;
  refusal.status = 0;
  if (refusal_ != 0) {
    refusal = {refusal_, "", "Retry-After: 10\r\n", ""};
  } else if (!accepts_sdp(request)) {
    refusal = {406, "", accept_line, ""};
  } else if (too_brief(session_timer_headers_of(request), services_->session_timer)) {
    refusal = refusal_of_brief_session(services_->session_timer);
  } else if (request.sip_contact == nullptr) {
    refusal = {400, "Missing Contact Header", "", ""};
    complaints_.write("refused a malformed INVITE from " + source_of(message) + ": Missing Contact Header");
  } else if (!body_of(request).empty() &&
             (content_type_of(request) != "application/sdp" || is_body_encoded(request))) {
    refusal = {415, "", accept_line, ""};
  }
  if (refusal.status == 0) return false;
  stack_->reply(transaction.get(), refusal);
  return true;
}

void UserAgent::on_invite(IncomingHandle transaction, msg_t* message, const sip_t& request) {
  if (refuse_unacceptable(transaction, message, request)) return;
  auto caller = identify(transaction, message, request);
  if (!caller) return;
  if (caller->trunk != nullptr && caller->trunk->full()) {
    complaints_.write("refused a call from trunk " + caller->trunk->settings().name +
                      ": all its channels are in use");
    stack_->reply(transaction.get(), {503, "", "Retry-After: 5\r\n", ""});
    return;
  }
  LegId replaces;
  if (const sip_replaces_t* header = request.sip_replaces) {
    const auto text_or_empty = [](const char* text) { return std::string(text != nullptr ? text : ""); };
    replaces = leg_of({text_or_empty(header->rp_call_id), text_or_empty(header->rp_to_tag),
                       text_or_empty(header->rp_from_tag)});
    // RFC 3891, section 3: 486 where only a call that is not answered was to be replaced.
    if (!replaces || header->rp_early_only != 0) {
      stack_->reply(transaction.get(), {replaces ? 486 : 481, "", "", ""});
      return;
    }
  }
  const auto sdp = body_of(request);
  std::optional<SessionDescription> offer;
  if (!sdp.empty()) {
    auto description = services_->read_description(sdp);
    if (!description) {
      const int status = description.error().code == "bad-sdp" ? 400 : 488;
      stack_->reply(transaction.get(), {status, description.error().text, "", ""});
      complaints_.write("refused an INVITE from " + source_of(message) + ": " + description.error().text);
      return;
    }
    offer = std::move(description).value();
  }

  Arrival arrival = stack_->arrival_of(transaction.get(), message);
  IncomingCall call;
  call.leg = ids_.next_leg();
  call.caller = party_of(request.sip_from);
  call.dialled = party_of(request.sip_request->rq_url);
  call.headers = headers_of(message);
  call.offer = offer;
  call.replaces = replaces;
  call.transport = arrival.local.transport;
  call.source = arrival.origin.address;
  call.phone = caller->phone;
  if (caller->trunk != nullptr) {
    call.trunk = caller->trunk->settings().name;
    caller->trunk->take_channel(call.leg);
    // A carrier that we register at calls by our Contact; the number stands in To.
    if (caller->trunk->is_own_contact(call.dialled.user)) call.dialled = party_of(request.sip_to);
  }

  SavedLeg start = start_of_incoming(arrival, request);
  start.leg = call.leg;
  start.through_nat = is_behind_nat(request, arrival.origin.ip);
  auto leg = std::make_unique<Leg>(*services_, std::move(start), CallSession::called());
  leg->set_trunk(call.trunk);
  leg->set_phone(call.phone);
  Leg& kept = keep(std::move(leg), call.leg);
  kept.take_invite(std::move(transaction), request, std::move(arrival), offer);
  const SavedInvite invite = kept.invite_with(call.headers);
  loop_.post([&events = events_, call = std::move(call)] { events.arrived(call); });
  kept.tell_state(invite);
}

// RFC 3261, section 12.1.1.
SavedLeg UserAgent::start_of_incoming(const Arrival& arrival, const sip_t& request) {
  SavedLeg start;
  start.local = arrival.local;
  start.peer = arrival.origin.address;
  const char* user = request.sip_request->rq_url->url_user;
  const bool secure = request.sip_request->rq_url->url_type == url_sips;
  start.contact = contact_uri(arrival.local, user != nullptr ? one_line(user) : std::string(), secure);
  start.origin.session_id = next_sdp_session();
  Dialog& dialog = start.dialog;
  dialog.call_id = request.sip_call_id->i_id;
  dialog.local_tag = stack_->new_token();
  dialog.remote_tag = has_tag(request.sip_from) ? request.sip_from->a_tag : "";
  dialog.local = name_addr_text(request.sip_to);
  dialog.remote = name_addr_text(request.sip_from);
  dialog.remote_target = contact_of(request);
  dialog.route_set = record_route_of(request);
  dialog.remote_cseq = request.sip_cseq->cs_seq;
  return start;
}

}  // namespace tipring::sip
