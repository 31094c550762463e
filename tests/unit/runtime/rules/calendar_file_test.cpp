#include "runtime/rules/calendar_file.h"

#include <string>

#include <gtest/gtest.h>

namespace tipring {
namespace {

std::string calendar(const std::string& events) {
  return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\n" + events + "END:VCALENDAR\r\n";
}

std::string event(const std::string& lines) {
  return calendar("BEGIN:VEVENT\r\nUID:1@example\r\nSUMMARY:Day\r\n" + lines + "END:VEVENT\r\n");
}

std::string why_not(const std::string& text) {
  const auto read = read_calendar(text, "us.ics");
  return read ? "it was read" : read.error().text;
}

bool falls(const Holiday& holiday, std::string_view date) {
  return falls_on(holiday.rule, parse_date(date).value());
}

TEST(CalendarFileTest, ReadsWholeDaysAndThoseOfEachYear) {
  const auto read = read_calendar(
      calendar("BEGIN:VTIMEZONE\r\nTZID:America/New_York\r\nBEGIN:STANDARD\r\nDTSTART:20071104T020000\r\n"
               "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
               "BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261126\r\nDTEND;VALUE=DATE:20261128\r\n"
               "SUMMARY;LANGUAGE=en:Thanksgiving\\, and the d\r\n ay after\r\nTRANSP:TRANSPARENT\r\n"
               "BEGIN:VALARM\r\nTRIGGER:-PT15M\r\nDURATION:PT5M\r\nEND:VALARM\r\nEND:VEVENT\r\n"
               "BEGIN:VEVENT\r\nDTSTART;X-A=\"b;c:d\";VALUE=DATE:20201225\r\nRRULE:FREQ=YEARLY\r\n"
               "SUMMARY:Christmas\r\nEND:VEVENT\r\n"
               "BEGIN:VEVENT\r\nSTATUS:CANCELLED\r\nDTSTART;VALUE=DATE:20260701\r\nEND:VEVENT\r\n"),
      "us.ics");
  ASSERT_TRUE(read.ok()) << read.error().text;
  ASSERT_EQ(read.value().size(), 2U);
  const Holiday& thanksgiving = read.value()[0];
  EXPECT_EQ(thanksgiving.name, "Thanksgiving, and the day after");
  EXPECT_FALSE(falls(thanksgiving, "2026-11-25"));
  EXPECT_TRUE(falls(thanksgiving, "2026-11-26"));
  EXPECT_TRUE(falls(thanksgiving, "2026-11-27"));
  EXPECT_FALSE(falls(thanksgiving, "2026-11-28")) << "DTEND is the day after the last";
  EXPECT_FALSE(falls(thanksgiving, "2027-11-26"));
  const Holiday& christmas = read.value()[1];
  EXPECT_FALSE(falls(christmas, "2019-12-25")) << "before its first year";
  EXPECT_TRUE(falls(christmas, "2020-12-25"));
  EXPECT_TRUE(falls(christmas, "2031-12-25"));
  EXPECT_FALSE(falls(christmas, "2031-12-26"));
}

TEST(CalendarFileTest, DaysOfEachYearMayGoOverItsEnd) {
  const auto read = read_calendar(
      event("DTSTART;VALUE=DATE:20201230\nDTEND;VALUE=DATE:20210103\nRRULE:FREQ=YEARLY;INTERVAL=1\n"),
      "us.ics");
  ASSERT_TRUE(read.ok()) << read.error().text;
  EXPECT_TRUE(falls(read.value().front(), "2030-12-30"));
  EXPECT_TRUE(falls(read.value().front(), "2031-01-02"));
  EXPECT_FALSE(falls(read.value().front(), "2031-01-03"));
  EXPECT_FALSE(falls(read.value().front(), "2020-01-01")) << "it began that year's December";
}

TEST(CalendarFileTest, RefusesWhatItDoesNotUnderstandByLine) {
  EXPECT_EQ(why_not(event("DTSTART:20261225T100000Z\r\n")),
            "us.ics:7: DTSTART must be a whole day, DTSTART;VALUE=DATE:20261225, not 20261225T100000Z");
  EXPECT_EQ(why_not(event("DTSTART;VALUE=DATE:20261301\r\n")), "us.ics:7: DTSTART: there is no day 20261301");
  EXPECT_EQ(why_not(event("DTSTART;VALUE=DATE:20261225\r\nRRULE:FREQ=YEARLY;BYDAY=4TH\r\n")),
            "us.ics:8: RRULE:FREQ=YEARLY;BYDAY=4TH is not understood: RRULE:FREQ=YEARLY is");
  EXPECT_EQ(why_not(event("DTSTART;VALUE=DATE:20261225\r\nRDATE;VALUE=DATE:20261226\r\n")),
            "us.ics:8: RDATE is not understood: DTSTART, DTEND and RRULE:FREQ=YEARLY are");
  EXPECT_EQ(why_not(event("")), "us.ics:4: the event has no DTSTART;VALUE=DATE");
  EXPECT_EQ(why_not(event("DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261225\r\n")),
            "us.ics:4: the event must end after it begins, and within a year");
}

TEST(CalendarFileTest, RefusesWhatIsNoCalendar) {
  EXPECT_EQ(why_not(""), "us.ics:1: the file is empty: expected BEGIN:VCALENDAR");
  EXPECT_EQ(why_not("date,name\n2026-12-25,Christmas\n"), "us.ics:1: is no calendar: expected BEGIN:VCALENDAR");
  EXPECT_EQ(why_not("BEGIN:VCALENDAR\nBEGIN:VEVENT\n"), "us.ics:2: the file ends within VEVENT");
  EXPECT_EQ(why_not("BEGIN:VCALENDAR\nEND:VEVENT\n"), "us.ics:2: END:VEVENT ends nothing that has begun there");
  EXPECT_EQ(why_not(std::string(longest_calendar + 1, '\n')), "us.ics:1: is longer than 1 MiB");
  std::string many;
  for (std::size_t i = 0; i <= most_calendar_events; ++i)
    many += "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261225\nEND:VEVENT\n";
  EXPECT_NE(why_not(calendar(many)).find("has more than 5000 events"), std::string::npos);
}

}  // namespace
}  // namespace tipring
