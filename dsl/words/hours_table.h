#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dsl/binding/word_call.h"
#include "dsl/words/definitions.h"

namespace tipring::dsl {

/// What `hours "name"` gives.
struct HoursObject {
  std::string name;
};

/// What `holidays` gives: those of a name or of a calendar's file, else those in `own`.
struct HolidaysObject {
  std::string name;
  HolidaysDefinition own;
};

/// Whether holidays of this name are a file: "us.ics".
bool names_calendar(std::string_view name);

/// Reads the options of `hours "name" { … }`. Nothing where any is wrong: then all that is has been kept by
/// keep_mistake().
std::optional<HoursDefinition> hours_at(const WordCall& call, const std::string& name);

/// Reads a table of holidays. Likewise.
std::optional<HolidaysDefinition> holidays_at(const WordCall& call, int table);

/// The zone of that name. Raises a mistake that names the nearest where there is none.
Zone zone_at(const WordCall& call, const std::string& name);

}  // namespace tipring::dsl
