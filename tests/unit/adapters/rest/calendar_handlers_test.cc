// The calendar of some days: what is asked of the application, and how its answer is written.
#include <gtest/gtest.h>

#include "unit/adapters/rest/rest_fixture.h"
#include "unit/adapters/rest/sample_answers.h"
#include "unit/adapters/rest/sample_calendar.h"

namespace nss {
namespace {

constexpr const char* week = "/api/calendar?start_date=2026-11-23&end_date=2026-11-29";

class CalendarHandlers : public RestFixture {
 protected:
  CalendarHandlers() {
    set_sample_answers(application_);
    application_.week_answer_ = sample_calendar(*application_.week_answer_.value());
  }
};

TEST_F(CalendarHandlers, BothDaysAreIncludedAndTheTasksAreAskedFor) {
  EXPECT_EQ(get("/api/calendar?start_date=2026-11-01&end_date=2026-12-01&namespace=pagos").status(), 200);
  EXPECT_EQ(to_text(Date(application_.week_->first)), "2026-11-01");
  EXPECT_EQ(application_.week_->days, 31);
  EXPECT_EQ(application_.week_->ns, "pagos");
  EXPECT_TRUE(application_.week_->with_tasks);
  EXPECT_EQ(get("/api/calendar?start_date=2026-11-01&end_date=2027-01-01").status(), 200);
  EXPECT_EQ(application_.week_->days, 62);
}

TEST_F(CalendarHandlers, WhatIsNoRangeIsRefused) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "missing_field"},
      {"?start_date=2026-11-01", "missing_field"},
      {"?end_date=2026-11-01", "missing_field"},
      {"?start_date=2026-11-01&end_date=foo", "malformed_request"},
      {"?start_date=2026-11-01&end_date=2026-11-31", "invalid_date"},
      {"?start_date=1983-12-31&end_date=1984-01-02", "year_out_of_range"},
      {"?start_date=2100-12-31&end_date=2101-01-01", "year_out_of_range"},
      {"?start_date=2026-11-02&end_date=2026-11-01", "invalid_range"},
      {"?start_date=2026-11-01&end_date=2027-01-02", "invalid_range"},
      {"?start_date=2026-11-01&end_date=2026-11-02&user=ana", "unknown_parameter"}};
  for (const auto& [query, code] : cases) EXPECT_EQ(get(std::string("/api/calendar") + query).text("code"), code) << query;
  EXPECT_FALSE(application_.week_) << "nothing was asked";
}

TEST_F(CalendarHandlers, TheSameCalendarIsNotSentTwice) {
  const Asked first = get(week);
  EXPECT_EQ(first.header("cache-control"), "private, no-cache");
  const std::string tag(first.header("etag"));
  HttpRequest asked = request("GET", week, "");
  asked.headers.push_back({"If-None-Match", tag});
  const Asked again = ask(asked);
  EXPECT_EQ(again.status(), 304);
  EXPECT_TRUE(again.response.content().empty());
  EXPECT_NE(get(std::string(week) + "&cost_center=CC-001").header("etag"), tag);
}

TEST_F(CalendarHandlers, TitlesAreInTheLanguageAsked) {
  const auto has = [&](const char* language, const char* title) {
    HttpRequest asked = request("GET", week, "");
    std::erase_if(asked.headers, [](const HttpHeader& header) { return header.name == "Accept-Language"; });
    asked.headers.push_back({"Accept-Language", language});
    return ask(asked).response.content().find(title) != std::string::npos;
  };
  for (const char* title :
       {"\"Encendido automático\"", "\"Día de la empresa\"", "\"Revisión (30 veces)\"", "\"Horario laboral\""}) {
    EXPECT_TRUE(has("es", title)) << title;
    EXPECT_FALSE(has("en", title)) << title;
  }
  for (const char* title : {"\"Automatic startup\"", "\"Company day\"", "\"Revisión (30 times)\"", "\"Business hours\""})
    EXPECT_TRUE(has("en", title)) << title;
}

}  // namespace
}  // namespace nss
