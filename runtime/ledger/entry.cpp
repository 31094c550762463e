#include "runtime/ledger/entry.h"

#include <array>
#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

#include "runtime/base/json_text.h"

namespace tipring {
namespace {

constexpr std::array<std::pair<EntryKind, std::string_view>, 56> kind_names{{
    {EntryKind::runtime_started, "runtime.started"},
    {EntryKind::runtime_stopped, "runtime.stopped"},
    {EntryKind::site_loaded, "site.loaded"},
    {EntryKind::contact_arrived, "contact.arrived"},
    {EntryKind::contact_entered, "contact.entered"},
    {EntryKind::contact_ended, "contact.ended"},
    {EntryKind::leg_invited, "leg.invited"},
    {EntryKind::leg_ringing, "leg.ringing"},
    {EntryKind::leg_answered, "leg.answered"},
    {EntryKind::leg_held, "leg.held"},
    {EntryKind::leg_path, "leg.path"},
    {EntryKind::leg_state, "leg.state"},
    {EntryKind::leg_moved, "leg.moved"},
    {EntryKind::leg_released, "leg.released"},
    {EntryKind::transfer_asked, "transfer.asked"},
    {EntryKind::transfer_ended, "transfer.ended"},
    {EntryKind::bridge_made, "bridge.made"},
    {EntryKind::bridge_ended, "bridge.ended"},
    {EntryKind::play_started, "play.started"},
    {EntryKind::play_finished, "play.finished"},
    {EntryKind::contact_set, "contact.set"},
    {EntryKind::contact_identified, "contact.identified"},
    {EntryKind::digits_gathered, "digits.gathered"},
    {EntryKind::record_started, "record.started"},
    {EntryKind::record_finished, "record.finished"},
    {EntryKind::script_failed, "script.failed"},
    {EntryKind::phone_registered, "phone.registered"},
    {EntryKind::phone_unregistered, "phone.unregistered"},
    {EntryKind::conference_joined, "conference.joined"},
    {EntryKind::conference_left, "conference.left"},
    {EntryKind::conference_muted, "conference.muted"},
    {EntryKind::trunk_changed, "trunk.changed"},
    {EntryKind::message_received, "message.received"},
    {EntryKind::message_sent, "message.sent"},
    {EntryKind::message_ended, "message.ended"},
    {EntryKind::messages_waiting, "messages.waiting"},
    {EntryKind::number_barred, "number.barred"},
    {EntryKind::hours_closed, "hours.closed"},
    {EntryKind::hours_reopened, "hours.reopened"},
    {EntryKind::contact_decided, "contact.decided"},
    {EntryKind::queue_entered, "queue.entered"},
    {EntryKind::queue_left, "queue.left"},
    {EntryKind::queue_moved, "queue.moved"},
    {EntryKind::queue_drained, "queue.drained"},
    {EntryKind::offer_made, "offer.made"},
    {EntryKind::offer_answered, "offer.answered"},
    {EntryKind::offer_ended, "offer.ended"},
    {EntryKind::offer_served, "offer.served"},
    {EntryKind::agent_changed, "agent.changed"},
    {EntryKind::contact_parked, "contact.parked"},
    {EntryKind::contact_unparked, "contact.unparked"},
    {EntryKind::supervision_began, "supervision.began"},
    {EntryKind::supervision_mode, "supervision.mode"},
    {EntryKind::supervision_ended, "supervision.ended"},
    {EntryKind::leg_recovered, "leg.recovered"},
    {EntryKind::contact_recovered, "contact.recovered"},
}};

// to_string() finds the name by the kind's value.
static_assert([] {
  for (std::size_t i = 0; i < kind_names.size(); ++i) {
    if (kind_names[i].first != static_cast<EntryKind>(i)) return false;
  }
  return true;
}());

template <typename Number>
void append_number(Number value, std::string& out) {
  std::array<char, 32> digits{};
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), written.ptr);
}

struct AppendValue {
  std::string& out;
  void operator()(bool value) const { out.append(value ? "true" : "false"); }
  void operator()(std::int64_t value) const { append_number(value, out); }
  void operator()(double value) const {
    if (!std::isfinite(value)) {
      out.append("null");
      return;
    }
    const std::size_t from = out.size();
    append_number(value, out);
    // Keeps a double a double on the way back.
    if (out.find_first_of(".e", from) == std::string::npos) out.append(".0");
  }
  void operator()(const std::string& value) const { append_json_string(value, out); }
};

Error bad_entry(std::string text) {
  return {"bad-entry", std::move(text), false};
}

Result<FieldValue> parse_value(const nlohmann::ordered_json& json) {
  if (json.is_boolean()) return FieldValue{json.get<bool>()};
  if (json.is_number_integer()) return FieldValue{json.get<std::int64_t>()};
  if (json.is_number_float()) return FieldValue{json.get<double>()};
  if (json.is_null()) return FieldValue{std::nan("")};
  if (json.is_string()) return FieldValue{json.get<std::string>()};
  return bad_entry("a field of an entry is neither a number, a string nor a boolean");
}

// Fills in one key of an entry. An Error when the key's value has the wrong type.
Result<void> set_key(Entry& entry, const std::string& key, const nlohmann::ordered_json& value) {
  if (key == "seq" && value.is_number_unsigned()) {
    entry.sequence = value.get<std::uint64_t>();
  } else if (key == "at" && value.is_number_integer()) {
    entry.at = UtcTime{Duration{value.get<std::int64_t>()}};
  } else if (key == "contact" && value.is_string() && parse_contact_id(value.get_ref<const std::string&>())) {
    entry.contact = *parse_contact_id(value.get_ref<const std::string&>());
  } else if (key == "leg" && value.is_string() && parse_leg_id(value.get_ref<const std::string&>())) {
    entry.leg = *parse_leg_id(value.get_ref<const std::string&>());
  } else if (key == "kind" && value.is_string() && parse_entry_kind(value.get_ref<const std::string&>())) {
    entry.kind = *parse_entry_kind(value.get_ref<const std::string&>());
  } else {
    return bad_entry("an entry has an unexpected value under \"" + key + "\"");
  }
  return {};
}

}  // namespace

std::string_view to_string(EntryKind kind) {
  return kind_names[static_cast<std::size_t>(kind)].second;
}

std::optional<EntryKind> parse_entry_kind(std::string_view name) {
  for (const auto& [kind, text] : kind_names) {
    if (text == name) return kind;
  }
  return std::nullopt;
}

std::vector<std::string_view> entry_kind_names() {
  std::vector<std::string_view> names;
  for (const auto& [kind, text] : kind_names)
    names.push_back(text);
  return names;
}

void append_json(const Entry& entry, std::string& out) {
  out.append("{\"seq\":");
  append_number(entry.sequence, out);
  out.append(",\"at\":");
  append_number(entry.at.time_since_epoch().count(), out);
  out.append(",\"kind\":\"").append(to_string(entry.kind)).append("\"");
  if (entry.contact) out.append(",\"contact\":\"").append(to_string(entry.contact)).append("\"");
  if (entry.leg) out.append(",\"leg\":\"").append(to_string(entry.leg)).append("\"");
  if (!entry.fields.empty()) {
    char separator = '{';
    out.append(",\"with\":");
    for (const auto& [key, value] : entry.fields) {
      out.push_back(separator);
      append_json_string(key, out);
      out.push_back(':');
      std::visit(AppendValue{out}, value);
      separator = ',';
    }
    out.push_back('}');
  }
  out.push_back('}');
}

Result<Entry> parse_entry(std::string_view text) {
  const auto json = nlohmann::ordered_json::parse(text, nullptr, false);
  if (!json.is_object()) return bad_entry("an entry is not a JSON object");
  if (!json.contains("seq") || !json.contains("at") || !json.contains("kind")) {
    return bad_entry("an entry lacks \"seq\", \"at\" or \"kind\"");
  }
  Entry entry;
  for (const auto& [key, value] : json.items()) {
    if (key != "with") {
      if (auto set = set_key(entry, key, value); !set) return set.error();
      continue;
    }
    if (!value.is_object()) return bad_entry("\"with\" of an entry is not an object");
    for (const auto& [name, field] : value.items()) {
      auto parsed = parse_value(field);
      if (!parsed) return parsed.error();
      entry.fields.emplace_back(name, std::move(parsed).value());
    }
  }
  // There is one way to write an entry. Anything else (a key twice, an id with leading zeros, a number that
  // does not fit, another order) was not written by a ledger, and may mean something else to the next reader.
  std::string written;
  append_json(entry, written);
  if (written != text) return bad_entry("an entry is not in the form in which the ledger writes it");
  return entry;
}

}  // namespace tipring
