#include "cli/switchboard/sip_traces.h"

#include <algorithm>
#include <utility>

#include "runtime/base/utf8.h"

namespace tipring::cli {
namespace {

// Bytes of messages in one answer: written as JSON they are some times as long, at worst.
constexpr std::size_t piece = 256U << 10U;

std::string hexadecimal(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    text += {digits[value >> 4U], digits[value & 15U]};
  }
  return text;
}

std::vector<ControlParameter> filter_parameters() {
  return {{.name = "call", .type = ControlType::contact, .doc = "Only messages of this call's legs."},
          {.name = "unmasked",
           .type = ControlType::boolean,
           .doc = "With the secrets in them: answers to challenges, keys of SRTP.",
           .fallback = false}};
}

}  // namespace

SipTraces::SipTraces(sip::SipAgent& agent, Floor& floor) : agent_(agent), floor_(floor) {
  floor_.ledger().follow([this](const Entry& entry) { stays_.note(entry); });
}

std::vector<LegId> SipTraces::legs_of(ContactId contact) const {
  std::vector<LegId> legs = stays_.legs_of(contact);
  // One that lasts longer than is remembered.
  if (const Contact* live = floor_.calls().find(contact); live != nullptr && legs.empty())
    legs.assign(live->legs.begin(), live->legs.end());
  return legs;
}

// A leg that is transferred belongs to another call from then on.
ContactId SipTraces::contact_of(LegId leg, UtcTime at) const {
  if (const ContactId contact = stays_.contact_of(leg, at)) return contact;
  const Leg* live = floor_.calls().find_leg(leg);
  return live != nullptr ? live->contact : ContactId{};
}

bool SipTraces::belongs(std::string_view call_id, ContactId contact) const {
  if (call_id.empty()) return false;
  const auto legs = legs_of(contact);
  return std::any_of(legs.begin(), legs.end(), [&](LegId leg) {
    const auto known = agent_.call_ids_of(leg);
    return std::find(known.begin(), known.end(), call_id) != known.end();
  });
}

// "phone 100", "trunk carrier"; empty for strangers.
std::string SipTraces::name_of(const std::string& peer) const {
  for (const sip::TrunkStatus& trunk : agent_.trunks()) {
    // udp://192.0.2.1:5060
    if (trunk.address.ends_with("//" + peer)) return "trunk " + trunk.name;
  }
  const std::string phone = agent_.registrar().phone_at(peer);
  return phone.empty() ? phone : "phone " + phone;
}

// A phone need not be where it has registered, nor have registered at all, to prove that it is who calls.
std::string SipTraces::name_of(LegId leg) const {
  if (const auto trunk = agent_.trace().trunk_of(leg); !trunk.empty()) return "trunk " + trunk;
  const auto phone = agent_.trace().phone_of(leg);
  return phone.empty() ? phone : "phone " + phone;
}

Json SipTraces::to_json(const sip::WireMessage& message, bool unmasked) const {
  const auto summary = sip::summary_of(message.bytes);
  Json json{{"number", message.number},
            {"at", message.at.time_since_epoch().count()},
            {"direction", message.sent ? "sent" : "received"},
            {"transport", message.transport},
            {"local", message.local},
            {"peer", message.peer},
            {"peer_name", nullptr},
            {"call", nullptr},
            {"leg", nullptr},
            {"readable", summary.readable},
            {"method", nullptr},
            {"status", nullptr},
            {"reason", summary.reason},
            {"cseq", summary.cseq},
            {"sdp", summary.has_sdp},
            {"call_id", summary.call_id},
            {"size", message.bytes.size()}};
  // The first word of what is no SIP is no method.
  if (summary.readable) json["method"] = summary.method;
  if (summary.status != 0) json["status"] = summary.status;
  std::string name = name_of(message.peer);
  for (const LegId leg : agent_.trace().legs_of(summary.call_id)) {
    if (name.empty()) name = name_of(leg);
    json["leg"] = to_string(leg);
    if (const ContactId contact = contact_of(leg, message.at)) json["call"] = to_string(contact);
  }
  if (!name.empty()) json["peer_name"] = name;
  const std::string shown = unmasked ? message.bytes : sip::without_secrets(message.bytes);
  json["message"] = shown;
  // What is no text comes exactly, too.
  if (!is_utf8(shown)) json["bytes"] = hexadecimal(shown);
  return json;
}

Result<void> SipTraces::check_known(ContactId contact) const {
  if (!contact || floor_.calls().find(contact) != nullptr || !stays_.legs_of(contact).empty()) return {};
  return Error{"not-found", "no call " + to_string(contact) + " is there, nor is it among the last of this run",
               false};
}

Result<Json> SipTraces::list(const ControlArguments& arguments) const {
  const ContactId call = arguments.optional_contact("call");
  if (auto known = check_known(call); !known) return known.error();
  const auto since = arguments.optional_integer("since");
  const auto& messages = agent_.trace().messages();
  const auto after = static_cast<std::uint64_t>(arguments.integer("after"));
  Json found = Json::array();
  std::size_t size = 0;
  bool complete = true;
  std::uint64_t last = after;
  for (const auto& message : messages) {
    if (message.number <= after || (since && message.at.time_since_epoch().count() < *since)) continue;
    if (call && !belongs(sip::call_id_in(message.bytes), call)) continue;
    if (size > 0 && size + message.bytes.size() > piece) {
      complete = false;
      break;
    }
    size += message.bytes.size() + 1;
    last = message.number;
    found.push_back(to_json(message, arguments.boolean("unmasked")));
  }
  Json oldest;
  if (!messages.empty()) oldest = messages.front().at.time_since_epoch().count();
  return Json{{"messages", std::move(found)}, {"last", last}, {"complete", complete}, {"oldest_at", oldest}};
}

Result<std::function<void()>> SipTraces::follow(const ControlArguments& arguments, const ControlFeed& out) {
  const ContactId call = arguments.optional_contact("call");
  if (auto known = check_known(call); !known) return known.error();
  const bool unmasked = arguments.boolean("unmasked");
  sip::Trace& trace = agent_.trace();
  const auto follower = trace.follow([this, call, unmasked, out](const sip::WireMessage& message) {
    if (!call || belongs(sip::call_id_in(message.bytes), call)) out.item(to_line(to_json(message, unmasked)));
  });
  return std::function<void()>([&trace, follower] { trace.unfollow(follower); });
}

void SipTraces::add_methods(Control& control) {
  auto parameters = filter_parameters();
  parameters.push_back({.name = "since",
                        .type = ControlType::integer,
                        .doc = "Only messages of this time or later, in microseconds since 1970 UTC.",
                        .lowest = 0});
  parameters.push_back({.name = "after",
                        .type = ControlType::integer,
                        .doc = "Only messages behind this number: that of the last answer's \"last\".",
                        .fallback = 0,
                        .lowest = 0});
  control.add(ControlMethod{"sip.trace", "The SIP messages that passed and are still in memory, oldest first.",
                            std::move(parameters),
                            [this](const ControlArguments& arguments) { return list(arguments); }});
  control.add(ControlStream{
      "sip.trace.follow", "SIP messages as they pass.", filter_parameters(),
      [this](const ControlArguments& arguments, const ControlFeed& out) { return follow(arguments, out); }});
}

}  // namespace tipring::cli
