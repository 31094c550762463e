#include "adapters/sip/registrar_server.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>

#include <sofia-sip/sip.h>
#include <sofia-sip/sip_header.h>

#include "adapters/sip/header_text.h"
#include "adapters/sip/next_hop.h"
#include "adapters/sip/sofia_text.h"

namespace tipring::sip {
namespace {

// A registration is no place for many Contacts.
constexpr std::size_t most_listed = 20;
// As long as any header field of ours may become.
constexpr std::size_t longest_uri = 512;

// Routers forget a way over UDP after half a minute without traffic, the hastiest of them (RFC 4787,
// section 4.3).
constexpr int keep_alive_seconds = 25;

std::optional<Duration> seconds_in(const char* text) {
  if (text == nullptr) return std::nullopt;
  std::uint32_t seconds = 0;
  const char* const end = text + std::strlen(text);
  const auto read = std::from_chars(text, end, seconds);
  // What is no number stands for an hour, as RFC 3261 has it (section 10.2.1.1).
  if (read.ec != std::errc{} || read.ptr != end) return std::chrono::hours(1);
  return std::chrono::seconds(seconds);
}

std::string parameter_of(const sip_contact_t& contact, const char* name) {
  const char* value = msg_header_find_param(contact.m_common, name);
  return value != nullptr ? unquoted(value) : std::string();
}

Registration::Contact contact_of(const sip_contact_t& contact) {
  Registration::Contact result;
  result.uri = uri_text(contact.m_url);
  if (contact.m_q != nullptr) {
    double preference = 1;
    std::from_chars(contact.m_q, contact.m_q + std::strlen(contact.m_q), preference);
    result.preference = std::clamp(preference, 0.0, 1.0);
  }
  result.expires = seconds_in(contact.m_expires);
  result.instance = parameter_of(contact, "+sip.instance");
  return result;
}

std::string contact_lines(const std::vector<Binding>& places, Instant now) {
  std::string lines;
  for (const Binding& place : places) {
    lines += "Contact: <" + place.uri + ">;expires=" + seconds_text(place.expires - now);
    if (place.preference < 1) {
      char text[16];
      std::snprintf(text, sizeof text, ";q=%.3f", place.preference);
      lines += text;
    }
    if (!place.instance.empty()) lines += ";+sip.instance=" + sip::quoted(place.instance);
    lines += "\r\n";
  }
  return lines;
}

// Nothing where it is not one to keep.
std::optional<Registration> read(const sip_t& request) {
  Registration registration;
  for (const sip_contact_t* contact = request.sip_contact; contact != nullptr; contact = contact->m_next) {
    if (contact->m_url->url_type == url_any) {
      registration.all = true;
      continue;
    }
    registration.contacts.push_back(contact_of(*contact));
    if (registration.contacts.back().uri.size() > longest_uri) return std::nullopt;
  }
  if (registration.contacts.size() > most_listed) return std::nullopt;
  if (request.sip_expires != nullptr)
    registration.expires = std::chrono::seconds(static_cast<std::uint32_t>(request.sip_expires->ex_delta));
  registration.call_id = request.sip_call_id->i_id;
  registration.cseq = request.sip_cseq->cs_seq;
  registration.path = path_of(request);
  const auto* agent = request.sip_user_agent;
  if (agent != nullptr && agent->g_string != nullptr)
    registration.user_agent = one_line(std::string_view(agent->g_string).substr(0, 120));
  return registration;
}

}  // namespace

RegistrationOutcome RegistrarServer::take(IncomingHandle transaction, msg_t* message, const sip_t& request,
                                          const std::string& phone, std::size_t most_contacts) {
  auto registration = read(request);
  if (!registration) {
    stack_.reply(transaction.get(), {400, "Too Many Contacts", "", ""});
    return {400, "Too Many Contacts", {}};
  }
  Arrival arrival = stack_.arrival_of(transaction.get(), message);
  registration->phone = phone;
  registration->most_contacts = most_contacts;
  registration->source = arrival.origin.address;
  registration->transport = arrival.local.transport;
  registration->behind_nat = is_behind_nat(request, arrival.origin.ip);
  const Instant now = loop_.clock().now();
  RegistrationOutcome outcome = registrar_.take(*registration, now);
  Reply reply;
  reply.status = outcome.status;
  reply.reason = outcome.reason;
  if (outcome.status == 200) {
    reply.headers = contact_lines(registrar_.places(phone), now);
    if (!registration->path.empty()) reply.headers += "Supported: path\r\n";
    for (const std::string& hop : registration->path)
      reply.headers += "Path: " + hop + "\r\n";
  } else if (outcome.status == 423) {
    reply.headers = "Min-Expires: " + seconds_text(registrar_.settings().shortest) + "\r\n";
  }
  stack_.reply(transaction.get(), reply);
  apply(outcome.changes);
  for (const BindingChange& change : outcome.changes) {
    const bool stands =
        change.kind == BindingChange::Kind::added || change.kind == BindingChange::Kind::renewed;
    if (stands && arrival.connection.usable() != nullptr)
      connections_[{phone, change.binding.uri}] = ConnectionRef(arrival.connection.usable());
  }
  return outcome;
}

void RegistrarServer::restore(Binding binding) {
  if (binding.behind_nat && binding.transport == "udp") behind_nat_.emplace(binding.phone, binding.uri);
  registrar_.restore(std::move(binding), loop_.clock().now());
  watch();
}

bool RegistrarServer::remove(const std::string& phone, const std::string& uri) {
  const auto change = registrar_.remove(phone, uri);
  if (!change) return false;
  apply({*change});
  return true;
}

tport_t* RegistrarServer::connection_to(const Binding& binding) const {
  const auto found = connections_.find({binding.phone, binding.uri});
  return found == connections_.end() ? nullptr : found->second.usable();
}

void RegistrarServer::apply(const std::vector<BindingChange>& changes) {
  for (const BindingChange& change : changes) {
    const bool over = change.kind != BindingChange::Kind::added && change.kind != BindingChange::Kind::renewed;
    const Place place{change.binding.phone, change.binding.uri};
    if (over) connections_.erase(place);
    if (!over && change.binding.behind_nat && change.binding.transport == "udp") {
      behind_nat_.insert(place);
    } else {
      behind_nat_.erase(place);
    }
    if (changed_) changed_(change);
  }
  watch();
}

void RegistrarServer::keep_alive() {
  keep_alive_timer_ = {};
  for (std::size_t left = (behind_nat_.size() + keep_alive_seconds - 1) / keep_alive_seconds; left > 0;
       --left) {
    auto next = behind_nat_.upper_bound(asked_);
    if (next == behind_nat_.end()) next = behind_nat_.begin();
    asked_ = *next;
    if (const Binding* binding = registrar_.find(asked_.first, asked_.second)) {
      ask(*binding);
    } else {
      behind_nat_.erase(asked_);
    }
  }
  watch();
}

void RegistrarServer::ask(const Binding& binding) {
  const std::string source = "sip:" + binding.source + ";transport=udp";
  const auto hop = next_hop_of(source);
  const Endpoint* local = hop ? stack_.reachable_from("udp", hop->endpoint.ip) : nullptr;
  if (local == nullptr) return;
  Request options;
  options.method = "OPTIONS";
  options.uri = binding.uri;
  options.destination = source;
  options.local = *local;
  options.headers = "From: <" + contact_uri(*local, "tipring") + ">;tag=" + stack_.new_token() + "\r\nTo: <" +
                    binding.uri + ">\r\nCall-ID: " + stack_.new_token() + "\r\nCSeq: 1 OPTIONS\r\n";
  // The answer is of no interest: what counts is that something passes.
  stack_.send(options, nullptr);
}

void RegistrarServer::watch() {
  if (!behind_nat_.empty() && !keep_alive_timer_) {
    const auto interval = std::chrono::milliseconds(
        1000 *
        std::max<int>(1, keep_alive_seconds / static_cast<int>(std::min<std::size_t>(behind_nat_.size(), 25))));
    keep_alive_timer_ = loop_.after_standing(interval, [this] { keep_alive(); });
  }
  loop_.cancel(timer_);
  timer_ = {};
  const auto due = registrar_.deadline();
  if (!due) return;
  timer_ = loop_.after_standing(*due - loop_.clock().now(),
                                [this] { apply(registrar_.expire(loop_.clock().now())); });
}

}  // namespace tipring::sip
