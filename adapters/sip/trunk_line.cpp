#include "adapters/sip/trunk_line.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <sofia-sip/sip.h>

#include "adapters/sip/header_text.h"
#include "adapters/sip/sofia_text.h"
#include "runtime/ports/host_part.h"
#include "runtime/ports/reason_phrase.h"
#include "runtime/ports/user_part.h"

namespace tipring::sip {
namespace {

// So many OPTIONS without an answer and a trunk counts as away: one may be lost.
constexpr int most_unanswered = 2;

// Nobody who is there takes longer to answer OPTIONS; without a limit of ours each would take 64 * T1, 32 s,
// to fail (RFC 3261, section 17.1.2.2, timer F). By then it has been sent four times over UDP.
constexpr Duration longest_answer = std::chrono::seconds(4);

// How often a trunk's name is looked up again, and how soon after a failure.
constexpr Duration look_up_interval = std::chrono::minutes(5);
constexpr Duration look_up_retry = std::chrono::seconds(30);

std::string status_text(int status, const sip_t* response) {
  const char* phrase =
      response != nullptr && response->sip_status != nullptr ? response->sip_status->st_phrase : nullptr;
  return std::to_string(status) + " " +
         (phrase != nullptr ? one_line(phrase) : std::string(reason_phrase(status)));
}

// A failure of the transport or a time-out, which Sofia turns into a response.
bool came_from_nobody(const sip_t* response) {
  return response == nullptr || nta_sip_is_internal(response) != 0;
}

std::string certificate_name_of(const TrunkSettings& settings) {
  const auto question = host_question_of(settings.uri);
  if (!question || question->transport != "tls") return {};
  return settings.certificate_name.empty() ? question->host : settings.certificate_name;
}

std::optional<Duration> retry_after_of(const sip_t* response) {
  if (response == nullptr || response->sip_retry_after == nullptr) return std::nullopt;
  return std::chrono::seconds(static_cast<std::uint32_t>(response->sip_retry_after->af_delta));
}

}  // namespace

std::string_view to_string(RegistrationState state) {
  switch (state) {
    case RegistrationState::none:
      return "none";
    case RegistrationState::trying:
      return "trying";
    case RegistrationState::registered:
      return "registered";
    case RegistrationState::failed:
      break;
  }
  return "failed";
}

TrunkLine::TrunkLine(TrunkSettings settings, Services services)
    : settings_(std::move(settings)),
      services_(services),
      host_(host_and_port_of(settings_.uri)),
      certificate_name_(certificate_name_of(settings_)),
      registration_(settings_.registration),
      digest_(settings_.account),
      call_id_(services_.stack.new_token()),
      tag_(services_.stack.new_token()) {}

TrunkLine::~TrunkLine() {
  services_.loop.cancel(timer_);
  services_.loop.cancel(check_timer_);
  services_.loop.cancel(look_up_timer_);
  if (looking_up_ != 0) services_.resolver->cancel(looking_up_);
}

void TrunkLine::start() {
  const auto question = host_question_of(settings_.uri);
  if (!question) return tell(LogLevel::error, question.error().text);
  if (!question->is_numeric && services_.resolver != nullptr) return look_up(question.value());
  const auto hop = next_hop_of(settings_.uri);
  if (!hop) return tell(LogLevel::error, hop.error().text);
  located({hop->endpoint});
}

void TrunkLine::succeed(const TrunkLine& before) {
  calls_ = before.calls_;
  if (registers_like(before)) contact_ = before.contact_;
  if (before.settings_.uri == settings_.uri && before.at_) {
    located_ = before.located_;
    endpoints_ = before.endpoints_;
    at_ = before.at_;
    if (settings_.check > Duration::zero()) answers_ = before.answers_;
    begin();
  }
  start();
}

bool TrunkLine::registers_like(const TrunkLine& other) const {
  return settings_.registers && other.settings_.registers && settings_.uri == other.settings_.uri &&
         contact_user() == other.contact_user();
}

// Again now and then: carriers move.
void TrunkLine::look_up(const HostQuestion& question) {
  looking_up_ = services_.resolver->look_up(question, [this, question](Result<std::vector<Endpoint>> found) {
    looking_up_ = 0;
    if (found) {
      located(found.value());
    } else if (problem_ != found.error().text) {
      problem_ = found.error().text;
      tell(LogLevel::warning, problem_);
    }
    look_up_timer_ = services_.loop.after_standing(found ? look_up_interval : look_up_retry,
                                                   [this, question] { look_up(question); });
  });
}

void TrunkLine::listeners_changed() {
  if (located_.empty()) return;
  located(std::vector<Endpoint>(located_));
  // The answer that is waited for looks at the same.
  if (!registering_) correct_contact();
}

void TrunkLine::correct_contact() {
  const bool stays = registration_.state() != RegistrationClient::State::off &&
                     registration_.state() != RegistrationClient::State::leaving;
  if (!stays || !at_ || contact_.empty() || contact_ == contact()) return;
  registration_.renew();
  send_register();
}

void TrunkLine::located(const std::vector<Endpoint>& endpoints) {
  located_ = endpoints;
  endpoints_.clear();
  for (const Endpoint& endpoint : endpoints) {
    if (services_.stack.reachable_from(endpoint.transport, endpoint.ip) != nullptr)
      endpoints_.push_back(endpoint);
  }
  if (endpoints_.empty()) {
    at_.reset();
    const Endpoint& first = endpoints.front();
    return tell(LogLevel::error, "no listening address for " + first.transport + " reaches " + first.ip);
  }
  const bool first_time = !at_;
  if (at_ && std::ranges::find(endpoints_, *at_) != endpoints_.end()) return;
  at_ = endpoints_.front();
  if (first_time) begin();
}

void TrunkLine::begin() {
  problem_.clear();
  if (settings_.registers) {
    registration_.renew();
    send_register();
  }
  if (settings_.check > Duration::zero()) send_check();
}

void TrunkLine::move_on() {
  if (!at_) return;
  const auto now = std::ranges::find(endpoints_, *at_);
  if (now == endpoints_.end() || std::next(now) == endpoints_.end()) {
    at_ = endpoints_.front();
  } else {
    at_ = *std::next(now);
  }
}

bool TrunkLine::is_from(const Origin& origin) const {
  if (!certificate_name_.empty()) {
    if (!origin.secure) return false;
    if (!origin.certified_names.empty()) return is_named(origin.certified_names, certificate_name_);
  }
  return has_address(origin.ip);
}

bool TrunkLine::has_address(const std::string& ip) const {
  return std::ranges::any_of(endpoints_, [&](const Endpoint& endpoint) { return endpoint.ip == ip; });
}

bool TrunkLine::has_host(const std::string& host) const {
  if (same_host(host_part_of(settings_.uri), host)) return true;
  return std::ranges::any_of(endpoints_,
                             [&](const Endpoint& endpoint) { return same_host(endpoint.ip, host); });
}

bool TrunkLine::is_at(const Origin& origin) const {
  return std::ranges::any_of(endpoints_, [&](const Endpoint& endpoint) {
    return origin.address == uri_host(endpoint.ip) + ":" + std::to_string(endpoint.port);
  });
}

void TrunkLine::leave() {
  services_.loop.cancel(timer_);
  timer_ = {};
  if (at_ && registration_.leave(services_.loop.clock().now())) send_register();
}

TrunkStatus TrunkLine::status() const {
  TrunkStatus status{.name = settings_.name,
                     .uri = settings_.uri,
                     .address = at_ ? to_string(*at_) : std::string(),
                     .answers = answers_,
                     .calls = calls_.size(),
                     .channels = settings_.channels,
                     .problem = problem_.empty() ? check_problem_ : problem_};
  if (registration_.state() == RegistrationClient::State::off) return status;
  if (registration_.holds(services_.loop.clock().now())) {
    status.registration = RegistrationState::registered;
  } else {
    status.registration = registration_.state() == RegistrationClient::State::waiting
                              ? RegistrationState::failed
                              : RegistrationState::trying;
  }
  return status;
}

Result<void> TrunkLine::take_channel_out(LegId leg) {
  // One that tries the trunk's next address has its channel already.
  if (full() && !calls_.contains(leg)) {
    return Error{"no-channel", "all " + std::to_string(settings_.channels) + " channels of trunk " +
                                   settings_.name + " are in use"};
  }
  if (!at_ || answers_ == false)
    return Error{"trunk-down", "trunk " + settings_.name + " cannot be reached: " + status().problem};
  calls_.insert(leg);
  return {};
}

void TrunkLine::give_back(LegId leg) {
  calls_.erase(leg);
}

std::string TrunkLine::failure_text(int status, const sip_t* response) const {
  if (!came_from_nobody(response)) return status_text(status, response);
  if (at_ && at_->transport == "tls") {
    const std::string peer = uri_host(at_->ip) + ":" + std::to_string(at_->port);
    if (const std::string problem = services_.stack.tls().problem_at(peer); !problem.empty())
      return "no TLS: " + problem;
  }
  return status == 408 ? "no answer" : "nobody listens there";
}

std::string TrunkLine::contact_user() const {
  return settings_.account.user.empty() ? settings_.name : settings_.account.user;
}

std::string TrunkLine::address_of_record() const {
  return "<sip:" + escaped_user(contact_user()) + "@" + host_ + ">";
}

sip::Request TrunkLine::request(const std::string& method, std::uint32_t cseq,
                                const std::string& call_id) const {
  sip::Request request;
  request.method = method;
  request.uri = "sip:" + host_;
  request.destination = destination_uri(*at_);
  request.local = *services_.stack.reachable_from(at_->transport, at_->ip);
  request.certificate_name = certificate_name_;
  request.headers = "From: " + address_of_record() + ";tag=" + tag_ + "\r\nTo: " + address_of_record() +
                    "\r\nCall-ID: " + call_id + "\r\nCSeq: " + std::to_string(cseq) + " " + method + "\r\n";
  return request;
}

std::string TrunkLine::contact() const {
  return contact_uri(*services_.stack.reachable_from(at_->transport, at_->ip), escaped_user(contact_user()));
}

// Nothing is sent while no address of ours reaches it.
void TrunkLine::send_register() {
  services_.loop.cancel(timer_);
  timer_ = {};
  if (!at_) return;
  sip::Request message = request("REGISTER", ++cseq_, call_id_);
  // One that it knows of us from before would get a share of its calls (RFC 3261, section 10.2.2).
  contact_sent_ = contact();
  if (!contact_.empty() && contact_ != contact_sent_)
    message.headers += "Contact: <" + contact_ + ">;expires=0\r\n";
  message.headers += "Contact: <" + contact_sent_ + ">\r\nExpires: " + seconds_text(registration_.expires()) +
                     "\r\n" + digest_.lines("REGISTER", message.uri, services_.stack.new_token());
  registering_ = services_.stack.send(message, this);
  if (!registering_) not_registered(503, nullptr);
}

void TrunkLine::on_response(nta_outgoing_t*, int status, const sip_t* response) {
  if (status < 200) return;
  // The response lives no longer than its transaction.
  const OutgoingHandle answered = std::move(registering_);
  const bool challenged = (status == 401 || status == 407) && response != nullptr;
  if (status < 300) {
    registered(*response);
  } else if (challenged && digest_.take(challenges_of(*response, status == 407), status == 407)) {
    send_register();
  } else if (status == 423 && response != nullptr && response->sip_min_expires != nullptr &&
             registration_.too_brief(
                 std::chrono::seconds(static_cast<std::uint32_t>(response->sip_min_expires->me_delta)))) {
    send_register();
  } else {
    not_registered(status, response);
  }
}

void TrunkLine::registered(const sip_t& response) {
  digest_.accepted();
  const Instant now = services_.loop.clock().now();
  const bool news = !registration_.holds(now) || !problem_.empty();
  const bool leaving = registration_.state() == RegistrationClient::State::leaving;
  registration_.succeeded(granted_time(response, registration_.expires()), now, services_.chance);
  problem_.clear();
  contact_ = contact_sent_;
  if (news || leaving)
    tell(LogLevel::info,
         leaving ? "no longer registered" : "registered at " + (at_ ? to_string(*at_) : settings_.uri));
  watch();
  correct_contact();
}

void TrunkLine::not_registered(int status, const sip_t* response) {
  const Instant now = services_.loop.clock().now();
  const std::string text = failure_text(status, response);
  registration_.failed(retry_after_of(response), now, services_.chance);
  if (came_from_nobody(response) || status == 503) move_on();
  const bool news = problem_ != text;
  problem_ = text;
  std::string next;
  if (const auto due = registration_.deadline()) next = "; next try in " + seconds_text(*due - now) + " s";
  if (news) tell(LogLevel::warning, "not registered: " + text + next);
  watch();
}

void TrunkLine::watch() {
  services_.loop.cancel(timer_);
  timer_ = {};
  const auto due = registration_.deadline();
  if (!due) return;
  timer_ = services_.loop.after_standing(*due - services_.loop.clock().now(), [this] {
    registration_.renew();
    send_register();
  });
}

void TrunkLine::send_check() {
  services_.loop.cancel(check_timer_);
  check_timer_ = {};
  if (!at_) return;
  checked_at_ = services_.loop.clock().now();
  check_timer_ = services_.loop.after_standing(std::min(settings_.check, longest_answer),
                                               [this] { on_check_response(408, nullptr); });
  sip::Request message = request("OPTIONS", ++check_cseq_, call_id_ + "-check");
  checking_ = services_.stack.send(message, &check_responses_);
  if (!checking_) on_check_response(503, nullptr);
}

void TrunkLine::on_check_response(int status, const sip_t* response) {
  if (status < 200) return;
  services_.loop.cancel(check_timer_);
  // An answer that comes later finds nobody.
  const OutgoingHandle answered = std::move(checking_);
  const bool away = came_from_nobody(response) || status == 503;
  unanswered_ = away ? unanswered_ + 1 : 0;
  if (away) move_on();
  const std::optional<bool> before = answers_;
  if (!away) answers_ = true;
  if (unanswered_ >= most_unanswered) answers_ = false;
  if (answers_ != before) {
    check_problem_ = answers_ == false ? failure_text(status, response) : std::string();
    tell(answers_ == false ? LogLevel::warning : LogLevel::info,
         answers_ == false ? "does not answer: " + check_problem_ : "answers");
    // One that was away may have forgotten us.
    if (answers_ == true && settings_.registers && registration_.deadline()) {
      registration_.renew();
      send_register();
    }
  }
  const Duration since = services_.loop.clock().now() - checked_at_;
  check_timer_ = services_.loop.after_standing(settings_.check - since, [this] { send_check(); });
}

void TrunkLine::tell(LogLevel level, const std::string& text) {
  services_.log.write(level, "trunk " + settings_.name + ": " + text);
  if (level == LogLevel::error) problem_ = text;
  if (services_.changed) services_.changed(status());
}

}  // namespace tipring::sip
