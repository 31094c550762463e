#include "dsl/words/hours_table.h"

#include <array>
#include <optional>
#include <set>
#include <utility>

#include "dsl/binding/registry.h"
#include "dsl/words/callee_hours.h"
#include "dsl/words/defining.h"
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

// Reads one `hours` or `holidays`. Lua's stack is as it was after each step. What is wrong is kept, and left
// out.
class HoursReader {
 public:
  HoursReader(const WordCall& call, std::string what) : call_(call), lua_(call.lua()), what_(std::move(what)) {}

  void read_week(HoursPlan& plan) {
    for (const NamedDays& days : named_days) {
      if (!call_.has(days.option)) continue;
      const auto spans = spans_from(std::string(days.option), call_.text(days.option));
      for (std::size_t day = days.first; spans && day <= days.last; ++day)
        plan.week[day] = *spans;
    }
  }

  void read_dates(HoursPlan& plan) {
    if (!call_.has("dates")) return;
    const int table = call_.index_of("dates");
    const std::string example = R"(["12-24"] = "08:00-12:00")";
    if (lua_objlen(lua_, table) > 0) wrong("dates takes " + example + " for each, not a list");
    for (const std::string& key : names_in(table, "dates")) {
      lua_getfield(lua_, table, key.c_str());
      const auto rule = rule_from("dates", key);
      const auto spans = spans_of_date("dates: " + key);
      if (rule && spans) plan.exceptions.push_back({key, *rule, *spans});
      lua_pop(lua_, 1);
    }
  }

  // One of them, or a list.
  std::vector<HolidaysDefinition> read_closed() {
    std::vector<HolidaysDefinition> all;
    if (!call_.has("closed")) return all;
    const int index = call_.index_of("closed");
    const auto take = [&](int place) {
      if (auto holidays = holidays_in(place)) all.push_back(std::move(*holidays));
    };
    if (lua_type(lua_, index) != LUA_TTABLE) {
      take(index);
      return all;
    }
    const int count = static_cast<int>(lua_objlen(lua_, index));
    for (int item = 1; item <= count; ++item) {
      lua_rawgeti(lua_, index, item);
      take(lua_gettop(lua_));
      lua_pop(lua_, 1);
    }
    if (count == 0) wrong("closed takes holidays \"name\", or a list of these, not a table");
    return all;
  }

  HolidaysDefinition read_holidays(int table) {
    HolidaysDefinition definition{.position = position_of_caller(lua_)};
    for (int item = 1; item <= static_cast<int>(lua_objlen(lua_, table)); ++item) {
      lua_rawgeti(lua_, table, item);
      read_item(definition, "item " + std::to_string(item));
      lua_pop(lua_, 1);
    }
    for (const std::string& name : names_in(table, "a table of holidays")) {
      lua_getfield(lua_, table, name.c_str());
      read_holiday(definition, name);
      lua_pop(lua_, 1);
    }
    if (definition.days.empty() && definition.others.empty() && in_order_) wrong("has no holiday in it");
    return definition;
  }

  void read_zone(HoursDefinition& hours) {
    if (!call_.has("zone")) return;
    const int index = call_.index_of("zone");
    hours.of_callee = object_at<CalleeObject>(lua_, index, "callee") != nullptr;
    if (hours.of_callee) return;
    if (lua_type(lua_, index) != LUA_TSTRING)
      return wrong(R"(zone must be the name of one, "Europe/Berlin", or callee, not )" +
                   describe_value(lua_, index));
    const auto zone = Zone::find(call_.text("zone"));
    if (!zone) return wrong(zone.error().text);
    hours.zone = zone.value();
  }

  void wrong(const std::string& text) {
    in_order_ = false;
    keep_mistake(call_, what_ + text);
  }
  /// Whether nothing was wrong so far.
  bool is_in_order() const { return in_order_; }

 private:
  std::optional<DaySpans> spans_from(const std::string& what, std::string_view text) {
    auto spans = parse_day_spans(text);
    if (spans) return std::move(spans).value();
    wrong(what + ": " + spans.error().text);
    return std::nullopt;
  }

  std::optional<DayRule> rule_from(const std::string& what, std::string_view text) {
    const auto rule = parse_day_rule(text);
    if (rule) return rule.value();
    wrong(what + ": " + rule.error().text);
    return std::nullopt;
  }

  // What is on top of the stack.
  std::optional<DaySpans> spans_of_date(const std::string& day) {
    if (lua_type(lua_, -1) == LUA_TSTRING) return spans_from(day, lua_tostring(lua_, -1));
    wrong(day + " must be a text such as \"08:00-12:00\" or \"closed\", not " + describe_value(lua_, -1));
    return std::nullopt;
  }

  // Likewise.
  void read_item(HolidaysDefinition& definition, const std::string& item) {
    const auto text = text_on_top(item);
    if (!text) return;
    if (names_calendar(*text)) {
      definition.others.push_back(*text);
      call_.host<Host>().definitions.used_names.push_back({"holidays", *text, definition.position});
    } else if (const auto rule = rule_from(item, *text)) {
      definition.days.push_back({*text, *rule});
    }
  }

  // In the order of their names, as that of a table's fields is not defined.
  std::vector<std::string> names_in(int table, const std::string& what) {
    std::set<std::string> names;
    lua_pushnil(lua_);
    while (lua_next(lua_, table) != 0) {
      if (lua_type(lua_, -2) == LUA_TSTRING) {
        names.insert(lua_tostring(lua_, -2));
      } else if (lua_type(lua_, -2) != LUA_TNUMBER) {
        wrong(what + " takes texts as names");
      }
      lua_pop(lua_, 1);
    }
    return {names.begin(), names.end()};
  }

  std::optional<std::string> text_on_top(const std::string& name) {
    if (lua_type(lua_, -1) == LUA_TSTRING) return lua_tostring(lua_, -1);
    wrong(name + R"( must be a day such as "12-25" or "easter+1", not )" + describe_value(lua_, -1));
    return std::nullopt;
  }

  // The day, or a list of days, on top of the stack.
  void read_holiday(HolidaysDefinition& definition, const std::string& name) {
    const int index = lua_gettop(lua_);
    const bool several = lua_type(lua_, index) == LUA_TTABLE;
    const int count = several ? static_cast<int>(lua_objlen(lua_, index)) : 1;
    for (int item = 1; item <= count; ++item) {
      if (several) lua_rawgeti(lua_, index, item);
      const auto text = text_on_top(name);
      if (const auto rule = text ? rule_from(name, *text) : std::nullopt)
        definition.days.push_back({name, *rule});
      if (several) lua_pop(lua_, 1);
    }
  }

  std::optional<HolidaysDefinition> holidays_in(int index) {
    const auto* object = object_at<HolidaysObject>(lua_, index, "holidays");
    if (object == nullptr) {
      wrong("closed takes holidays \"name\", holidays { … } or a list of these, not " +
            describe_value(lua_, index));
      return std::nullopt;
    }
    if (object->name.empty()) return object->own;
    return HolidaysDefinition{.days = {}, .others = {object->name}, .position = position_of_caller(lua_)};
  }

  const WordCall& call_;
  lua_State* lua_;
  std::string what_;
  bool in_order_ = true;
};

}  // namespace

bool names_calendar(std::string_view name) {
  return name.ends_with(".ics");
}

std::optional<HoursDefinition> hours_at(const WordCall& call, const std::string& name) {
  HoursReader reader(call, "\"" + name + "\": ");
  HoursDefinition hours{.position = position_of_caller(call.lua())};
  reader.read_week(hours.plan);
  reader.read_dates(hours.plan);
  hours.closed = reader.read_closed();
  reader.read_zone(hours);
  if (reader.is_in_order() && !ever_opens(hours.plan))
    call.mistake("\"" + name + "\" never open: name days and times, mon_fri = \"08:00-20:00\"");
  return reader.is_in_order() ? std::optional(std::move(hours)) : std::nullopt;
}

std::optional<HolidaysDefinition> holidays_at(const WordCall& call, int table) {
  HoursReader reader(call, {});
  HolidaysDefinition holidays = reader.read_holidays(table);
  return reader.is_in_order() ? std::optional(std::move(holidays)) : std::nullopt;
}

Zone zone_at(const WordCall& call, const std::string& name) {
  const auto zone = Zone::find(name);
  if (!zone) call.mistake(zone.error().text);
  return zone.value();
}

}  // namespace tipring::dsl
