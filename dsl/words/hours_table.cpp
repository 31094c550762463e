#include "dsl/words/hours_table.h"

#include <array>
#include <set>
#include <utility>

#include "dsl/binding/registry.h"
#include "dsl/words/callee_hours.h"
#include "dsl/words/host.h"
#include "dsl/words/position.h"

namespace tipring::dsl {
namespace {

// The options that name days, from Monday on. What names fewer days stands behind what names more: it holds.
struct NamedDays {
  std::string_view option;
  std::size_t first;
  std::size_t last;
};
constexpr std::array<NamedDays, 12> named_days{{{"daily", 0, 6},
                                                {"mon_sat", 0, 5},
                                                {"mon_fri", 0, 4},
                                                {"mon_thu", 0, 3},
                                                {"sat_sun", 5, 6},
                                                {"mon", 0, 0},
                                                {"tue", 1, 1},
                                                {"wed", 2, 2},
                                                {"thu", 3, 3},
                                                {"fri", 4, 4},
                                                {"sat", 5, 5},
                                                {"sun", 6, 6}}};

DaySpans spans_from(const WordCall& call, const std::string& what, std::string_view text) {
  auto spans = parse_day_spans(text);
  if (!spans) call.mistake(what + ": " + spans.error().text);
  return std::move(spans).value();
}

DayRule rule_from(const WordCall& call, const std::string& what, std::string_view text) {
  const auto rule = parse_day_rule(text);
  if (!rule) call.mistake(what + ": " + rule.error().text);
  return rule.value();
}

// Reads one `hours` or `holidays`. Lua's stack is as it was after each step.
class HoursReader {
 public:
  HoursReader(const WordCall& call, std::string what) : call_(call), lua_(call.lua()), what_(std::move(what)) {}

  void read_week(HoursPlan& plan) const {
    for (const NamedDays& days : named_days) {
      if (!call_.has(days.option)) continue;
      const DaySpans spans = spans_from(call_, what_ + std::string(days.option), call_.text(days.option));
      for (std::size_t day = days.first; day <= days.last; ++day)
        plan.week[day] = spans;
    }
  }

  void read_dates(HoursPlan& plan) const {
    if (!call_.has("dates")) return;
    const int table = call_.index_of("dates");
    const std::string example = R"(["12-24"] = "08:00-12:00")";
    if (lua_objlen(lua_, table) > 0) call_.mistake(what_ + "dates takes " + example + " for each, not a list");
    for (const std::string& key : names_in(table, what_ + "dates")) {
      lua_getfield(lua_, table, key.c_str());
      const std::string day = what_ + "dates: " + key;
      if (lua_type(lua_, -1) != LUA_TSTRING)
        call_.mistake(day + " must be a text such as \"08:00-12:00\" or \"closed\", not " +
                      describe_value(lua_, -1));
      plan.exceptions.push_back(
          {key, rule_from(call_, what_ + "dates", key), spans_from(call_, day, lua_tostring(lua_, -1))});
      lua_pop(lua_, 1);
    }
  }

  // One of them, or a list.
  std::vector<HolidaysDefinition> read_closed() const {
    std::vector<HolidaysDefinition> all;
    if (!call_.has("closed")) return all;
    const int index = call_.index_of("closed");
    if (lua_type(lua_, index) != LUA_TTABLE) return {holidays_in(index)};
    const int count = static_cast<int>(lua_objlen(lua_, index));
    for (int item = 1; item <= count; ++item) {
      lua_rawgeti(lua_, index, item);
      all.push_back(holidays_in(lua_gettop(lua_)));
      lua_pop(lua_, 1);
    }
    if (all.empty()) call_.mistake(what_ + "closed takes holidays \"name\", or a list of these, not a table");
    return all;
  }

  HolidaysDefinition read_holidays(int table) const {
    HolidaysDefinition definition{.position = position_of_caller(lua_)};
    for (int item = 1; item <= static_cast<int>(lua_objlen(lua_, table)); ++item) {
      lua_rawgeti(lua_, table, item);
      const std::string text = text_on_top("item " + std::to_string(item));
      if (names_calendar(text)) {
        definition.others.push_back(text);
        call_.host<Host>().definitions.used_names.push_back({"holidays", text, definition.position});
      } else {
        definition.days.push_back({text, rule_from(call_, what_ + "item " + std::to_string(item), text)});
      }
      lua_pop(lua_, 1);
    }
    for (const std::string& name : names_in(table, what_ + "a table of holidays")) {
      lua_getfield(lua_, table, name.c_str());
      read_holiday(definition, name);
      lua_pop(lua_, 1);
    }
    if (definition.days.empty() && definition.others.empty()) call_.mistake(what_ + "has no holiday in it");
    return definition;
  }

 private:
  // In the order of their names, as that of a table's fields is not defined.
  std::vector<std::string> names_in(int table, const std::string& what) const {
    std::set<std::string> names;
    lua_pushnil(lua_);
    while (lua_next(lua_, table) != 0) {
      if (lua_type(lua_, -2) == LUA_TSTRING) {
        names.insert(lua_tostring(lua_, -2));
      } else if (lua_type(lua_, -2) != LUA_TNUMBER) {
        call_.mistake(what + " takes texts as names");
      }
      lua_pop(lua_, 1);
    }
    return {names.begin(), names.end()};
  }

  std::string text_on_top(const std::string& name) const {
    if (lua_type(lua_, -1) != LUA_TSTRING)
      call_.mistake(what_ + name + R"( must be a day such as "12-25" or "easter+1", not )" +
                    describe_value(lua_, -1));
    return lua_tostring(lua_, -1);
  }

  // The day, or a list of days, on top of the stack.
  void read_holiday(HolidaysDefinition& definition, const std::string& name) const {
    const int index = lua_gettop(lua_);
    const bool several = lua_type(lua_, index) == LUA_TTABLE;
    const int count = several ? static_cast<int>(lua_objlen(lua_, index)) : 1;
    for (int item = 1; item <= count; ++item) {
      if (several) lua_rawgeti(lua_, index, item);
      definition.days.push_back({name, rule_from(call_, what_ + name, text_on_top(name))});
      if (several) lua_pop(lua_, 1);
    }
  }

  HolidaysDefinition holidays_in(int index) const {
    const auto* object = object_at<HolidaysObject>(lua_, index, "holidays");
    if (object == nullptr)
      call_.mistake(what_ + "closed takes holidays \"name\", holidays { … } or a list of these, not " +
                    describe_value(lua_, index));
    if (object->name.empty()) return object->own;
    return {.days = {}, .others = {object->name}, .position = position_of_caller(lua_)};
  }

  const WordCall& call_;
  lua_State* lua_;
  std::string what_;
};

void read_zone(const WordCall& call, const std::string& name, HoursDefinition& hours) {
  lua_State* lua = call.lua();
  const int index = call.index_of("zone");
  hours.of_callee = object_at<CalleeObject>(lua, index, "callee") != nullptr;
  if (hours.of_callee) return;
  if (lua_type(lua, index) != LUA_TSTRING)
    call.mistake("\"" + name + R"(": zone must be the name of one, "Europe/Berlin", or callee, not )" +
                 describe_value(lua, index));
  hours.zone = zone_at(call, call.text("zone"));
}

}  // namespace

bool names_calendar(std::string_view name) {
  return name.ends_with(".ics");
}

HoursDefinition hours_at(const WordCall& call, const std::string& name) {
  const HoursReader reader(call, "\"" + name + "\": ");
  HoursDefinition hours{.position = position_of_caller(call.lua())};
  reader.read_week(hours.plan);
  reader.read_dates(hours.plan);
  hours.closed = reader.read_closed();
  if (call.has("zone")) read_zone(call, name, hours);
  if (!ever_opens(hours.plan))
    call.mistake("\"" + name + "\" never open: name days and times, mon_fri = \"08:00-20:00\"");
  return hours;
}

HolidaysDefinition holidays_at(const WordCall& call, int table) {
  return HoursReader(call, {}).read_holidays(table);
}

Zone zone_at(const WordCall& call, const std::string& name) {
  const auto zone = Zone::find(name);
  if (!zone) call.mistake(zone.error().text);
  return zone.value();
}

}  // namespace tipring::dsl
