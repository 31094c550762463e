#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <tuple>

#include "cli/commands/commands.h"
#include "cli/commands/connection.h"
#include "cli/commands/findings.h"
#include "cli/commands/idle_site.h"
#include "cli/commands/journal_events.h"
#include "cli/commands/point_in_time.h"
#include "dsl/site/site_attributes.h"
#include "runtime/rules/why_record.h"

namespace tipring::cli {
namespace {

struct ReplayOptions {
  ConnectionOptions connection;
  std::string site;
  std::string ledger;
  std::string from;
  std::string to;
  bool each = false;
  OutputFormat format = OutputFormat::table;
};

const std::vector<Field> summary_fields{{.key = "contacts", .kind = FieldKind::number},
                                        {.key = "outcome"},
                                        {.key = "rules"},
                                        {.key = "was", .may_be_cut = true},
                                        {.key = "would_be", .may_be_cut = true}};
const std::vector<Field> each_fields{{.key = "contact"},
                                     {.key = "at", .kind = FieldKind::time},
                                     {.key = "outcome"},
                                     {.key = "rules"},
                                     {.key = "was", .may_be_cut = true},
                                     {.key = "was_by", .may_be_cut = true},
                                     {.key = "would_be", .may_be_cut = true},
                                     {.key = "would_be_by", .may_be_cut = true}};

std::string text_of(const Entry& entry, std::string_view field) {
  const auto* text = entry.field<std::string>(field);
  return text == nullptr ? std::string() : *text;
}

// A contact as it was recorded, at the time of its decision, and a site's hours, lists and own numbers about
// it.
class PastCircumstances final : public Circumstances {
 public:
  PastCircumstances(const dsl::Definitions& definitions, const Entry& entry,
                    std::vector<std::string> predicate_names)
      : definitions_(definitions), at_(entry.at), recorded_(entry, std::move(predicate_names)) {}

  Observation see(const Attribute& attribute) override {
    // What a queue was like then nothing else tells.
    if (attribute.kind == Attribute::Kind::queue) return recorded_.see(attribute);
    return dsl::observe_attribute(definitions_, attribute, at_, [this](std::string_view field) {
      return recorded_.see({.field = std::string(field)});
    });
  }
  Truth holds(std::size_t predicate) override { return recorded_.holds(predicate); }

 private:
  const dsl::Definitions& definitions_;
  UtcTime at_;
  RecordedCircumstances recorded_;
};

// Puts what the ledger has recorded to a site's rules.
class Replay {
 public:
  Replay(const dsl::Site& site, bool each) : site_(site), each_(each) {}

  void take(const Entry& entry) {
    Row row = decide_again(entry);
    ++counts_[{row.outcome != "same", row.outcome, row.enterprise, row.rules, row.was, row.would_be}];
    if (!each_ || row.outcome == "same") return;
    Json json{{"contact", to_string(entry.contact)},
              {"at", entry.at.time_since_epoch().count()},
              {"outcome", row.outcome},
              {"rules", row.rules},
              {"was", row.was},
              {"was_by", row.was_by},
              {"would_be", row.would_be},
              {"would_be_by", row.would_be_by}};
    if (!row.enterprise.empty()) json["enterprise"] = row.enterprise;
    rows_.push_back(std::move(json));
  }

  void show(Console& console, OutputFormat format) const {
    if (each_) return Renderer(console, format).list(fields_of(each_fields), rows_);
    Json rows = Json::array();
    for (const auto& [key, count] : counts_) {
      const auto& [changed, outcome, enterprise, rules, was, would_be] = key;
      Json row{
          {"contacts", count}, {"outcome", outcome}, {"rules", rules}, {"was", was}, {"would_be", would_be}};
      if (!enterprise.empty()) row["enterprise"] = enterprise;
      rows.push_back(std::move(row));
    }
    Renderer(console, format).list(fields_of(summary_fields), rows);
  }

 private:
  struct Row {
    std::string outcome;  // "same", "changed", "unknown" or "no-rules"
    std::string enterprise;
    std::string rules;
    std::string was;
    std::string was_by{};
    std::string would_be{};
    std::string would_be_by{};
  };

  // Who has no enterprises is not told of them.
  std::vector<Field> fields_of(std::vector<Field> fields) const {
    const auto rules = std::ranges::find(fields, "rules", &Field::key);
    if (site_.has_enterprises()) fields.insert(rules, {.key = "enterprise"});
    return fields;
  }

  Row decide_again(const Entry& entry) const {
    Row row{.outcome = "no-rules",
            .enterprise = text_of(entry, "enterprise"),
            .rules = text_of(entry, "rules"),
            .was = text_of(entry, "go")};
    row.was_by = text_of(entry, "rule").empty() ? text_of(entry, "by") : text_of(entry, "rule");
    const dsl::Site* site = site_.find_enterprise(row.enterprise);
    const RuleSet* rules = site == nullptr ? nullptr : site->decisions().find(row.rules);
    if (rules == nullptr) return row;
    PastCircumstances circumstances(site->definitions(), entry, rules->definition().predicate_names);
    const Decision decision = rules->decide(circumstances);
    const Outcome outcome = rules->outcome_of(decision);
    const auto name_of = [&](std::size_t rule) { return rules->definition().rules[rule].name; };
    if (decision.state == Decision::State::unknown) {
      row.outcome = "unknown";
      row.would_be_by = name_of(*decision.undecided);
      return row;
    }
    row.would_be = outcome.go ? to_text(*outcome.go) : std::string();
    row.would_be_by =
        decision.state == Decision::State::decided ? name_of(decision.holding.front()) : "otherwise";
    row.outcome = row.would_be == row.was ? "same" : "changed";
    return row;
  }

  const dsl::Site& site_;
  bool each_;
  std::map<std::tuple<bool, std::string, std::string, std::string, std::string, std::string>, std::int64_t>
      counts_;
  Json rows_ = Json::array();
};

Result<EventFilter> filter_of(const ReplayOptions& options) {
  EventFilter filter{.kinds = {"contact.decided"}, .contact = {}, .since = {}};
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  for (const auto& [text, point] :
       {std::pair(&options.from, &filter.since), std::pair(&options.to, &filter.until)}) {
    if (text->empty()) continue;
    const auto time = parse_point_in_time(*text, now);
    if (!time) return time.error();
    *point = time.value();
  }
  return filter;
}

Result<void> replay(CommandLine& line, const ReplayOptions& options) {
  Console& console = line.console();
  const auto filter = filter_of(options);
  if (!filter) return filter.error();
  const auto site = IdleSite::load(console, options.site);
  if (!site) return site.error();
  const dsl::LoadedSite& loaded = site.value()->loaded();
  if (loaded.site == nullptr) {
    explain_findings(console, loaded.findings, options.site);
    line.set_exit_code(ExitCode::test_failed);
    return {};
  }
  if (auto opened = site.value()->open_stores(RehearsalRows::kept); !opened) return opened.error();
  const auto ledger = options.ledger.empty() ? ledger_of_runtime(console, options.connection)
                                             : Result<std::filesystem::path>(options.ledger);
  if (!ledger) return ledger.error();
  Replay replayed(*loaded.site, options.each);
  std::vector<std::string> notices;
  const auto read = each_in_journal(
      ledger.value(), filter.value(),
      [&](const Entry& entry, std::string_view /*json*/) { replayed.take(entry); }, notices);
  for (const std::string& notice : notices)
    console.err << "tipring: " << notice << '\n';
  if (!read) return read;
  replayed.show(console, options.format);
  return {};
}

}  // namespace

void add_replay_command(CommandLine& line) {
  const auto options = std::make_shared<ReplayOptions>();
  auto& command = line.add_command(line.root(), "replay",
                                   "Put past contacts to another version's rules, and say what would change.",
                                   [&line, options] { return replay(line, *options); });
  auto* site = command.add_option("--site", options->site, "The folder of the site whose rules are tried.");
  site->required();
  site->type_name("SITE");
  line.set_source(site, ValueSource::folder);
  const auto with_text = [&](const char* name, std::string& value, const char* type, const char* what) {
    auto* option = command.add_option(name, value, what);
    option->type_name(type);
    line.set_source(option, ValueSource::nothing);
    return option;
  };
  with_text("--from", options->from, "TIME",
            "Only decisions of this time or later: 10m (ago), 10:15, or 2026-03-03T10:00:00Z.");
  with_text("--to", options->to, "TIME", "Only decisions before this time.");
  command.add_flag("--each", options->each, "List each contact whose outcome is not the same.");
  auto* ledger = with_text("--ledger", options->ledger, "FOLDER",
                           "Read the ledger in this folder, whether or not a runtime writes it.");
  line.set_source(ledger, ValueSource::folder);
  line.add_output_option(command, options->format);
  add_connection_options(line, command, options->connection);
}

}  // namespace tipring::cli
