#include "dsl/site/hours_settlement.h"

#include <algorithm>
#include <map>

#include "runtime/rules/calendar_file.h"

namespace tipring::dsl {
namespace {

// Finds the days that names stand for.
class HolidayBook {
 public:
  HolidayBook(const Definitions& definitions, const SiteFiles& files)
      : definitions_(definitions), files_(files) {}

  void add(const HolidaysDefinition& holidays, std::vector<Holiday>& to) {
    to.insert(to.end(), holidays.days.begin(), holidays.days.end());
    for (const std::string& name : holidays.others) {
      const auto named = definitions_.holidays.find(name);
      if (named != definitions_.holidays.end()) {
        add(named->second, to);
      } else {
        const std::vector<Holiday>& days = calendar(name);
        to.insert(to.end(), days.begin(), days.end());
      }
    }
  }

  const std::vector<std::string>& mistakes() const { return mistakes_; }

 private:
  // Each is read once, and what is wrong with it told once.
  const std::vector<Holiday>& calendar(const std::string& name) {
    const auto [known, is_new] = read_.try_emplace(name);
    if (!is_new) return known->second;
    const auto file = std::ranges::find(files_.calendars, files_.prefix() + name, &SiteFile::name);
    auto days = read_calendar(file->text, file->name);
    if (days) {
      known->second = std::move(days).value();
    } else {
      mistakes_.push_back(days.error().text);
    }
    return known->second;
  }

  const Definitions& definitions_;
  const SiteFiles& files_;
  std::map<std::string, std::vector<Holiday>, std::less<>> read_;
  std::vector<std::string> mistakes_;
};

}  // namespace

std::vector<std::string> settle_hours(Definitions& definitions, const SiteFiles& files) {
  HolidayBook book(definitions, files);
  const Zone usual = definitions.zone ? definitions.zone->zone : Zone();
  for (auto& [name, definition] : definitions.hours) {
    HoursPlan plan = definition.plan;
    for (const HolidaysDefinition& closed : definition.closed)
      book.add(closed, plan.holidays);
    definition.hours.emplace(std::move(plan), definition.zone.value_or(usual));
  }
  return book.mistakes();
}

}  // namespace tipring::dsl
