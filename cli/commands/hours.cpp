#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "cli/commands/commands.h"
#include "cli/commands/findings.h"
#include "cli/commands/hours_closing.h"
#include "cli/commands/idle_site.h"
#include "cli/commands/point_in_time.h"
#include "cli/output/text.h"
#include "dsl/site/asked_enterprise.h"
#include "dsl/words/callee_hours.h"
#include "runtime/base/nearest.h"

namespace tipring::cli {
namespace {

using std::chrono::sys_days;

struct HoursOptions {
  std::string site = ".";
  std::string state;
  std::string name;
  std::string enterprise;
  std::string date;
  std::string number;
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
Result<std::unique_ptr<IdleSite>> load_for_hours(Console& console, const HoursOptions& options) {
  const std::string& folder = options.site;
  auto site = IdleSite::load(console, folder);
  if (!site) return site;
  if (site.value()->loaded().site == nullptr) {
    explain_findings(console, site.value()->loaded().findings, folder);
    return Error{"bad-site", folder + " has mistakes, and so no hours to tell of"};
  }
  if (auto closed = site.value()->take_closings(options.state); !closed) return closed.error();
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

// Hours by the clocks that count: their own, or those of each zone of a number.
using Clocks = std::vector<Hours>;

// When what holds at `time` changes.
void add_next_change(const Clocks& clocks, UtcTime time, Json& row) {
  const auto next = next_change_of_all(clocks, time);
  row["next_change"] = next ? Json(next->time_since_epoch().count()) : Json();
  row["there"] = next ? Json(shown_there(clocks.front(), *next)) : Json();
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

Json day_row(const std::string& name, const Clocks& clocks, sys_days date) {
  const DayHours day = clocks.front().spans_on(date);
  Json times = Json::array();
  for (const DaySpan& span : day.spans)
    times.push_back(to_text(DaySpans{span}));
  if (times.empty()) times.push_back("closed");
  std::string zones;
  for (const Hours& each : clocks)
    zones += (zones.empty() ? "" : ", ") + each.zone().name();
  return {{"name", name},
          {"zone", zones},
          {"date", date_text(date)},
          {"weekday", weekday_of(date)},
          {"times", std::move(times)},
          {"reason", reason_text(day.reason)},
          {"day", day.name.empty() ? Json() : Json(day.name)}};
}

Result<Clocks> clocks_of(const dsl::Definitions& definitions, const dsl::HoursDefinition& hours,
                         const HoursOptions& options) {
  if (!hours.of_callee && !options.number.empty())
    return Error{"usage", "--number: hours '" + options.name + "' have clocks of their own"};
  if (!hours.of_callee) return Clocks{*hours.hours};
  if (options.number.empty())
    return Error{"usage", "hours '" + options.name + "' go by the callee's clocks: --number says whose"};
  Clocks clocks;
  for (const Zone& zone : dsl::zones_of_number(definitions, options.number))
    clocks.push_back(hours.hours->in(zone));
  if (clocks.empty()) return Error{"bad-number", "no time zone of '" + options.number + "' is known"};
  return clocks;
}

// What holds of them on that date, or at that time.
Result<Json> row_at(const std::string& name, const Clocks& clocks, const std::string& when) {
  const auto date = parse_date(when);
  if (when.empty() || !date) {
    const auto time =
        when.empty() ? Result<UtcTime>(present_time()) : parse_point_in_time(when, present_time());
    if (!time) {
      // What is longer than a date is meant as a time.
      constexpr std::size_t length_of_date = 10;
      return Error{"usage", "--on: " + (when.size() <= length_of_date ? date.error() : time.error()).text};
    }
    Json row = day_row(name, clocks, clocks.front().date_at(time.value()));
    row["open"] = std::ranges::all_of(clocks, [&](const Hours& each) { return each.is_open(time.value()); });
    row["closed"] = closing_at(clocks.front(), time.value());
    add_next_change(clocks, time.value(), row);
    return row;
  }
  Json row = day_row(name, clocks, date.value());
  UtcTime midnight = UtcTime::max();
  for (const Hours& each : clocks)
    midnight = std::min(midnight, each.zone().first(WallTime(date.value().time_since_epoch())));
  // The first that is not before the day: one at midnight counts.
  add_next_change(clocks, midnight - Duration(1), row);
  return row;
}

// "north/office" as the option and the name say it.
HoursOptions with_enterprise(HoursOptions options) {
  const auto slash = options.name.find('/');
  if (slash == std::string::npos || !options.enterprise.empty()) return options;
  options.enterprise = options.name.substr(0, slash);
  options.name.erase(0, slash + 1);
  return options;
}

Result<void> show_hours(Console& console, const HoursOptions& asked) {
  const HoursOptions options = with_enterprise(asked);
  const auto site = load_for_hours(console, options);
  if (!site) return site.error();
  const auto theirs = dsl::enterprise_named(*site.value()->loaded().site, options.enterprise);
  if (!theirs) return theirs.error();
  const dsl::Definitions& definitions = theirs.value()->definitions();
  const auto& all = definitions.hours;
  const auto found = all.find(options.name);
  if (found == all.end()) {
    std::vector<std::string> names;
    for (const auto& [name, definition] : all)
      names.push_back(name);
    return Error{"not-found",
                 (options.enterprise.empty() ? "the site" : "the enterprise " + options.enterprise) +
                     " has no hours '" + options.name + "'" + did_you_mean(nearest(options.name, names))};
  }
  const auto clocks = clocks_of(definitions, found->second, options);
  if (!clocks) return clocks.error();
  const auto row = row_at(found->first, clocks.value(), options.date);
  if (!row) return row.error();
  Renderer(console, options.format).record(day_fields, row.value());
  return {};
}

Result<void> list_hours(Console& console, const HoursOptions& options) {
  const auto site = load_for_hours(console, options);
  if (!site) return site.error();
  Json rows = Json::array();
  const UtcTime time = present_time();
  const dsl::Site& loaded = *site.value()->loaded().site;
  loaded.for_each([&](const dsl::Site& each) {
    for (const auto& [name, definition] : each.definitions().hours) {
      const Hours& hours = *definition.hours;
      Json row{{"name", name},
               {"zone", definition.of_callee ? "callee" : hours.zone().name()},
               {"open", definition.of_callee ? Json() : Json(hours.is_open(time))},
               {"next_change", Json()},
               {"there", Json()},
               {"closed", closing_at(hours, time)}};
      if (loaded.has_enterprises()) row["enterprise"] = each.enterprise();
      if (!definition.of_callee) add_next_change({hours}, time, row);
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
  add_state_option(line, command, options.state);
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
  auto* name =
      show.add_option("NAME", options->name, "The hours' name; north/office are those of an enterprise.");
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
  auto* number = show.add_option("--number", options->number,
                                 "By the clocks of this number, for hours with zone = callee.");
  number->type_name("NUMBER");
  line.set_source(number, ValueSource::nothing);
  line.add_output_option(show, options->format);
  add_hours_closing_commands(line, group);
}

}  // namespace tipring::cli
