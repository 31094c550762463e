#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands/commands.h"
#include "cli/commands/connection.h"
#include "cli/commands/journal_events.h"
#include "cli/commands/point_in_time.h"
#include "runtime/queue/queue_report.h"

namespace tipring::cli {
namespace {

struct ReportOptions {
  ConnectionOptions connection;
  OutputFormat format = OutputFormat::table;
  std::vector<std::string> names;
  std::string from;
  std::string to;
  std::chrono::milliseconds every{0};  // 0: one interval.
  std::string ledger;
};

// So many intervals at most: a year of quarters of an hour.
constexpr std::int64_t most_intervals = 40'000;

const std::vector<Field> queue_fields{
    {.key = "from", .kind = FieldKind::time},        {.key = "queue", .may_be_cut = true},
    {.key = "offered", .kind = FieldKind::number},   {.key = "answered", .kind = FieldKind::number},
    {.key = "abandoned", .kind = FieldKind::number}, {.key = "short", .kind = FieldKind::number},
    {.key = "elsewhere", .kind = FieldKind::number}, {.key = "waiting", .kind = FieldKind::number},
    {.key = "in_target", .kind = FieldKind::number}, {.key = "in_target_less_short", .kind = FieldKind::number},
    {.key = "mean_wait", .kind = FieldKind::span},   {.key = "longest_wait", .kind = FieldKind::span},
    {.key = "served", .kind = FieldKind::span}};
const std::vector<Field> agent_fields{
    {.key = "from", .kind = FieldKind::time},      {.key = "agent", .may_be_cut = true},
    {.key = "offered", .kind = FieldKind::number}, {.key = "served", .kind = FieldKind::number},
    {.key = "missed", .kind = FieldKind::number},  {.key = "talk", .kind = FieldKind::span},
    {.key = "wrap_up", .kind = FieldKind::span},   {.key = "ready", .kind = FieldKind::span},
    {.key = "not_ready", .kind = FieldKind::span}, {.key = "occupancy", .kind = FieldKind::number}};

// Per cent, to a tenth.
Json percent(const std::optional<double>& share) {
  return share ? Json(std::round(*share * 1000) / 10) : Json();
}

Json microseconds(UtcTime time) {
  return time.time_since_epoch().count();
}

Json row_of(const QueueReport::Key& key, const ReportSpan& span, const QueueFold& fold) {
  const auto mean = fold.average_speed_of_answer();
  return {{"from", microseconds(key.first)},
          {"to", microseconds(span.end_of(key.first))},
          {"queue", key.second},
          {"offered", fold.offered},
          {"answered", fold.answered},
          {"abandoned", fold.abandoned},
          {"short", fold.short_abandoned},
          {"elsewhere", fold.elsewhere},
          {"waiting", fold.waiting()},
          {"in_target", percent(fold.service_level())},
          {"in_target_less_short", percent(fold.service_level_without_short())},
          {"mean_wait", mean ? Json(mean->count()) : Json()},
          {"longest_wait", fold.longest_wait.count()},
          {"served", fold.served.count()}};
}

Json row_of(const QueueReport::Key& key, const ReportSpan& span, const AgentFold& fold) {
  return {{"from", microseconds(key.first)},
          {"to", microseconds(span.end_of(key.first))},
          {"agent", key.second},
          {"offered", fold.offered},
          {"served", fold.served},
          {"missed", fold.missed},
          {"talk", fold.talk.count()},
          {"wrap_up", fold.wrap_up.count()},
          {"ready", fold.presence_known ? Json(fold.ready.count()) : Json()},
          {"not_ready", fold.presence_known ? Json(fold.not_ready.count()) : Json()},
          {"occupancy", percent(fold.occupancy())}};
}

template <typename Folds>
Json rows_of(const Folds& folds, const ReportSpan& span, const std::vector<std::string>& names) {
  Json rows = Json::array();
  for (const auto& [key, fold] : folds) {
    if (names.empty() || std::ranges::find(names, key.second) != names.end())
      rows.push_back(row_of(key, span, fold));
  }
  return rows;
}

// The last day, unless told otherwise.
Result<ReportSpan> span_of(const ReportOptions& options, UtcTime now) {
  const auto from = parse_point_in_time(options.from, now);
  if (!from) return from.error();
  auto to = options.to.empty() ? Result<UtcTime>(now) : parse_point_in_time(options.to, now);
  if (!to) return to.error();
  if (from.value() >= to.value()) return Error{"usage", "--from: lies behind the end of the report", false};
  ReportSpan span{.from = from.value(), .to = to.value()};
  if (options.every.count() == 0) return span;
  span.every = options.every;
  if ((span.to - span.from) / *span.every >= most_intervals)
    return Error{"usage",
                 "--every: more than " + std::to_string(most_intervals) + " intervals lie in that time", false};
  return span;
}

// Together with what was before and came after: see QueueReport.
Result<QueueReport> read_report(Console& console, const ReportOptions& options, const ReportSpan& span,
                                UtcTime now) {
  const auto ledger = options.ledger.empty() ? ledger_of_runtime(console, options.connection)
                                             : Result<std::filesystem::path>(options.ledger);
  if (!ledger) return ledger.error();
  QueueReport report(span);
  std::vector<std::string> notices;
  const auto read = each_in_journal(
      ledger.value(), {.kinds = {"queue", "offer", "agent", "contact.ended"}, .contact = {}, .since = {}},
      [&](const Entry& entry, std::string_view /*json*/) { report.fold(entry); }, notices);
  for (const std::string& notice : notices)
    console.err << "tipring: " << notice << '\n';
  if (!read) return read.error();
  // Of a ledger that no runtime writes, nobody knows what went on.
  report.finish(options.ledger.empty() ? now : UtcTime{});
  return report;
}

Result<void> report(Console& console, const ReportOptions& options, bool of_queues) {
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  const auto span = span_of(options, now);
  if (!span) return span.error();
  const auto report = read_report(console, options, span.value(), now);
  if (!report) return report.error();
  const Json rows = of_queues ? rows_of(report->queues(), span.value(), options.names)
                              : rows_of(report->agents(), span.value(), options.names);
  Renderer(console, options.format).list(of_queues ? queue_fields : agent_fields, rows);
  return {};
}

void add_report_command(CommandLine& line, CLI::App& group, const std::string& name,
                        const std::string& description, bool of_queues) {
  const auto options = std::make_shared<ReportOptions>();
  options->from = "24h";
  auto& command = line.add_command(group, name, description, [&line, options, of_queues] {
    return report(line.console(), *options, of_queues);
  });
  auto* names =
      command.add_option("NAME", options->names, of_queues ? "Only these queues." : "Only these agents.");
  names->type_name("");
  line.set_source(names, of_queues ? ValueSource::queue : ValueSource::agent);
  const auto with_text = [&](const char* option_name, std::string& value, const char* type, const char* what) {
    auto* option = command.add_option(option_name, value, what);
    option->type_name(type);
    line.set_source(option, ValueSource::nothing);
    return option;
  };
  with_text("--from", options->from, "TIME",
            "From this time on: 10m (ago), 10:15, or 2026-03-03T10:00:00Z; the last day unless given.");
  with_text("--to", options->to, "TIME", "Until before this time; now unless given.");
  line.add_duration_option(command, "--every", options->every,
                           "A row for each interval of so long; one for the whole time unless given.");
  auto* ledger = with_text("--ledger", options->ledger, "FOLDER",
                           "Read the ledger in this folder, whether or not a runtime writes it.");
  line.set_source(ledger, ValueSource::folder);
  line.add_output_option(command, options->format);
  add_connection_options(line, command, options->connection);
}

}  // namespace

void add_report_commands(CommandLine& line) {
  auto& group = line.add_group("report", "Sum up what queues and agents did, from the ledger.");
  add_report_command(line, group, "queue", "Sum up queues: offered, answered, abandoned, service level, waits.",
                     true);
  add_report_command(line, group, "agent", "Sum up agents: served, talk, wrap-up, occupancy.", false);
}

}  // namespace tipring::cli
