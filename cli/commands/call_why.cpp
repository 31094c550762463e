#include "cli/commands/call_why.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>

#include "cli/commands/decision_view.h"
#include "cli/commands/journal_events.h"
#include "cli/commands/past_closings.h"
#include "cli/commands/queue_story.h"
#include "cli/output/text.h"
#include "cli/versions/rule_versions.h"
#include "runtime/base/ids.h"
#include "runtime/control/decision_json.h"
#include "runtime/rules/why_record.h"

namespace tipring::cli {
namespace {

// A contact of which there is more to tell goes round.
constexpr std::size_t most_told = 1000;

// With its arrival everything about it is there.
constexpr const char* arrived = "contact.arrived";
const std::vector<std::string> told_kinds{"contact.decided", "queue", "offer", arrived};

struct Records {
  Json events = Json::array();
  std::filesystem::path ledger;
};

bool is_arrival(const Json& event) {
  return value_at(event, "kind") == arrived;
}

Result<Json> in_journal(Console& console, const std::filesystem::path& ledger, ContactId contact) {
  auto listing = newest_in_journal(ledger, {.kinds = told_kinds, .contact = contact, .since = {}}, most_told);
  if (!listing) return listing.error();
  for (const auto& notice : listing->notices)
    console.err << "tipring: " << notice << '\n';
  return std::move(listing->events);
}

// What a busy runtime has in memory no more is in its ledger.
Result<Records> of_runtime(Console& console, const ConnectionOptions& connection, ContactId contact) {
  auto ledger = ledger_of_runtime(console, connection);
  if (!ledger) return ledger.error();
  Records records{.ledger = std::move(ledger).value()};
  auto answer = ask(console, connection, "events.list",
                    {{"contact", to_string(contact)}, {"kinds", told_kinds}, {"limit", most_told}});
  if (!answer) return answer.error();
  records.events = answer->value("events", Json::array());
  if (std::ranges::any_of(records.events, is_arrival)) return records;
  auto events = in_journal(console, records.ledger, contact);
  if (!events && records.events.empty()) return events.error();
  if (events && events->size() > records.events.size()) records.events = std::move(events).value();
  return records;
}

Result<Records> records_of(Console& console, const ConnectionOptions& connection, ContactId contact,
                           const std::string& ledger) {
  if (ledger.empty()) return of_runtime(console, connection, contact);
  auto events = in_journal(console, ledger, contact);
  if (!events) return events.error();
  return Records{std::move(events).value(), ledger};
}

// An entry as it came over the control socket. Its text may be written otherwise than the ledger writes it, as
// JSON allows.
Entry entry_of(const Json& event) {
  Entry entry{.kind = EntryKind::contact_decided};
  entry.at = UtcTime{Duration{value_at(event, "at").get<std::int64_t>()}};
  const Json& fields = value_at(event, "with");
  for (const auto& [key, value] : fields.items()) {
    if (value.is_boolean()) entry.fields.emplace_back(key, value.get<bool>());
    if (value.is_number_integer()) entry.fields.emplace_back(key, value.get<std::int64_t>());
    if (value.is_number_float()) entry.fields.emplace_back(key, value.get<double>());
    if (value.is_string()) entry.fields.emplace_back(key, value.get<std::string>());
  }
  return entry;
}

// Decides again by what was recorded. Without the rules of then, what the record itself tells.
class Retold {
 public:
  Retold(Console& console, const std::filesystem::path& ledger)
      : console_(console),
        ledger_(ledger),
        versions_(std::filesystem::absolute(ledger).lexically_normal().parent_path() / "versions") {}

  Json tell(const Entry& entry) {
    Json told{{"at", entry.at.time_since_epoch().count()}};
    const RulesOrigin origin{text_of(entry, "version"), text_of(entry, "rows")};
    told["version"] = origin.version;
    if (!origin.rows.empty()) told["rows"] = origin.rows;
    const std::string enterprise = text_of(entry, "enterprise");
    if (!enterprise.empty()) told["enterprise"] = enterprise;
    Json decision = of_record(entry);
    if (const RuleSetDefinition* rules = rules_of(origin.address(), enterprise, text_of(entry, "rules"))) {
      RecordedCircumstances circumstances(entry, rules->predicate_names);
      decision = decision_json(*rules, explain(RuleSet(*rules), circumstances));
    }
    told.update(decision);
    if (Json closings = closings_seen(entry, enterprise); !closings.empty())
      told["closings"] = std::move(closings);
    return told;
  }

 private:
  static std::string text_of(const Entry& entry, std::string_view field) {
    const auto* text = entry.field<std::string>(field);
    return text == nullptr ? std::string() : *text;
  }

  static Json of_record(const Entry& entry) {
    Json record = Json::object();
    for (const char* field : {"rules", "by", "rule", "go"})
      record[field] = entry.field<std::string>(field) == nullptr ? Json() : Json(text_of(entry, field));
    return record;
  }

  // The hours that the decision saw closed, and that operators had closed by hand.
  Json closings_seen(const Entry& entry, const std::string& enterprise) {
    constexpr std::string_view before = "saw.hours \"";
    Json closings = Json::array();
    for (const auto& [key, value] : entry.fields) {
      const auto* open = std::get_if<bool>(&value);
      if (!key.starts_with(before) || open == nullptr || *open) continue;
      const std::string name = key.substr(before.size(), key.size() - before.size() - 1);
      const std::string hours = enterprise.empty() ? name : enterprise + "/" + name;
      const auto closing = past_closings().of(hours, entry.at);
      if (!closing) continue;
      closings.push_back({{"hours", hours},
                          {"from", closing->from.time_since_epoch().count()},
                          {"until", closing->until ? Json(closing->until->time_since_epoch().count()) : Json()},
                          {"reason", closing->reason.empty() ? Json() : Json(closing->reason)}});
    }
    return closings;
  }

  // Read once, and only where hours were closed.
  const PastClosings& past_closings() {
    if (closings_) return *closings_;
    closings_.emplace();
    std::vector<std::string> notices;
    const auto read = each_in_journal(
        ledger_, {.kinds = PastClosings::kinds(), .contact = {}, .since = {}},
        [this](const Entry& entry, std::string_view /*json*/) { closings_->take(entry); }, notices);
    if (!read) notices.push_back("whether an operator had closed hours is not known: " + read.error().text);
    for (const std::string& notice : notices)
      console_.err << "tipring: " << notice << '\n';
    return *closings_;
  }

  const RuleSetDefinition* rules_of(const std::string& address, const std::string& enterprise,
                                    const std::string& name) {
    auto known = known_.find({address, enterprise});
    if (known == known_.end()) {
      auto found = versions_.find(address, enterprise);
      if (!found) console_.err << "tipring: " << found.error().text << ": only the record is told\n";
      auto rules = found ? std::move(found).value() : std::vector<RuleSetDefinition>{};
      known = known_.emplace(std::pair(address, enterprise), std::move(rules)).first;
    }
    const auto rules = std::ranges::find(known->second, name, &RuleSetDefinition::name);
    return rules == known->second.end() ? nullptr : &*rules;
  }

  Console& console_;
  std::filesystem::path ledger_;
  RuleVersions versions_;
  std::optional<PastClosings> closings_;  // Nothing: not read yet.
  std::map<std::pair<std::string, std::string>, std::vector<RuleSetDefinition>> known_;  // Of an enterprise.
};

// What happened in a queue, beside the decisions: `what`, `told`, and what the entry has.
Json step_of(const Json& event) {
  const auto told = told_of_queue(event);
  Json step{{"at", value_at(event, "at")}, {"what", value_at(event, "kind")}, {"told", told.front()}};
  step["also"] = std::vector<std::string>(told.begin() + 1, told.end());
  step["with"] = value_at(event, "with");
  return step;
}

void tell_step(Console& console, const Json& step) {
  console.out << for_people(value_at(step, "at"), FieldKind::time) << "  "
              << safe_for_terminal(for_programs(value_at(step, "told"))) << '\n';
  for (const Json& also : value_at(step, "also"))
    console.out << "  " << safe_for_terminal(for_programs(also)) << '\n';
}

// Decisions are parted from each other and from what is beside them by an empty line.
void show_steps(Console& console, OutputFormat format, const Json& steps) {
  const auto is_decision = [](const Json& step) { return !step.contains("what"); };
  if (std::ranges::all_of(steps, is_decision)) return show_decisions(console, format, steps);
  if (format != OutputFormat::table) {
    std::vector<Field> fields = fields_of_decisions();
    fields.insert(fields.end(), {{.key = "what"}, {.key = "told"}});
    return Renderer(console, format).list(fields, steps);
  }
  bool first = true;
  bool parted = true;
  for (const Json& step : steps) {
    const bool decision = is_decision(step);
    if (!first && (decision || parted)) console.out << '\n';
    if (decision) {
      show_decisions(console, format, Json::array({step}));
    } else {
      tell_step(console, step);
    }
    first = false;
    parted = decision;
  }
}

}  // namespace

Result<void> tell_why(Console& console, const ConnectionOptions& connection, OutputFormat format,
                      const std::string& contact, const std::string& ledger) {
  const auto id = parse_contact_id(contact);
  if (!id) return Error{"usage", "'" + contact + "' is no contact's id such as 3-142", false};
  auto records = records_of(console, connection, *id, ledger);
  if (!records) return records.error();
  Retold retold(console, records->ledger);
  Json steps = Json::array();
  for (const Json& event : records->events) {
    if (is_arrival(event)) continue;
    if (!value_at(event, "at").is_number_integer() || !value_at(event, "with").is_object())
      return Error{"bad-answer", "an entry of the ledger is not understood: " + to_line(event), false};
    steps.push_back(is_of_queues(event) ? step_of(event) : retold.tell(entry_of(event)));
  }
  if (steps.empty())
    return Error{
        "not-found",
        "no rules have decided about " + contact + ", and it was in no queue, as far as the ledger tells",
        false};
  show_steps(console, format, steps);
  return {};
}

}  // namespace tipring::cli
