#include <chrono>
#include <memory>
#include <optional>

#include "cli/commands/commands.h"
#include "cli/commands/connection.h"
#include "cli/commands/journal_events.h"
#include "cli/commands/point_in_time.h"
#include "cli/output/text.h"
#include "runtime/control/event_feed.h"

namespace tipring::cli {
namespace {

struct EventsOptions {
  ConnectionOptions connection;
  OutputFormat format = OutputFormat::table;
  bool follow = false;
  std::string contact;
  std::vector<std::string> kinds;
  std::string since;
  std::string until;
  int limit = 100;
  std::string ledger;
};

const std::vector<Field> event_fields{{.key = "seq", .kind = FieldKind::number},
                                      {.key = "at", .kind = FieldKind::time},
                                      {.key = "kind"},
                                      {.key = "contact"},
                                      {.key = "leg"},
                                      {.key = "with", .may_be_cut = true}};

// A leg's state is for the runtime to read, and longer than a screen; json and tsv have all of it.
constexpr std::size_t longest_value = 80;

// An entry's own fields as people read them: dialled=100 transport=udp.
Json for_table(Json event) {
  const auto with = event.find("with");
  if (with == event.end() || !with->is_object()) return event;
  std::string text;
  for (const auto& [key, value] : with->items()) {
    text.append(text.empty() ? "" : " ").append(key).append("=");
    text.append(cut_to_width(for_programs(value), longest_value));
  }
  *with = text;
  return event;
}

struct Span {
  std::optional<UtcTime> since;
  std::optional<UtcTime> until;
};

Json params_of(const EventsOptions& options, const Span& span) {
  Json params = Json::object();
  if (!options.contact.empty()) params["contact"] = options.contact;
  if (!options.kinds.empty()) params["kinds"] = options.kinds;
  if (span.since) params["since"] = span.since->time_since_epoch().count();
  if (span.until) params["until"] = span.until->time_since_epoch().count();
  return params;
}

void show_events(Console& console, const EventsOptions& options, Json events) {
  if (options.format == OutputFormat::table) {
    for (auto& event : events)
      event = for_table(std::move(event));
  }
  Renderer(console, options.format).list(event_fields, events);
}

Result<void> follow_events(Console& console, const EventsOptions& options, const Json& params) {
  auto client = connect(console, options.connection);
  if (!client) return client.error();
  if (auto started = client->subscribe("events.follow", params, options.connection.timeout); !started)
    return started;
  Renderer renderer(console, options.format);
  renderer.begin_rows(event_fields);
  for (;;) {
    auto event = client->next(std::nullopt);
    if (!event) return event.error();
    renderer.row(options.format == OutputFormat::table ? for_table(std::move(event).value()) : event.value());
    if (!console.out) return Error{"io-error", "the standard output takes no more", false};
  }
}

Result<void> list_events(Console& console, const EventsOptions& options, Json params) {
  params["limit"] = options.limit;
  auto answer = ask(console, options.connection, "events.list", params);
  if (!answer) return answer.error();
  const bool complete = answer->value("complete", true);
  show_events(console, options, answer->value("events", Json::array()));
  if (!complete) {
    console.err
        << "tipring: there are older entries: --limit shows more of those in memory, --ledger reads all\n";
  }
  return {};
}

Result<void> read_journal(Console& console, const EventsOptions& options, const Span& span) {
  EventFilter filter{.kinds = options.kinds, .contact = {}, .since = span.since, .until = span.until};
  if (!options.contact.empty()) {
    const auto contact = parse_contact_id(options.contact);
    if (!contact) return Error{"usage", "'" + options.contact + "' is no contact's id such as 3-142", false};
    filter.contact = *contact;
  }
  if (auto checked = check_event_kinds(filter.kinds); !checked) return checked;
  auto listing = newest_in_journal(options.ledger, filter, static_cast<std::size_t>(options.limit));
  if (!listing) return listing.error();
  show_events(console, options, std::move(listing->events));
  for (const auto& notice : listing->notices)
    console.err << "tipring: " << notice << '\n';
  return {};
}

Result<void> run_events(Console& console, const EventsOptions& options) {
  Span span;
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  for (const auto& [text, point] :
       {std::pair(&options.since, &span.since), std::pair(&options.until, &span.until)}) {
    if (text->empty()) continue;
    const auto time = parse_point_in_time(*text, now);
    if (!time) return time.error();
    *point = time.value();
  }
  if (!options.ledger.empty()) return read_journal(console, options, span);
  const auto params = params_of(options, span);
  return options.follow ? follow_events(console, options, params) : list_events(console, options, params);
}

}  // namespace

void add_events_command(CommandLine& line) {
  const auto options = std::make_shared<EventsOptions>();
  auto& command = line.add_command(line.root(), "events", "Show what the ledger says happened, or follow it.",
                                   [&line, options] { return run_events(line.console(), *options); });
  auto* follow = command.add_flag("-f,--follow", options->follow, "Go on with what happens from now on.");
  auto* contact = command.add_option("--contact", options->contact, "Only entries of this contact.");
  contact->type_name("ID");
  line.set_source(contact, ValueSource::contact);
  auto* kind =
      command.add_option("--kind", options->kinds,
                         "Only entries of this kind: leg.answered, or leg for all of them. May be repeated.");
  kind->type_name("KIND")->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  line.set_source(kind, ValueSource::nothing);
  command
      .add_option("--since", options->since,
                  "Only entries of this time or later: 10m (ago), 10:15, or 2026-03-03T10:00:00Z.")
      ->type_name("TIME");
  command.add_option("--until", options->until, "Only entries before this time.")
      ->type_name("TIME")
      ->excludes(follow);
  auto* limit =
      command.add_option("--limit", options->limit, "How many at most, the newest: 100 unless given.");
  limit->type_name("COUNT")->check(CLI::Range(1, 10'000).description(""))->excludes(follow);
  auto* ledger = command.add_option("--ledger", options->ledger,
                                    "Read the ledger in this folder, whether or not a runtime writes it.");
  ledger->type_name("FOLDER")->excludes(follow);
  line.set_source(ledger, ValueSource::folder);
  line.add_output_option(command, options->format);
  add_connection_options(line, command, options->connection);
}

}  // namespace tipring::cli
