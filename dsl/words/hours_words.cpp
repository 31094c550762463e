#include <string>
#include <utility>

#include "dsl/binding/registry.h"
#include "dsl/words/callee_hours.h"
#include "dsl/words/defining.h"
#include "dsl/words/hours_table.h"
#include "dsl/words/position.h"
#include "dsl/words/words.h"

namespace tipring::dsl {
namespace {

int hours(WordCall& call) {
  std::string name = call.text("name");
  if (name.empty()) call.mistake("need a name, by which rules ask for them");
  only_while_loading(call);
  call.host<Host>().definitions.used_names.push_back({"hours", name, position_of_caller(call.lua())});
  push_object(call.lua(), "hours", HoursObject{std::move(name)});
  return 1;
}

int define_hours(WordCall& call) {
  Definitions& definitions = call.host<Host>().definitions;
  const std::string& name = object_at<HoursObject>(call.lua(), call.self(), "hours")->name;
  refuse_second(call, definitions.hours, "hours", name);
  if (auto hours = hours_at(call, name)) {
    definitions.hours.emplace(name, std::move(*hours));
  } else {
    definitions.undefined.insert("hours \"" + name + "\"");
  }
  lua_pushvalue(call.lua(), call.self());
  return 1;
}

int holidays(WordCall& call) {
  lua_State* lua = call.lua();
  only_while_loading(call);
  const int index = call.index_of("days");
  HolidaysObject object;
  if (lua_type(lua, index) == LUA_TTABLE) {
    object.own = holidays_at(call, index).value_or(HolidaysDefinition{});
  } else if (lua_type(lua, index) == LUA_TSTRING && lua_objlen(lua, index) > 0) {
    object.name = lua_tostring(lua, index);
    call.host<Host>().definitions.used_names.push_back({"holidays", object.name, position_of_caller(lua)});
  } else {
    call.mistake(R"(takes a name, a file such as "us.ics" or days, { "12-25", "easter+1" }, not )" +
                 describe_value(lua, index));
  }
  push_object(lua, "holidays", std::move(object));
  return 1;
}

int define_holidays(WordCall& call) {
  Definitions& definitions = call.host<Host>().definitions;
  const std::string& name = object_at<HolidaysObject>(call.lua(), call.self(), "holidays")->name;
  if (names_calendar(name)) call.mistake("\"" + name + "\" is a file, which has its days in itself");
  refuse_second(call, definitions.holidays, "holidays", name);
  if (auto holidays = holidays_at(call, call.index_of("days"))) {
    definitions.holidays.emplace(name, std::move(*holidays));
  } else {
    definitions.undefined.insert("holidays \"" + name + "\"");
  }
  lua_pushvalue(call.lua(), call.self());
  return 1;
}

int zone(WordCall& call) {
  only_while_loading(call);
  auto& known = call.host<Host>().definitions.zone;
  if (known) stands_twice(call, "zone", known->position);
  known = SiteZone{zone_at(call, call.text("name")), position_of_caller(call.lua())};
  return 0;
}

int callee(WordCall& call) {
  push_object(call.lua(), "callee", CalleeObject{});
  return 1;
}

int is_open(WordCall& call) {
  const Host& host = call.host<Host>();
  const std::string name = call.text("name");
  if (host.loading()) call.mistake("is asked while a contact is attended: a site loads at any hour");
  const auto found = host.definitions.hours.find(name);
  if (found == host.definitions.hours.end()) call.mistake("there are no hours \"" + name + "\"");
  const UtcTime now = host.loop.clock().utc();
  if (!found->second.of_callee) {
    lua_pushboolean(call.lua(), found->second.hours->is_open(now) ? 1 : 0);
    return 1;
  }
  if (!call.has("number"))
    call.mistake("hours \"" + name + "\" go by the callee's clocks, and need a number: is_open(\"" + name +
                 "\", call.dialled)");
  const auto open = is_open_for(host.definitions, *found->second.hours, call.text("number"), now);
  if (open) {
    lua_pushboolean(call.lua(), *open ? 1 : 0);
  } else {
    lua_pushnil(call.lua());
  }
  return 1;
}

Parameter days_option(std::string_view name, std::string_view doc) {
  return {.name = name, .type = ValueType::text, .fallback = "what names more days, else closed", .doc = doc};
}

Word hours_definition() {
  return {
      .name = "hours",
      .kind = WordKind::definition,
      .place = WordPlace::loading,
      .summary = "Defines opening hours.",
      .details =
          "Times are \"08:00-20:00\", several \"08:00-12:00, 13:00-17:00\", over midnight \"22:00-06:00\", all "
          "day \"00:00-24:00\", none \"closed\". What names fewer days goes before what names more. A night "
          "belongs to the day on which it begins, and goes on to its end whatever the next day is. Where "
          "clocks are put back, what they show twice opens when they first show it and closes when they last "
          "do; a time that is skipped where they are put forward is the moment of that. See tipring hours.",
      .options = {days_option("daily", "Every day's times."),
                  days_option("mon_sat", "Those from Monday to Saturday."),
                  days_option("mon_fri", "Those from Monday to Friday."),
                  days_option("mon_thu", "Those from Monday to Thursday."),
                  days_option("sat_sun", "Those of Saturday and Sunday."),
                  days_option("mon", "Monday's."),
                  days_option("tue", "Tuesday's."),
                  days_option("wed", "Wednesday's."),
                  days_option("thu", "Thursday's."),
                  days_option("fri", "Friday's."),
                  days_option("sat", "Saturday's."),
                  days_option("sun", "Sunday's."),
                  {.name = "zone",
                   .fallback = "that of zone, else UTC",
                   .doc = "Whose clocks count: \"America/New_York\"; callee for those of the number called."},
                  {.name = "closed",
                   .fallback = "no day",
                   .doc = "The holidays on which they are closed: what holidays gives, or a list of these."},
                  {.name = "dates",
                   .type = ValueType::table,
                   .fallback = "none",
                   .doc = "Days that are not as their weekday, nor closed as holidays: { [\"12-24\"] = "
                          "\"08:00-12:00\", [\"2026-06-12\"] = \"closed\" }. Days are named as for holidays; a "
                          "date goes before several, those before what is each year."}},
      .example =
          "hours \"office\" { mon_fri = \"08:00-20:00\", sat = \"09:00-13:00\",\n"
          "  zone = \"America/New_York\", closed = holidays \"us\", dates = { [\"12-24\"] = "
          "\"08:00-12:00\" } }",
      .run = define_hours};
}

Word holidays_definition() {
  return {.name = "holidays",
          .kind = WordKind::definition,
          .place = WordPlace::loading,
          .summary = "Defines holidays by a name.",
          .parameters = {{.name = "days",
                          .type = ValueType::table,
                          .required = true,
                          .doc = "NAME = day or a list of days; days without a name, and files of calendars."}},
          .example =
              "holidays \"us\" {\n  [\"Independence Day\"] = \"07-04\",\n  Thanksgiving = \"4th thursday "
              "of november\",\n  Christmas = \"12-25\",\n}",
          .run = define_holidays};
}

}  // namespace

std::span<const Word> hours_words() {
  static const std::vector<Word> words{
      {.name = "zone",
       .place = WordPlace::loading,
       .summary = "Says whose clocks count for hours that do not say; UTC's where nothing is said.",
       .parameters = {{.name = "name",
                       .type = ValueType::text,
                       .required = true,
                       .doc = "A name of the IANA time zone database: \"Europe/Berlin\"."}},
       .example = "zone \"Europe/Berlin\"",
       .run = zone},
      {.name = "hours",
       .place = WordPlace::loading,
       .summary = "Names opening hours, to define them.",
       .details = "Rules ask for them: when = { open = \"office\" } and when = { closed = \"office\" }.",
       .parameters = {{.name = "name",
                       .type = ValueType::text,
                       .required = true,
                       .doc = "The hours' name.",
                       .noun = "hours"}},
       .returns = "nothing but what defines them",
       .result = "hours",
       .example = "hours \"office\" { mon_fri = \"08:00-20:00\" }",
       .run = hours},
      hours_definition(),
      {.name = "holidays",
       .place = WordPlace::loading,
       .summary = "Names holidays: to define them, or for closed of hours.",
       .details =
           "A day is \"12-25\" (each year), \"2026-06-12\" (once), \"12-24 to 01-01\", \"easter\", "
           "\"easter+1\", \"easter-2\", \"4th thursday of november\" or \"last monday of may\". A file of the "
           "site that ends in .ics is a calendar (RFC 5545) of whole days: events once, or each year. One "
           "that says more, such as an event of some hours, is refused by its line.",
       .parameters = {{.name = "days",
                       .required = true,
                       .doc = "A name, the file of a calendar, or the days themselves.",
                       .noun = "holidays"}},
       .returns = "holidays, for closed of hours",
       .result = "holidays",
       .example = "closed = { holidays \"us.ics\", holidays { [\"our party\"] = \"2026-06-12\" } }",
       .run = holidays},
      holidays_definition(),
      {.name = "is_open",
       .summary = "Tells whether hours are open now.",
       .details = "Rules ask by open and closed, and need it not.",
       .parameters = {{.name = "name",
                       .type = ValueType::text,
                       .required = true,
                       .doc = "The hours' name.",
                       .noun = "hours"},
                      {.name = "number",
                       .type = ValueType::text,
                       .fallback = "none",
                       .doc = "Whose clocks count, for hours with zone = callee."}},
       .returns = "true or false; nil where the callee's clocks count and no zone of the number is known",
       .example = "if not is_open \"office\" then return dialog \"closed\" end\n"
                  "if is_open(\"calling\", number) then call:connect(trunk(\"carrier\", number)) end",
       .run = is_open},
      {.name = "callee",
       .kind = WordKind::value,
       .place = WordPlace::loading,
       .summary = "For zone of hours: the clocks of the number that is called.",
       .details = "Which zone that is, the number tells by its country and its area (libphonenumber). Where it "
                  "may be in "
                  "several, hours are open only when they are open in all of these: a number whose area spans "
                  "two zones, "
                  "or that belongs to no area, as a toll-free one, which may be anywhere in its country. A "
                  "mobile number "
                  "may be elsewhere than where it is from. Rules ask with the number dialled: of one of which "
                  "no zone is "
                  "known, as of an extension or a name, such hours are neither open nor closed. is_open takes "
                  "the number.",
       .result = "callee",
       .example = "hours \"calling\" { mon_fri = \"09:00-20:00\", zone = callee }",
       .run = callee},
  };
  return words;
}

}  // namespace tipring::dsl
