#include "runtime/rules/zone.h"

#include <optional>
#include <stdexcept>

#include <date/tz.h>

#include "runtime/base/nearest.h"

namespace tipring {
namespace {

date::local_seconds whole_seconds(WallTime time) {
  return date::local_seconds(std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()));
}

UtcTime less_offset(WallTime time, std::chrono::seconds offset) {
  return UtcTime(time.time_since_epoch() - offset);
}

// The library says what it cannot do by exceptions.
Result<const date::time_zone*> look_up(std::string_view name) {
  try {
    const auto& zones = date::get_tzdb().zones;
    NearestName near(name);
    for (const date::time_zone& zone : zones) {
      if (zone.name() == name) {
        static_cast<void>(zone.get_info(date::sys_seconds{}));
        return &zone;
      }
      near.offer(zone.name());
    }
    near.offer("UTC");
    return Error{"not-found",
                 "there is no time zone \"" + std::string(name) + "\"" + did_you_mean(near.best())};
  } catch (const std::runtime_error& failure) {
    return Error{"unreadable", std::string("the system's time zones cannot be read: ") + failure.what()};
  }
}

}  // namespace

Result<Zone> Zone::find(std::string_view name) {
  if (name == "UTC") return Zone();
  const auto found = look_up(name);
  if (!found) return found.error();
  return Zone(found.value());
}

std::string Zone::name() const {
  return rules_ == nullptr ? "UTC" : rules_->name();
}

WallTime Zone::wall_time(UtcTime time) const {
  if (rules_ == nullptr) return WallTime(time.time_since_epoch());
  const date::sys_seconds seconds(std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()));
  return WallTime(time.time_since_epoch() + rules_->get_info(seconds).offset);
}

UtcTime Zone::first(WallTime time) const {
  if (rules_ == nullptr) return UtcTime(time.time_since_epoch());
  const date::local_info info = rules_->get_info(whole_seconds(time));
  if (info.result == date::local_info::nonexistent) return UtcTime(info.first.end.time_since_epoch());
  return less_offset(time, info.first.offset);
}

UtcTime Zone::last(WallTime time) const {
  if (rules_ == nullptr) return UtcTime(time.time_since_epoch());
  const date::local_info info = rules_->get_info(whole_seconds(time));
  if (info.result == date::local_info::nonexistent) return UtcTime(info.first.end.time_since_epoch());
  const bool twice = info.result == date::local_info::ambiguous;
  return less_offset(time, twice ? info.second.offset : info.first.offset);
}

}  // namespace tipring
