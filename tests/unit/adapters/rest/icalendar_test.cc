#include "adapters/rest/icalendar.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/generators.h"
#include "unit/adapters/rest/calendar_reader.h"

namespace nss {
namespace {

CalendarDay day(const std::string& date, const std::string& summary, const std::string& description = "") {
  return {"u-" + date, parse_date(date).value(), parse_rfc3339("2026-06-01T00:00:00Z").value(), summary, description};
}

TEST(Icalendar, TheWholeText) {
  EXPECT_EQ(to_icalendar("Festivos; 2026", {day("2026-12-31", "Fin de año, cierre", "New Year's Eve\nLocal")}),
            "BEGIN:VCALENDAR\r\n"
            "VERSION:2.0\r\n"
            "PRODID:-//Namespace Scheduler//Holidays of Colombia//ES\r\n"
            "CALSCALE:GREGORIAN\r\n"
            "NAME:Festivos\\; 2026\r\n"
            "X-WR-CALNAME:Festivos\\; 2026\r\n"
            "REFRESH-INTERVAL;VALUE=DURATION:P1D\r\n"
            "X-PUBLISHED-TTL:P1D\r\n"
            "BEGIN:VEVENT\r\n"
            "UID:u-2026-12-31\r\n"
            "DTSTAMP:20260601T000000Z\r\n"
            "DTSTART;VALUE=DATE:20261231\r\n"
            "DTEND;VALUE=DATE:20270101\r\n"
            "SUMMARY;LANGUAGE=es:Fin de año\\, cierre\r\n"
            "DESCRIPTION:New Year's Eve\\nLocal\r\n"
            "TRANSP:TRANSPARENT\r\n"
            "END:VEVENT\r\n"
            "END:VCALENDAR\r\n");
}

TEST(Icalendar, LinesAreFoldedAtSeventyFiveOctets) {
  const std::string line(75, 'a');
  EXPECT_EQ(fold_icalendar_line(line), line + "\r\n") << "as long as may be";
  EXPECT_EQ(fold_icalendar_line(line + "b"), line + "\r\n b\r\n");
  EXPECT_EQ(fold_icalendar_line(std::string(149, 'a')), line + "\r\n " + std::string(74, 'a') + "\r\n");
  EXPECT_EQ(fold_icalendar_line(std::string(74, 'a') + "ñ"), std::string(74, 'a') + "\r\n ñ\r\n") << "ñ is not cut in two";
  EXPECT_EQ(fold_icalendar_line(std::string(73, 'a') + "😀"), std::string(73, 'a') + "\r\n 😀\r\n") << "nor four octets";
  EXPECT_EQ(fold_icalendar_line(""), "\r\n");
}

RC_GTEST_PROP(IcalendarProperty, WhatIsWrittenIsReadBack, ()) {
  std::vector<CalendarDay> days;
  for (const int offset : *rc::gen::resize(8, rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 42'000)))) {
    const Date date = add_days(parse_date("1984-01-01").value(), offset);
    std::string long_text = *arbitrary_text();
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) long_text += "; ñandú, " + long_text;
    days.push_back({"u", date, Seconds(std::chrono::seconds(offset)), long_text, *arbitrary_text()});
  }
  const std::string name = *arbitrary_text();
  const std::string text = to_icalendar(name, days);
  const ReadCalendar read = read_calendar(text);
  RC_ASSERT(read.problem == "");
  RC_ASSERT(read.name == name);
  RC_ASSERT(read.events.size() == days.size());
  for (std::size_t i = 0; i < days.size(); ++i) {
    RC_ASSERT(read.events[i].at("DTSTART") == compact_date(days[i].date));
    RC_ASSERT(read.events[i].at("SUMMARY") == days[i].summary);
    RC_ASSERT((days[i].description.empty() || read.events[i].at("DESCRIPTION") == days[i].description));
  }
  RC_ASSERT(to_icalendar(name, days) == text);
}

}  // namespace
}  // namespace nss
