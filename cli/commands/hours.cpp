#include <array>
#include <chrono>
#include <memory>
#include <optional>

#include "cli/commands/commands.h"
#include "cli/commands/findings.h"
#include "cli/commands/hours_closing.h"
#include "cli/commands/idle_site.h"
#include "cli/commands/point_in_time.h"
#include "cli/output/text.h"
#include "cli/switchboard/state_folder.h"
#include "cli/versions/closings_file.h"
#include "dsl/site/asked_enterprise.h"
#include "runtime/base/nearest.h"

namespace tipring::cli {
namespace {

using std::chrono::sys_days;

struct HoursOptions {
  std::string site = ".";
  std::string name;
  std::string enterprise;
  std::string date;
  OutputFormat format = OutputFormat::table;
};

const std::vector<Field> hours_fields{{.key = "name", .may_be_cut = true},
                                      {.key = "zone"},
                                      {.key = "open"},
                                      {.key = "next_change", .kind = FieldKind::time},
                                      {.key = "there"},
                                      {.key = "closed", .may_be_cut = true}};

const std::vector<Field> day_fields{
    {.key = "name"},    {.key = "zone"},  {.key = "date"},
    {.key = "weekday"}, {.key = "times"}, {.key = "reason"},
    {.key = "day"},     {.key = "open"},  {.key = "next_change", .kind = FieldKind::time},
    {.key = "there"},   {.key = "closed"}};

// With what operators have closed. Fails where the site has mistakes, which are told.
Result<std::unique_ptr<IdleSite>> load_for_hours(Console& console, const std::string& folder) {
  auto site = IdleSite::load(console, folder);
  if (!site) return site;
  if (site.value()->loaded().site == nullptr) {
    explain_findings(console, site.value()->loaded().findings, folder);
    return Error{"bad-site", folder + " has mistakes, and so no hours to tell of"};
  }
  auto closings = ClosingsFile(StateFolder{std::filesystem::path(folder) / "var"}.closings()).read();
  if (!closings) return closings.error();
  site.value()->loaded().site->set_closings(closings.value());
  return site;
}

// "until reopened: a burst pipe"; null where nobody has closed them.
Json closing_at(const Hours& hours, UtcTime time) {
  const auto& closing = hours.closing();
  if (!closing || !closing->holds_at(time)) return {};
  const std::string until =
      closing->until ? for_people(closing->until->time_since_epoch().count(), FieldKind::time) : "reopened";
  return "until " + until + (closing->reason.empty() ? "" : ": " + closing->reason);
}

UtcTime present_time() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

std::string_view weekday_of(sys_days date) {
  static constexpr std::array<std::string_view, 7> names{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                         "Thursday", "Friday", "Saturday"};
  return names[std::chrono::weekday(date).c_encoding()];
}

std::string date_text(sys_days date) {
  const std::chrono::year_month_day parts(date);
  const auto padded = [](unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return std::to_string(static_cast<int>(parts.year())) + "-" + padded(static_cast<unsigned>(parts.month())) +
         "-" + padded(static_cast<unsigned>(parts.day()));
}

// As the clocks there show it: "2026-03-03 17:00".
std::string shown_there(const Hours& hours, UtcTime time) {
  const WallTime shown = hours.zone().wall_time(time);
  const auto midnight = std::chrono::floor<std::chrono::days>(shown);
  return date_text(sys_days(midnight.time_since_epoch())) + " " +
         time_of_day(std::chrono::floor<std::chrono::minutes>(shown - midnight));
}

// When what holds at `time` changes.
void add_next_change(const Hours& hours, UtcTime time, Json& row) {
  const auto next = hours.next_change(time);
  row["next_change"] = next ? Json(next->time_since_epoch().count()) : Json();
  row["there"] = next ? Json(shown_there(hours, *next)) : Json();
}

std::string_view reason_text(DayHours::Reason reason) {
  switch (reason) {
    case DayHours::Reason::holiday:
      return "holiday";
    case DayHours::Reason::exception:
      return "exception";
    case DayHours::Reason::weekly:
      break;
  }
  return "weekly";
}

Json day_row(const std::string& name, const Hours& hours, sys_days date) {
  const DayHours day = hours.spans_on(date);
  Json times = Json::array();
  for (const DaySpan& span : day.spans)
    times.push_back(to_text(DaySpans{span}));
  if (times.empty()) times.push_back("closed");
  return {{"name", name},
          {"zone", hours.zone().name()},
          {"date", date_text(date)},
          {"weekday", weekday_of(date)},
          {"times", std::move(times)},
          {"reason", reason_text(day.reason)},
          {"day", day.name.empty() ? Json() : Json(day.name)}};
}

Result<void> show_hours(Console& console, const HoursOptions& options) {
  const auto site = load_for_hours(console, options.site);
  if (!site) return site.error();
  const auto theirs = dsl::enterprise_named(*site.value()->loaded().site, options.enterprise);
  if (!theirs) return theirs.error();
  const auto& all = theirs.value()->definitions().hours;
  const auto found = all.find(options.name);
  if (found == all.end()) {
    std::vector<std::string> names;
    for (const auto& [name, definition] : all)
      names.push_back(name);
    return Error{"not-found",
                 (options.enterprise.empty() ? "the site" : "the enterprise " + options.enterprise) +
                     " has no hours '" + options.name + "'" + did_you_mean(nearest(options.name, names))};
  }
  const Hours& hours = *found->second.hours;
  const auto date = parse_date(options.date);
  if (options.date.empty() || !date) {
    const auto time = options.date.empty() ? Result<UtcTime>(present_time())
                                           : parse_point_in_time(options.date, present_time());
    if (!time) {
      // What is longer than a date is meant as a time.
      constexpr std::size_t length_of_date = 10;
      const bool is_date = options.date.size() <= length_of_date;
      return Error{"usage", "--on: " + (is_date ? date.error() : time.error()).text};
    }
    Json row = day_row(found->first, hours, hours.date_at(time.value()));
    row["open"] = hours.is_open(time.value());
    row["closed"] = closing_at(hours, time.value());
    add_next_change(hours, time.value(), row);
    Renderer(console, options.format).record(day_fields, row);
    return {};
  }
  Json row = day_row(found->first, hours, date.value());
  const UtcTime midnight = hours.zone().first(WallTime(date.value().time_since_epoch()));
  // The first that is not before the day: one at midnight counts.
  add_next_change(hours, midnight - Duration(1), row);
  Renderer(console, options.format).record(day_fields, row);
  return {};
}

Result<void> list_hours(Console& console, const HoursOptions& options) {
  const auto site = load_for_hours(console, options.site);
  if (!site) return site.error();
  Json rows = Json::array();
  const UtcTime time = present_time();
  const dsl::Site& loaded = *site.value()->loaded().site;
  loaded.for_each([&](const dsl::Site& each) {
    for (const auto& [name, definition] : each.definitions().hours) {
      const Hours& hours = *definition.hours;
      Json row{{"name", name},
               {"zone", hours.zone().name()},
               {"open", hours.is_open(time)},
               {"closed", closing_at(hours, time)}};
      if (loaded.has_enterprises()) row["enterprise"] = each.enterprise();
      add_next_change(hours, time, row);
      rows.push_back(std::move(row));
    }
  });
  auto fields = hours_fields;
  if (loaded.has_enterprises()) fields.insert(fields.begin(), {.key = "enterprise"});
  Renderer(console, options.format).list(fields, rows);
  return {};
}

void add_site(CommandLine& line, CLI::App& command, HoursOptions& options) {
  auto* site = command.add_option("SITE", options.site, "The site's folder.");
  site->required()->type_name("");
  line.set_source(site, ValueSource::folder);
}

}  // namespace

void add_hours_commands(CommandLine& line) {
  auto& group = line.add_group("hours", "Look at a site's opening hours, and close them in an emergency.");
  const auto options = std::make_shared<HoursOptions>();
  auto& list = line.add_command(group, "ls", "List a site's opening hours, and what holds now.",
                                [&line, options] { return list_hours(line.console(), *options); });
  add_site(line, list, *options);
  line.add_output_option(list, options->format);
  auto& show = line.add_command(group, "show", "Show from when to when hours are open on a day, and why.",
                                [&line, options] { return show_hours(line.console(), *options); });
  add_site(line, show, *options);
  auto* name = show.add_option("NAME", options->name, "The hours' name.");
  name->required()->type_name("");
  line.set_source(name, ValueSource::nothing);
  auto* enterprise =
      show.add_option("--enterprise", options->enterprise, "Whose; those of the site itself unless given.");
  enterprise->type_name("NAME");
  line.set_source(enterprise, ValueSource::nothing);
  auto* date = show.add_option("--on", options->date,
                               "On this date, such as 2026-12-24, or at this time, as for decide --at; now "
                               "unless given.");
  date->type_name("TIME");
  line.set_source(date, ValueSource::nothing);
  line.add_output_option(show, options->format);
  add_hours_closing_commands(line, group);
}

}  // namespace tipring::cli
