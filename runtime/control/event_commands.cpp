#include "runtime/control/event_commands.h"

#include <utility>

namespace tipring {
namespace {

constexpr std::int64_t most_listed = 10'000;
constexpr std::int64_t usually_listed = 100;

std::vector<ControlParameter> filter_parameters() {
  return {{.name = "contact", .type = ControlType::contact, .doc = "Only entries of this contact."},
          {.name = "kinds",
           .type = ControlType::texts,
           .doc = "Only entries of these kinds: leg.answered, or leg for all of them."},
          {.name = "since",
           .type = ControlType::integer,
           .doc = "Only entries of this time or later, in microseconds since 1970 UTC.",
           .lowest = 0},
          {.name = "until",
           .type = ControlType::integer,
           .doc = "Only entries before this time, likewise.",
           .lowest = 0}};
}

Result<EventFilter> read_filter(const ControlArguments& arguments) {
  EventFilter filter;
  filter.kinds = arguments.texts("kinds");
  filter.contact = arguments.optional_contact("contact");
  if (const auto since = arguments.optional_integer("since")) filter.since = UtcTime{Duration{*since}};
  if (const auto until = arguments.optional_integer("until")) filter.until = UtcTime{Duration{*until}};
  if (auto checked = check_event_kinds(filter.kinds); !checked) return checked.error();
  return filter;
}

Result<Json> list_events(const EventFeed& feed, const ControlArguments& arguments) {
  const auto filter = read_filter(arguments);
  if (!filter) return filter.error();
  const auto listing = feed.newest(filter.value(), static_cast<std::size_t>(arguments.integer("limit")));
  Json events = Json::array();
  for (const auto entry : listing.entries)
    events.push_back(Json::parse(entry));
  return Json{{"events", std::move(events)}, {"complete", listing.complete}};
}

Result<std::function<void()>> follow_events(EventFeed& feed, const ControlArguments& arguments,
                                            const ControlFeed& out) {
  auto filter = read_filter(arguments);
  if (!filter) return filter.error();
  // Whoever asks for a time wants what is in memory first; else only what comes.
  if (filter->since) {
    for (const auto entry : feed.newest(filter.value(), EventFeed::usually_kept).entries)
      out.item(entry);
  }
  const auto follower = feed.follow(std::move(filter).value(), out.item);
  return std::function<void()>([&feed, follower] { feed.unfollow(follower); });
}

}  // namespace

void add_event_commands(Control& control, EventFeed& feed) {
  auto listing = filter_parameters();
  listing.push_back({.name = "limit",
                     .type = ControlType::integer,
                     .doc = "How many at most, the newest.",
                     .fallback = usually_listed,
                     .lowest = 1,
                     .highest = most_listed});
  control.add(ControlMethod{
      "events.list", "The newest entries of the ledger that the runtime has in memory.", std::move(listing),
      [&feed](const ControlArguments& arguments) { return list_events(feed, arguments); }});
  control.add(ControlStream{
      "events.follow", "Entries of the ledger as they are written; with `since`, first those in memory.",
      filter_parameters(), [&feed](const ControlArguments& arguments, const ControlFeed& out) {
        return follow_events(feed, arguments, out);
      }});
}

}  // namespace tipring
