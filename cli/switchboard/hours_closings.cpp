#include "cli/switchboard/hours_closings.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "cli/output/field.h"
#include "runtime/base/nearest.h"

namespace tipring::cli {
namespace {

constexpr std::int64_t longest_closing = std::int64_t{10} * 366 * 24 * 3600;  // Seconds.
constexpr std::size_t longest_reason = 200;                                   // Bytes.

ControlParameter names_parameter(const char* doc) {
  return {.name = "names", .type = ControlType::texts, .doc = doc};
}

ControlParameter all_parameter() {
  return {.name = "all",
          .type = ControlType::boolean,
          .doc = "All hours of the site and its enterprises.",
          .fallback = false};
}

}  // namespace

HoursClosings::HoursClosings(ClosingsFile file, Surroundings around)
    : file_(std::move(file)), around_(around) {}

HoursClosings::~HoursClosings() {
  around_.loop.cancel(timer_);
}

Result<void> HoursClosings::resume() {
  auto closings = file_.read();
  if (!closings) return closings.error();
  closings_ = std::move(closings).value();
  around_.versions.set_closings(closings_);
  end_those_over();
  return {};
}

void HoursClosings::add_methods(Control& control) {
  control.add(ControlMethod{
      "hours.close",
      "Closes hours in spite of their plan, from now on.",
      {names_parameter("Which."),
       all_parameter(),
       {.name = "seconds",
        .type = ControlType::integer,
        .doc = "For so long; until they are reopened where it is left out.",
        .lowest = 1,
        .highest = longest_closing},
       {.name = "reason", .type = ControlType::text, .doc = "Why, for those who ask: 200 bytes at most."}},
      [this](const ControlArguments& arguments) { return close(arguments); }});
  control.add(ControlMethod{"hours.reopen",
                            "Lets hours that were closed be as planned again.",
                            {names_parameter("Which."), all_parameter()},
                            [this](const ControlArguments& arguments) { return reopen(arguments); }});
  control.add(ControlMethod{"hours.closings",
                            "Lists the hours that are closed in spite of their plan.",
                            {},
                            [this](const ControlArguments&) { return Result<Json>(list()); }});
}

Result<std::vector<std::string>> HoursClosings::named(const ControlArguments& arguments) const {
  std::vector<std::string> known;
  around_.versions.in_force().for_each([&known](const dsl::Site& each) {
    for (const auto& [name, definition] : each.definitions().hours)
      known.push_back(each.whole_name(name));
  });
  std::vector<std::string> names = arguments.texts("names");
  if (arguments.boolean("all") && !names.empty())
    return Error{"invalid-params", "--all means all hours: leave it out, or the name " + names.front(), false};
  if (arguments.boolean("all")) return known;
  for (const std::string& name : names) {
    if (std::ranges::find(known, name) == known.end() && !closings_.contains(name))
      return Error{"not-found", "the site has no hours '" + name + "'" + did_you_mean(nearest(name, known)),
                   false};
  }
  if (names.empty())
    return Error{"invalid-params", "names no hours: give their names, or --all for all of them", false};
  return names;
}

Result<Json> HoursClosings::close(const ControlArguments& arguments) {
  const auto names = named(arguments);
  if (!names) return names.error();
  end_those_over();
  const UtcTime now = around_.loop.clock().utc();
  Closing closing{.from = now, .until = {}, .reason = arguments.optional_text("reason").value_or("")};
  if (closing.reason.size() > longest_reason)
    return Error{"invalid-params", "reason: 200 bytes at most", false};
  if (const auto seconds = arguments.optional_integer("seconds"))
    closing.until = now + std::chrono::seconds(*seconds);
  ClosingsByName closings = standing();
  for (const std::string& name : names.value())
    closings.insert_or_assign(name, closing);
  if (auto kept = put_in_force(std::move(closings)); !kept) return kept.error();
  for (const std::string& name : names.value())
    tell_closed(name, closing);
  end_those_over();
  return list();
}

void HoursClosings::tell_closed(const std::string& name, const Closing& closing) {
  Entry entry{.kind = EntryKind::hours_closed, .fields = {{"hours", name}}};
  std::string until = "they are reopened";
  if (closing.until) {
    const std::int64_t time = closing.until->time_since_epoch().count();
    entry.fields.emplace_back("until", time);
    until = for_people(time, FieldKind::time);
  }
  if (!closing.reason.empty()) entry.fields.emplace_back("reason", closing.reason);
  around_.ledger.write(std::move(entry));
  around_.log.write(LogLevel::info, "hours \"" + name + "\": closed by an operator until " + until +
                                        (closing.reason.empty() ? "" : ": " + closing.reason));
}

void HoursClosings::end_those_over() {
  const UtcTime now = around_.loop.clock().utc();
  std::vector<std::string> over;
  for (const auto& [name, closing] : closings_) {
    if (closing.until && *closing.until <= now) over.push_back(name);
  }
  ClosingsByName left = closings_;
  for (const std::string& name : over) {
    left.erase(name);
    around_.ledger.write({.kind = EntryKind::hours_reopened, .fields = {{"hours", name}, {"why", "expired"}}});
    around_.log.write(LogLevel::info,
                      "hours \"" + name + "\": as planned again, as the time they were closed for is over");
  }
  if (!over.empty()) {
    // The file that could not be written has them as closed until a time that is over, which does no harm.
    if (auto kept = put_in_force(left); !kept) around_.log.write(LogLevel::warning, kept.error().text);
    closings_ = std::move(left);
  }
  around_.loop.cancel(timer_);
  std::optional<UtcTime> next;
  for (const auto& [name, closing] : closings_) {
    if (closing.until) next = std::min(next.value_or(*closing.until), *closing.until);
  }
  if (next) timer_ = around_.loop.after_standing(*next - now, [this] { end_those_over(); });
}

Result<Json> HoursClosings::reopen(const ControlArguments& arguments) {
  end_those_over();
  ClosingsByName closings = standing();
  auto names = named(arguments);
  if (!names) return names.error();
  // Those too whose hours another version of the site has.
  for (const auto& [name, closing] : closings) {
    if (arguments.boolean("all") && std::ranges::find(names.value(), name) == names->end())
      names->push_back(name);
  }
  std::vector<std::string> reopened;
  for (const std::string& name : names.value()) {
    if (closings.erase(name) > 0) {
      reopened.push_back(name);
    } else if (!arguments.boolean("all")) {
      return Error{"wrong-state", "the hours '" + name + "' are not closed: they are as planned", false};
    }
  }
  if (auto kept = put_in_force(std::move(closings)); !kept) return kept.error();
  for (const std::string& name : reopened) {
    around_.ledger.write({.kind = EntryKind::hours_reopened, .fields = {{"hours", name}}});
    around_.log.write(LogLevel::info, "hours \"" + name + "\": reopened by an operator, as planned again");
  }
  end_those_over();
  return list();
}

Result<void> HoursClosings::put_in_force(ClosingsByName closings) {
  if (auto kept = file_.write(closings); !kept) return kept;
  closings_ = std::move(closings);
  around_.versions.set_closings(closings_);
  return {};
}

ClosingsByName HoursClosings::standing() const {
  ClosingsByName closings = closings_;
  const UtcTime now = around_.loop.clock().utc();
  std::erase_if(closings, [now](const auto& one) { return !one.second.holds_at(now); });
  return closings;
}

Json HoursClosings::list() const {
  Json rows = Json::array();
  for (const auto& [name, closing] : standing())
    rows.push_back({{"name", name},
                    {"from", closing.from.time_since_epoch().count()},
                    {"until", closing.until ? Json(closing.until->time_since_epoch().count()) : Json()},
                    {"reason", closing.reason}});
  return {{"closings", std::move(rows)}};
}

}  // namespace tipring::cli
