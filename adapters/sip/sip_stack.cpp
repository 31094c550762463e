#include "adapters/sip/sip_stack.h"

#include <algorithm>
#include <array>
#include <cstdarg>

#include <netdb.h>
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/msg_header.h>
#include <sofia-sip/nta_stateless.h>
#include <sofia-sip/nta_tag.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_tag.h>
#include <sofia-sip/sresolv.h>
#include <sofia-sip/su_log.h>
#include <sofia-sip/su_uniqueid.h>
#include <sofia-sip/tport_tag.h>

#include "adapters/sip/header_text.h"
#include "adapters/sip/next_hop.h"
#include "adapters/sip/sofia_text.h"
#include "runtime/ports/reason_phrase.h"

// Sofia's own word for getaddrinfo, exported, so that this one stands in its place everywhere. It would look up
// names that strangers write into a Via (as maddr, or as the host of a request that is refused before its
// source is noted there), and hold up every call until a name server answers. Names are for the resolver.
extern "C" int su_getaddrinfo(const char* node, const char* service, const su_addrinfo_t* hints,
                              su_addrinfo_t** result) {
  su_addrinfo_t numeric{};
  if (hints != nullptr) numeric = *hints;
  numeric.ai_flags |= AI_NUMERICHOST | AI_NUMERICSERV;
  return getaddrinfo(node, service, &numeric, result);
}

namespace tipring::sip {
namespace {

// As long as a datagram can be: what a peer sends without an end is not kept.
constexpr unsigned longest_message = 65'536;

// What Sofia has to say reaches us as results; its own lines on stderr would double them.
extern "C" void tipring_discard_sofia_log(void*, const char*, va_list) noexcept {}

int on_request(nta_leg_magic_t* magic, nta_leg_t*, nta_incoming_t* transaction, const sip_t* request) noexcept {
  const MessageHandle message(nta_incoming_getrequest(transaction));
  reinterpret_cast<RequestHandler*>(magic)->on_request(IncomingHandle(transaction), message.get(), *request);
  // The handler has taken the transaction over, also where it has finished with it already.
  return 0;
}

// A message that no transaction waits for. A 2xx to an INVITE of an earlier run has made a call that nobody is
// in.
int on_stray(nta_agent_magic_t*, nta_agent_t* agent, msg_t* message, sip_t* sip) noexcept {
  const bool is_success = sip != nullptr && sip->sip_status != nullptr && sip->sip_status->st_status >= 200 &&
                          sip->sip_status->st_status < 300;
  const bool makes_a_call =
      is_success && sip->sip_cseq != nullptr && sip->sip_cseq->cs_method == sip_method_invite;
  // Where that fails, as without a Contact, it leaves the message to us.
  if (!makes_a_call || nta_msg_ackbye(agent, message) != 0) nta_msg_discard(agent, message);
  return 0;
}

int on_response(nta_outgoing_magic_t* magic, nta_outgoing_t* transaction, const sip_t* response) noexcept {
  reinterpret_cast<ResponseHandler*>(magic)->on_response(transaction, nta_outgoing_status(transaction),
                                                         response);
  return 0;
}

const url_string_t* as_url(const std::string& text) {
  return reinterpret_cast<const url_string_t*>(text.c_str());
}

bool add_body(msg_t* message, sip_t* sip, const std::string& body, const std::string& type) {
  if (body.empty()) return true;
  return sip_add_tl(message, sip, SIPTAG_CONTENT_TYPE_STR(type.c_str()), SIPTAG_PAYLOAD_STR(body.c_str()),
                    TAG_END()) >= 0;
}

// A body of no bytes, by which Sofia holds back a 2xx until the PRACK of this response has come. Else it would
// answer a PRACK that the 2xx has overtaken by 481, against RFC 3262, section 3.
bool add_empty_body(msg_t* message, sip_t* sip) {
  sip_payload_t* none = sip_payload_create(msg_home(message), "", 0);
  return none != nullptr && sip_header_insert(message, sip, reinterpret_cast<sip_header_t*>(none)) >= 0;
}

bool add_headers(msg_t* message, sip_t* sip, const std::string& headers) {
  return headers.empty() || sip_add_tl(message, sip, SIPTAG_HEADER_STR(headers.c_str()), TAG_END()) >= 0;
}

}  // namespace

Result<std::unique_ptr<SipStack>> SipStack::open(const StackServices& services,
                                                 const std::vector<ListenSettings>& listen,
                                                 std::string user_agent) {
  su_log_redirect(nullptr, tipring_discard_sofia_log, nullptr);
  std::unique_ptr<SipStack> stack(new SipStack(services, std::move(user_agent)));
  // NTATAG_UA: ACKs of 2xx find their INVITE, 2xx are retransmitted until then, and forked 2xx beyond the first
  // are ended by ACK and BYE. NTATAG_BAD_REQ_MASK(0): requests with bad header fields come to us, so that their
  // refusal can be logged with its source.
  stack->agent_.reset(nta_agent_create(
      services.root, reinterpret_cast<const url_string_t*>(-1), on_stray, nullptr, NTATAG_UA(1),
      NTATAG_MERGE_482(1), NTATAG_CLIENT_RPORT(1), NTATAG_BAD_REQ_MASK(0), NTATAG_MAXSIZE(longest_message),
      NTATAG_USE_NAPTR(0), NTATAG_USE_SRV(0), SRESTAG_RESOLV_CONF("/dev/null"), TAG_END()));
  if (!stack->agent_) return Error{"sip-failed", "Sofia's SIP stack did not start"};
  stack->listeners_.attach(stack->agent_.get());
  if (auto opened = stack->listeners_.change_to(listen); !opened) return opened.error();
  auto* magic = reinterpret_cast<nta_leg_magic_t*>(&services.handler);
  if (nta_leg_tcreate(stack->agent_.get(), on_request, magic, NTATAG_NO_DIALOG(1), TAG_END()) == nullptr) {
    return Error{"sip-failed", "Sofia's SIP stack takes no requests"};
  }
  if (!stack->watch_discarded(services.root)) return Error{"sip-failed", "Sofia gives no timer"};
  return stack;
}

Arrival SipStack::arrival_of(nta_incoming_t* transaction, msg_t* message) const {
  Arrival arrival;
  arrival.origin = origin_of(transaction, message);
  tport_t* tport = nta_incoming_transport(agent_.get(), transaction, message);
  if (tport == nullptr) return arrival;
  if (tport_is_secondary(tport)) arrival.connection = ConnectionRef(tport);
  if (const Endpoint* local = listeners_.named(tport_name(tport)->tpn_ident)) arrival.local = *local;
  tport_unref(tport);
  return arrival;
}

bool SipStack::came_where_we_leave(nta_incoming_t* transaction, msg_t* message) const {
  if (listeners_.all_stay()) return false;
  const Endpoint local = arrival_of(transaction, message).local;
  return std::ranges::find(endpoints(), local) == endpoints().end();
}

Origin SipStack::origin_of(nta_incoming_t* transaction, msg_t* message) const {
  Origin origin{.address = source_of(message), .ip = source_ip_of(message)};
  if (tls_.certificates_in_use() == 0) return origin;
  tport_t* tport = nta_incoming_transport(agent_.get(), transaction, message);
  if (tport == nullptr) return origin;
  origin.secure = tport_has_tls(tport) != 0;
  if (origin.secure) origin.certified_names = tls_.names_at(origin.address);
  tport_unref(tport);
  return origin;
}

bool SipStack::reply(nta_incoming_t* transaction, const Reply& reply) {
  MessageHandle message(nta_msg_create(agent_.get(), 0));
  if (!message) return false;
  sip_t* sip = sip_object(message.get());
  const std::string headers = "Server: " + user_agent_ + "\r\n" + reply.headers;
  if (!add_headers(message.get(), sip, headers) || !add_body(message.get(), sip, reply.body, "application/sdp"))
    return false;
  const bool provisional = reply.status > 100 && reply.status < 200;
  if (provisional && reply.body.empty() && !add_empty_body(message.get(), sip)) return false;
  // Sofia keeps the pointer: the phrase must live as long as the message, which is retransmitted.
  const std::string reason =
      reply.reason.empty() ? std::string(reason_phrase(reply.status)) : one_line(reply.reason);
  const char* phrase = su_strdup(msg_home(message.get()), reason.c_str());
  if (nta_incoming_complete_response(transaction, message.get(), reply.status, phrase, TAG_END()) < 0)
    return false;
  // Sofia repeats it until its PRACK comes. It gives nothing back where the INVITE does not know PRACK.
  if (reply.reliably &&
      nta_reliable_mreply(transaction, on_prack, reinterpret_cast<nta_reliable_magic_t*>(this),
                          msg_ref_create(message.get())) != nullptr)
    return true;
  return nta_incoming_mreply(transaction, message.release()) >= 0;
}

// Without a PRACK where none came in time.
int SipStack::on_prack(nta_reliable_magic_t* magic, nta_reliable_t* response, nta_incoming_t* prack,
                       const sip_t* request) noexcept {
  nta_reliable_destroy(response);
  if (prack == nullptr || request == nullptr) return 0;
  reinterpret_cast<SipStack*>(magic)->handler_.on_prack(IncomingHandle(prack), *request);
  return 0;
}

OutgoingHandle SipStack::send(const Request& request, ResponseHandler* handler) {
  MessageHandle message(nta_msg_create(agent_.get(), 0));
  if (!message) return nullptr;
  sip_t* sip = sip_object(message.get());
  const sip_method_t method = sip_method_code(request.method.c_str());
  sip_request_t* line =
      sip_request_create(msg_home(message.get()), method, request.method.c_str(), as_url(request.uri), nullptr);
  if (line == nullptr || sip_header_insert(message.get(), sip, reinterpret_cast<sip_header_t*>(line)) < 0) {
    return nullptr;
  }
  const std::string headers = "Max-Forwards: 70\r\nUser-Agent: " + user_agent_ + "\r\n" + request.headers;
  if (!add_headers(message.get(), sip, headers) ||
      !add_body(message.get(), sip, request.body, request.content_type))
    return nullptr;

  if (request.connection == nullptr && !may_use_connection_of(request)) return nullptr;
  nta_outgoing_t* transaction = nta_outgoing_mcreate(
      agent_.get(), handler != nullptr ? on_response : nullptr,
      reinterpret_cast<nta_outgoing_magic_t*>(handler), as_url(request.destination), message.get(),
      TPTAG_IDENT(listeners_.ident_of(request.local)), NTATAG_TPORT(request.connection),
      TAG_IF(!request.branch.empty(), NTATAG_BRANCH_KEY(request.branch.c_str())), TAG_END());
  // The transaction holds the message from here on.
  if (transaction != nullptr) static_cast<void>(message.release());
  return OutgoingHandle(transaction);
}

// Over TLS, whether a connection leads to whom the request is for. One that does not is not used again for new
// requests, so that Sofia makes another.
bool SipStack::may_use_connection_of(const Request& request) {
  if (tls_.certificates_in_use() == 0) return true;
  const auto hop = next_hop_of(request.destination);
  if (!hop || hop->endpoint.transport != "tls") return true;
  const Endpoint& next = hop->endpoint;
  const std::string peer = uri_host(next.ip) + ":" + std::to_string(next.port);
  const std::string& name = request.certificate_name.empty() ? next.ip : request.certificate_name;
  if (tls_.expect(peer, name)) return true;
  tport_t* open = tls_connection_to(peer);
  return open == nullptr || tport_set_params(open, TPTAG_REUSE(0), TAG_END()) >= 0;
}

tport_t* SipStack::tls_connection_to(const std::string& peer) const {
  const auto colon = peer.rfind(':');
  const std::string host = peer.substr(0, colon);
  tp_name_t wanted{};
  wanted.tpn_proto = "tls";
  wanted.tpn_host = host.c_str();
  wanted.tpn_canon = host.c_str();
  wanted.tpn_port = peer.c_str() + colon + 1;
  tport_t* open = tport_by_name(nta_agent_tports(agent_.get()), &wanted);
  return open != nullptr && tport_is_secondary(open) != 0 ? open : nullptr;
}

// Requests that wait for the connection fail with it; Sofia would let them wait for half a minute.
void SipStack::fail_connection(const std::string& peer) {
  if (tport_t* connection = tls_connection_to(peer))
    tport_set_params(connection, TPTAG_SDWN_ERROR(1), TAG_END());
}

void SipStack::reply_without_transaction(int status, const std::string& headers) {
  MessageHandle message(nta_msg_create(agent_.get(), 0));
  if (!message) return;
  sip_t* sip = sip_object(message.get());
  const std::string reason(reason_phrase(status));
  sip_status_t* line = sip_status_create(msg_home(message.get()), static_cast<unsigned>(status),
                                         su_strdup(msg_home(message.get()), reason.c_str()), nullptr);
  if (line == nullptr || sip_header_insert(message.get(), sip, reinterpret_cast<sip_header_t*>(line)) < 0)
    return;
  if (!add_headers(message.get(), sip, "Server: " + user_agent_ + "\r\n" + headers)) return;
  const sip_via_t* via = sip->sip_via;
  if (via == nullptr || sip_complete_message(message.get()) < 0 ||
      msg_serialize(message.get(), reinterpret_cast<msg_pub_t*>(sip)) < 0)
    return;
  // RFC 3261, section 18.2.2, and RFC 3581.
  const bool has_rport = via->v_rport != nullptr && *via->v_rport != '\0';
  tp_name_t peer{};
  peer.tpn_proto = "udp";
  peer.tpn_host = peer.tpn_canon = via->v_received != nullptr ? via->v_received : via->v_host;
  peer.tpn_port = has_rport ? via->v_rport : via->v_port != nullptr ? via->v_port : "5060";
  static_cast<void>(tport_tsend(nta_agent_tports(agent_.get()), message.get(), &peer, TAG_END()));
}

std::string SipStack::branch_of(nta_outgoing_t* transaction) {
  const char* branch = nta_outgoing_branch(transaction);
  const std::string text = branch != nullptr ? branch : "";
  const auto equals = text.find('=');
  return equals == std::string::npos ? text : text.substr(equals + 1);
}

ConnectionRef SipStack::connection_of(nta_outgoing_t* transaction) {
  tport_t* tport = nta_outgoing_transport(transaction);
  if (tport == nullptr) return {};
  ConnectionRef connection(tport_is_secondary(tport) ? tport : nullptr);
  tport_unref(tport);
  return connection;
}

void SipStack::cancel(nta_outgoing_t* invite, const std::string& headers) {
  if (headers.empty()) {
    nta_outgoing_tcancel(invite, nullptr, nullptr, TAG_END());
  } else {
    nta_outgoing_tcancel(invite, nullptr, nullptr, SIPTAG_HEADER_STR(headers.c_str()), TAG_END());
  }
}

std::uint64_t SipStack::new_number() const {
  std::uint64_t number = 0;
  su_randmem(&number, sizeof number);
  return number;
}

std::string SipStack::new_token() const {
  constexpr std::string_view hex = "0123456789abcdef";
  std::array<unsigned char, 12> bytes{};
  su_randmem(bytes.data(), bytes.size());
  std::string token;
  for (const unsigned char byte : bytes)
    token += {hex[byte >> 4U], hex[byte & 15U]};
  return token;
}

std::size_t SipStack::connections() const {
  std::size_t count = 0;
  for (auto* primary = tport_primaries(nta_agent_tports(agent_.get())); primary != nullptr;
       primary = tport_next(primary)) {
    for (auto* tport = tport_secondary(primary); tport != nullptr; tport = tport_next(tport))
      ++count;
  }
  return count;
}

bool SipStack::watch_discarded(su_root_t* root) {
  // Sofia only counts such messages, so they are asked for now and then.
  discarded_timer_.reset(su_timer_create(su_root_task(root), 1000));
  const auto tick = [](su_root_magic_t*, su_timer_t*, su_timer_arg_t* stack) noexcept {
    reinterpret_cast<SipStack*>(stack)->tell_discarded();
  };
  return discarded_timer_ &&
         su_timer_set_for_ever(discarded_timer_.get(), tick, reinterpret_cast<su_timer_arg_t*>(this)) == 0;
}

void SipStack::tell_discarded() {
  usize_t total = 0;
  nta_agent_get_stats(agent_.get(), NTATAG_S_BAD_MESSAGE_REF(total), TAG_END());
  if (total > discarded_) handler_.on_discarded(total - discarded_);
  discarded_ = total;
}

}  // namespace tipring::sip
