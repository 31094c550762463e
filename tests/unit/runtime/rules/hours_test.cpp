#include "runtime/rules/hours.h"

#include <gtest/gtest.h>

namespace tipring {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

sys_days day(std::string_view text) {
  return parse_date(text).value();
}

UtcTime utc(std::string_view date, std::chrono::seconds time) {
  return UtcTime(day(date)) + time;
}

DaySpans spans(std::string_view text) {
  const auto parsed = parse_day_spans(text);
  EXPECT_TRUE(parsed.ok()) << text;
  return parsed.value();
}

HoursPlan daily(std::string_view text) {
  HoursPlan plan;
  plan.week.fill(spans(text));
  return plan;
}

HoursPlan weekdays(std::string_view text) {
  HoursPlan plan;
  std::fill_n(plan.week.begin(), 5, spans(text));
  return plan;
}

Hours hours_in(std::string_view zone, HoursPlan plan) {
  return {std::move(plan), Zone::find(zone).value()};
}

Holiday holiday(std::string name, std::string_view rule) {
  return {std::move(name), parse_day_rule(rule).value()};
}

HoursException exception(const std::string& rule, std::string_view text) {
  return {rule, parse_day_rule(rule).value(), spans(text)};
}

TEST(DaySpansTest, ReadsWhatPeopleWrite) {
  EXPECT_EQ(spans("08:00-12:00, 13:00-17:30"), (DaySpans{{8h, 12h}, {13h, 17h + 30min}}));
  EXPECT_EQ(spans("22:00 - 06:00"), (DaySpans{{22h, 30h}}));
  EXPECT_EQ(spans("00:00-24:00"), (DaySpans{{0h, 24h}}));
  EXPECT_EQ(spans("18:00-00:00"), (DaySpans{{18h, 24h}}));
  EXPECT_TRUE(spans("closed").empty());
  EXPECT_EQ(to_text(spans("08:00-12:00,22:00-06:00")), "08:00-12:00, 22:00-06:00");
  EXPECT_EQ(to_text(spans("closed")), "closed");
}

TEST(DaySpansTest, SaysWhatWasExpected) {
  const auto why = [](std::string_view text) { return parse_day_spans(text).error().text; };
  for (const char* text : {"", "8-20", "8:00-20:00", "08:00", "08:60-09:00", "25:00-26:00", "24:00-25:00",
                           "08:00-12:00,", "08:00-20:00 Uhr", "+8:00-20:00"})
    EXPECT_NE(why(text).find("says no times: \"08:00-20:00\""), std::string::npos) << text;
  EXPECT_NE(why("08:00-08:00").find("\"00:00-24:00\""), std::string::npos);
  EXPECT_NE(why("13:00-17:00, 08:00-12:00").find("out of order"), std::string::npos);
  EXPECT_NE(why("08:00-12:00, 11:00-17:00").find("overlap"), std::string::npos);
}

TEST(ZoneTest, AnUnknownOneHasANearName) {
  EXPECT_EQ(Zone::find("Europe/Belin").error().text,
            "there is no time zone \"Europe/Belin\"; did you mean 'Europe/Berlin'?");
  EXPECT_FALSE(Zone::find("../../etc/passwd").ok());
  EXPECT_EQ(Zone::find("UTC").value().name(), "UTC");
  EXPECT_EQ(Zone().name(), "UTC");
}

TEST(HoursTest, OpenFromTheFirstMinuteToTheLast) {
  const Hours hours = hours_in("America/New_York", weekdays("08:00-12:00, 13:00-17:00"));
  // Tuesday, at UTC-5.
  EXPECT_FALSE(hours.is_open(utc("2026-03-03", 13h - 1s)));
  EXPECT_TRUE(hours.is_open(utc("2026-03-03", 13h)));
  EXPECT_TRUE(hours.is_open(utc("2026-03-03", 17h - 1s)));
  EXPECT_FALSE(hours.is_open(utc("2026-03-03", 17h)));
  EXPECT_TRUE(hours.is_open(utc("2026-03-03", 18h)));
  EXPECT_FALSE(hours.is_open(utc("2026-03-03", 22h)));
  EXPECT_FALSE(hours.is_open(utc("2026-03-07", 15h))) << "Saturday";
  EXPECT_EQ(hours.next_change(utc("2026-03-03", 14h)), utc("2026-03-03", 17h));
  EXPECT_EQ(hours.next_change(utc("2026-03-03", 17h)), utc("2026-03-03", 18h));
  EXPECT_EQ(hours.next_change(utc("2026-03-06", 23h)), utc("2026-03-09", 12h))
      << "Monday, when summer time has begun";
}

TEST(HoursTest, OpenWhereEachOfSeveralClocksSaysSo) {
  const Hours hours = hours_in("UTC", weekdays("09:00-20:00"));
  const std::vector<Zone> both{Zone::find("America/New_York").value(), Zone::find("America/Chicago").value()};
  // Tuesday: from nine in Chicago to eight in New York.
  EXPECT_FALSE(hours.is_open_in_all(both, utc("2026-03-03", 15h - 1s)));
  EXPECT_TRUE(hours.is_open_in_all(std::span(both).first(1), utc("2026-03-03", 15h - 1s)));
  EXPECT_TRUE(hours.is_open_in_all(both, utc("2026-03-03", 15h)));
  EXPECT_TRUE(hours.is_open_in_all(both, utc("2026-03-04", 1h - 1s)));
  EXPECT_FALSE(hours.is_open_in_all(both, utc("2026-03-04", 1h)));
  const std::vector<Hours> each{hours.in(both[0]), hours.in(both[1])};
  EXPECT_EQ(each[1].zone().name(), "America/Chicago");
  EXPECT_EQ(next_change_of_all(each, utc("2026-03-03", 12h)), utc("2026-03-03", 15h));
  EXPECT_EQ(next_change_of_all(each, utc("2026-03-03", 15h)), utc("2026-03-04", 1h));
  EXPECT_EQ(next_change_of_all(each, utc("2026-03-07", 3h)), utc("2026-03-09", 14h))
      << "Monday, when summer time has begun";
}

TEST(HoursTest, ClocksTooFarApartAreNeverOpenTogether) {
  const Hours hours = hours_in("UTC", weekdays("09:00-12:00"));
  const std::vector<Zone> both{Zone::find("Europe/Berlin").value(), Zone::find("Asia/Tokyo").value()};
  EXPECT_FALSE(hours.is_open_in_all(both, utc("2026-03-03", 9h)));
  EXPECT_EQ(next_change_of_all(std::vector<Hours>{hours.in(both[0]), hours.in(both[1])}, utc("2026-03-03", 9h)),
            std::nullopt);
}

TEST(HoursTest, AClosingHoldsByWhicheverClocks) {
  Hours hours = hours_in("UTC", weekdays("09:00-20:00"));
  hours.close(Closing{.from = utc("2026-03-03", 16h), .reason = "a fire"});
  const std::vector<Zone> there{Zone::find("America/New_York").value()};
  EXPECT_TRUE(hours.is_open_in_all(there, utc("2026-03-03", 15h)));
  EXPECT_FALSE(hours.is_open_in_all(there, utc("2026-03-03", 16h)));
}

TEST(HoursTest, TheDateIsThatOfTheZone) {
  HoursPlan plan;
  plan.week[0] = spans("00:00-24:00");
  const Hours auckland = hours_in("Pacific/Auckland", std::move(plan));
  EXPECT_TRUE(auckland.is_open(utc("2026-03-01", 12h))) << "Sunday in UTC, Monday there";
  EXPECT_FALSE(auckland.is_open(utc("2026-03-02", 12h)));
  EXPECT_EQ(auckland.date_at(utc("2026-03-01", 12h)), day("2026-03-02"));
}

TEST(HoursTest, ANightBelongsToTheDayOnWhichItBegins) {
  HoursPlan plan;
  plan.week[4] = spans("22:00-06:00");
  plan.exceptions.push_back(exception("2026-03-07", "closed"));
  const Hours hours = hours_in("UTC", std::move(plan));
  EXPECT_FALSE(hours.is_open(utc("2026-03-06", 5h))) << "Friday morning";
  EXPECT_TRUE(hours.is_open(utc("2026-03-06", 23h)));
  EXPECT_TRUE(hours.is_open(utc("2026-03-07", 6h - 1s))) << "Saturday is closed, and Friday's night not over";
  EXPECT_FALSE(hours.is_open(utc("2026-03-07", 6h)));
  EXPECT_FALSE(hours.is_open(utc("2026-03-07", 23h)));
  EXPECT_EQ(hours.next_change(utc("2026-03-06", 23h)), utc("2026-03-07", 6h));
  EXPECT_EQ(hours.next_change(utc("2026-03-07", 6h)), utc("2026-03-13", 22h));
}

TEST(HoursTest, DaysThatMeetAreOneOpening) {
  HoursPlan plan;
  plan.week[0] = spans("00:00-24:00");
  plan.week[1] = spans("00:00-24:00");
  plan.week[2] = spans("00:00-08:00");
  const Hours hours = hours_in("Europe/Berlin", std::move(plan));
  EXPECT_EQ(hours.next_change(utc("2026-03-02", 0h)), utc("2026-03-04", 7h));
  const Hours always = hours_in("Europe/Berlin", daily("00:00-24:00"));
  EXPECT_TRUE(always.is_open(utc("2026-03-29", 1h)));
  EXPECT_EQ(always.next_change(utc("2026-03-02", 0h)), std::nullopt);
}

TEST(HoursTest, WhatTheClocksSkipIsTheMomentOfTheChange) {
  // New York, 8 March 2026: 02:00 EST (07:00 UTC) is 03:00 EDT.
  const Hours opens = hours_in("America/New_York", daily("02:30-05:00"));
  EXPECT_FALSE(opens.is_open(utc("2026-03-08", 7h - 1s)));
  EXPECT_TRUE(opens.is_open(utc("2026-03-08", 7h)));
  EXPECT_EQ(opens.next_change(utc("2026-03-08", 7h)), utc("2026-03-08", 9h));
  const Hours closes = hours_in("America/New_York", daily("00:00-02:30"));
  EXPECT_EQ(closes.next_change(utc("2026-03-08", 5h)), utc("2026-03-08", 7h));
  // Berlin, 29 March 2026: 02:00 CET (01:00 UTC) is 03:00 CEST. A span that is skipped whole is none.
  const Hours skipped = hours_in("Europe/Berlin", daily("02:15-02:45"));
  EXPECT_FALSE(skipped.is_open(utc("2026-03-29", 1h)));
  EXPECT_EQ(skipped.next_change(utc("2026-03-28", 2h)), utc("2026-03-30", 15min));
}

TEST(HoursTest, WhatTheClocksShowTwiceIsOpenAsLongAsAnyShowsIt) {
  // Berlin, 25 October 2026: 03:00 CEST (01:00 UTC) is 02:00 CET.
  const Hours opens = hours_in("Europe/Berlin", daily("02:30-05:00"));
  EXPECT_FALSE(opens.is_open(utc("2026-10-25", 30min - 1s)));
  EXPECT_TRUE(opens.is_open(utc("2026-10-25", 30min)));
  EXPECT_TRUE(opens.is_open(utc("2026-10-25", 1h + 15min))) << "the second 02:15: it stays open";
  EXPECT_EQ(opens.next_change(utc("2026-10-25", 30min)), utc("2026-10-25", 4h));
  // New York, 1 November 2026: 02:00 EDT (06:00 UTC) is 01:00 EST.
  const Hours closes = hours_in("America/New_York", daily("00:00-01:30"));
  EXPECT_TRUE(closes.is_open(utc("2026-11-01", 5h + 45min))) << "the first 01:45, before the second 01:30";
  EXPECT_EQ(closes.next_change(utc("2026-11-01", 4h)), utc("2026-11-01", 6h + 30min));
  EXPECT_FALSE(closes.is_open(utc("2026-11-01", 6h + 30min)));
}

TEST(HoursTest, WorkingHoursFollowTheChangeOfClocks) {
  const Hours berlin = hours_in("Europe/Berlin", daily("08:00-20:00"));
  EXPECT_EQ(berlin.next_change(utc("2026-03-28", 0h)), utc("2026-03-28", 7h));
  EXPECT_EQ(berlin.next_change(utc("2026-03-29", 0h)), utc("2026-03-29", 6h));
  EXPECT_EQ(berlin.next_change(utc("2026-10-24", 0h)), utc("2026-10-24", 6h));
  EXPECT_EQ(berlin.next_change(utc("2026-10-25", 0h)), utc("2026-10-25", 7h));
}

TEST(HoursTest, TodayShownAgainAfterMidnightIsStillTomorrowsSpan) {
  // Havana, 1 November 2026: at 01:00 the clocks go back to 00:00.
  const Hours havana = hours_in("America/Havana", daily("00:30-00:45"));
  EXPECT_EQ(havana.next_change(utc("2026-11-01", 4h)), utc("2026-11-01", 4h + 30min));
  EXPECT_EQ(havana.next_change(utc("2026-11-01", 4h + 30min)), utc("2026-11-01", 5h + 45min));
}

TEST(HoursTest, HolidaysCloseAndExceptionsGoBeforeThem) {
  HoursPlan plan = weekdays("08:00-20:00");
  plan.holidays = {holiday("Christmas Day", "12-25"), holiday("Thanksgiving", "4th thursday of november"),
                   holiday("our party", "2026-06-12")};
  plan.exceptions = {exception("12-24 to 12-31", "10:00-12:00"), exception("12-25", "closed"),
                     exception("2026-12-26", "09:00-10:00")};
  const Hours hours = hours_in("America/New_York", std::move(plan));
  using Reason = DayHours::Reason;
  EXPECT_EQ(hours.spans_on(day("2026-06-11")), (DayHours{Reason::weekly, "", spans("08:00-20:00")}));
  EXPECT_EQ(hours.spans_on(day("2026-06-12")), (DayHours{Reason::holiday, "our party", {}}));
  EXPECT_EQ(hours.spans_on(day("2026-11-26")), (DayHours{Reason::holiday, "Thanksgiving", {}}));
  EXPECT_EQ(hours.spans_on(day("2026-12-25")), (DayHours{Reason::exception, "12-25", {}}));
  EXPECT_EQ(hours.spans_on(day("2026-12-26")),
            (DayHours{Reason::exception, "2026-12-26", spans("09:00-10:00")}));
  EXPECT_EQ(hours.spans_on(day("2027-12-26")),
            (DayHours{Reason::exception, "12-24 to 12-31", spans("10:00-12:00")}));
  EXPECT_FALSE(hours.is_open(utc("2026-11-26", 15h)));
  EXPECT_TRUE(hours.is_open(utc("2026-11-27", 15h)));
}

TEST(HoursTest, AClosingGoesBeforeThePlanUntilItsTimeIsOver) {
  Hours hours = hours_in("UTC", daily("08:00-20:00"));
  hours.close(Closing{.from = utc("2026-05-01", 10h), .until = utc("2026-05-01", 12h), .reason = "fire"});
  EXPECT_TRUE(hours.is_open(utc("2026-05-01", 9h)));
  EXPECT_FALSE(hours.is_open(utc("2026-05-01", 10h)));
  EXPECT_TRUE(hours.is_open(utc("2026-05-01", 12h)));
  EXPECT_EQ(hours.next_change(utc("2026-05-01", 7h)), utc("2026-05-01", 8h));
  EXPECT_EQ(hours.next_change(utc("2026-05-01", 9h)), utc("2026-05-01", 10h));
  EXPECT_EQ(hours.next_change(utc("2026-05-01", 10h)), utc("2026-05-01", 12h));
  EXPECT_EQ(hours.next_change(utc("2026-05-01", 13h)), utc("2026-05-01", 20h));
  // One that ends at night, and one that begins there.
  hours.close(Closing{.from = utc("2026-05-01", 10h), .until = utc("2026-05-01", 23h), .reason = {}});
  EXPECT_EQ(hours.next_change(utc("2026-05-01", 11h)), utc("2026-05-02", 8h));
  hours.close(Closing{.from = utc("2026-05-01", 6h), .until = utc("2026-05-01", 9h), .reason = {}});
  EXPECT_EQ(hours.next_change(utc("2026-05-01", 5h)), utc("2026-05-01", 9h));
  hours.close(Closing{.from = utc("2026-05-01", 10h), .until = {}, .reason = {}});
  EXPECT_FALSE(hours.is_open(utc("2027-05-01", 12h)));
  EXPECT_EQ(hours.next_change(utc("2026-05-01", 11h)), std::nullopt);
  hours.close({});
  EXPECT_TRUE(hours.is_open(utc("2027-05-01", 12h)));
}

TEST(HoursTest, ALongWayToTheNextChange) {
  HoursPlan plan;
  plan.exceptions = {exception("02-29", "08:00-09:00")};
  const Hours leap_days = hours_in("UTC", plan);
  EXPECT_EQ(leap_days.next_change(utc("2096-03-01", 0h)), utc("2104-02-29", 8h));
  EXPECT_TRUE(ever_opens(plan));
  plan.exceptions = {exception("2026-05-01", "08:00-09:00")};
  EXPECT_EQ(hours_in("UTC", plan).next_change(utc("2026-05-01", 9h)), std::nullopt);
}

TEST(HoursTest, HoursThatNeverOpenAreKnown) {
  HoursPlan plan;
  plan.exceptions = {exception("12-24", "closed")};
  EXPECT_FALSE(ever_opens(plan));
  EXPECT_EQ(hours_in("UTC", plan).next_change(utc("2026-05-01", 9h)), std::nullopt);
  EXPECT_TRUE(ever_opens(daily("08:00-09:00")));
}

}  // namespace
}  // namespace tipring
