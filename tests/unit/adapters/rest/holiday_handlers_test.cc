#include <gtest/gtest.h>

#include <set>

#include "unit/adapters/rest/calendar_reader.h"
#include "unit/adapters/rest/rest_fixture.h"
#include "unit/adapters/rest/sample_answers.h"

namespace nss {
namespace {

class HolidaysTest : public RestFixture {
 protected:
  HolidaysTest() { set_sample_answers(application_); }
};

TEST_F(HolidaysTest, Refusals) {
  struct Row {
    const char* why;
    const char* method;
    const char* target;
    const char* body;
    int status;
    const char* code;
    const char* pointer;
  };
  constexpr const char* none = "(none)";
  constexpr const char* days = "/api/holidays/local";
  for (const Row& row :
       {Row{"not four digits", "GET", "/api/holidays/foo", "", 400, "malformed_request", none},
        Row{"too short", "GET", "/api/holidays/26", "", 400, "malformed_request", none},
        Row{"too long", "GET", "/api/holidays/02026", "", 400, "malformed_request", none},
        Row{"a sign", "GET", "/api/holidays/-026", "", 400, "malformed_request", none},
        Row{"too early", "GET", "/api/holidays/1983", "", 422, "year_out_of_range", none},
        Row{"too late", "GET", "/api/holidays/2101", "", 422, "year_out_of_range", none},
        Row{"year nought", "GET", "/api/holidays/0000", "", 422, "year_out_of_range", none},
        Row{"another format", "GET", "/api/holidays/2026?format=xml", "", 422, "invalid_value", "?format"},
        Row{"unknown parameter", "GET", "/api/holidays/local?year=2026", "", 400, "unknown_parameter", "?year"},
        Row{"a year is not written", "POST", "/api/holidays/2026", "{}", 405, "method_not_allowed", none},
        Row{"no body", "POST", days, "", 400, "missing_field", "/date"},
        Row{"no name", "POST", days, R"({"date":"2026-12-07"})", 400, "missing_field", "/name"},
        Row{"unknown member", "POST", days, R"({"date":"2026-12-07","name":"a","law":"b"})", 400, "unknown_field", "/law"},
        Row{"a date that is a number", "POST", days, R"({"date":20261207,"name":"a"})", 400, "invalid_type", "/date"},
        Row{"no such day", "POST", days, R"({"date":"2026-02-30","name":"a"})", 422, "invalid_date", "/date"},
        Row{"no date at all", "POST", days, R"({"date":"mañana","name":"a"})", 422, "invalid_date", "/date"},
        Row{"an empty name", "POST", days, R"({"date":"2026-12-07","name":""})", 422, "invalid_value", "/name"},
        Row{"a line break", "POST", days, R"({"date":"2026-12-07","name":"a\nb"})", 422, "invalid_value", "/name"},
        Row{"an empty English name", "POST", days, R"({"date":"2026-12-07","name":"a","nameEn":""})", 422, "invalid_value",
            "/nameEn"},
        Row{"badly written", "DELETE", "/api/holidays/local/2026-2-3", "", 400, "malformed_request", none},
        Row{"no such day", "DELETE", "/api/holidays/local/2026-02-30", "", 422, "invalid_date", none},
        Row{"a day is not read alone", "GET", "/api/holidays/local/2026-12-07", "", 405, "method_not_allowed", none}}) {
    application_.local_holiday_.reset();
    const Asked answer = ask(row.method, row.target, row.body);
    EXPECT_EQ(answer.status(), row.status) << row.why << "\n" << answer.response.content();
    EXPECT_EQ(answer.code(), row.code) << row.why;
    EXPECT_EQ(answer.pointer(), row.pointer) << row.why;
    EXPECT_FALSE(application_.local_holiday_) << row.why << ": a refusal reaches nobody";
  }
}

TEST_F(HolidaysTest, ALocalDayReachesTheApplication) {
  EXPECT_EQ(ask("POST", "/api/holidays/local", R"({"date":"2026-12-07","name":"Día cívico","nameEn":null})").status(), 201);
  ASSERT_TRUE(application_.local_holiday_);
  EXPECT_EQ(to_text(application_.local_holiday_->date), "2026-12-07");
  EXPECT_EQ(application_.local_holiday_->name, "Día cívico");
  EXPECT_EQ(application_.local_holiday_->name_en, "");
  EXPECT_EQ(application_.local_holiday_->context.user_id, "anonymous");
  EXPECT_EQ(ask("DELETE", "/api/holidays/local/2026-12-07").status(), 200);
  EXPECT_EQ(application_.asked_, "2026-12-07");
}

TEST_F(HolidaysTest, UntilTheLocalDaysAreReadNothingIsSaid) {
  application_.local_holidays_ = nullptr;
  for (const char* target : {"/api/holidays/2026", "/api/holidays/2026?format=ics", "/api/holidays/local"}) {
    const Asked answer = get(target);
    EXPECT_EQ(answer.status(), 503) << target;
    EXPECT_EQ(answer.code(), "not_ready") << target;
    EXPECT_NE(answer.header("retry-after"), "(none)") << target;
  }
}

TEST_F(HolidaysTest, TheCalendarHoldsTheDaysOfTheYear) {
  const Asked answer = get("/api/holidays/2026?format=ics");
  EXPECT_EQ(answer.status(), 200);
  EXPECT_EQ(answer.header("content-type"), "text/calendar; charset=utf-8");
  EXPECT_EQ(answer.header("content-disposition"), "inline; filename=\"festivos-2026.ics\"");
  const ReadCalendar calendar = read_calendar(answer.response.content());
  EXPECT_EQ(calendar.problem, "");
  EXPECT_EQ(calendar.name, "Festivos de Colombia 2026");
  std::vector<std::string> dates;
  std::set<std::string> uids;
  for (const auto& event : calendar.events) {
    dates.push_back(event.at("DTSTART"));
    uids.insert(event.at("UID"));
  }
  std::vector<std::string> expected;
  for (const Holiday& day : holidays_of(2026, *application_.local_holidays_)) expected.push_back(compact_date(day.date));
  EXPECT_EQ(dates, expected);
  EXPECT_EQ(dates.size(), 20u) << "nineteen and a local one";
  EXPECT_EQ(uids.size(), dates.size());
  const auto& chiquinquira = calendar.events.at(10);
  EXPECT_EQ(chiquinquira.at("UID"), "national-2026-07-13@namespace-scheduler.io");
  EXPECT_EQ(chiquinquira.at("DTSTAMP"), "20260601T000000Z");
  EXPECT_EQ(chiquinquira.at("DTEND"), "20260714");
  EXPECT_EQ(chiquinquira.at("SUMMARY"), "Nuestra Señora del Rosario de Chiquinquirá");
  EXPECT_EQ(chiquinquira.at("DESCRIPTION"),
            "Our Lady of the Rosary of Chiquinquirá\nLey 2578 de 2026\nTrasladado del 2026-07-09 (moved from 2026-07-09)");
  const auto& bridge = calendar.events.at(17);
  EXPECT_EQ(bridge.at("UID"), "local-2026-12-07@namespace-scheduler.io");
  EXPECT_EQ(bridge.at("DTSTAMP"), "20261122T135200Z") << "when it was added";
  EXPECT_EQ(bridge.at("DESCRIPTION"), "Company bridge\nFestivo local (local holiday)");
  EXPECT_EQ(get("/api/holidays/2026?format=ics").response.content(), answer.response.content()) << "the same bytes again";
}

TEST_F(HolidaysTest, EveryYearsCalendarCanBeRead) {
  for (int year = first_holiday_year; year <= last_holiday_year; ++year) {
    const Asked answer = get("/api/holidays/" + std::to_string(year) + "?format=ics");
    const ReadCalendar calendar = read_calendar(answer.response.content());
    ASSERT_EQ(calendar.problem, "") << year;
    EXPECT_EQ(calendar.events.size(), holidays_of(year, *application_.local_holidays_).size()) << year;
  }
}

TEST_F(HolidaysTest, AKnownEffectIsShownAsItIsNow) {
  application_.idempotency_answer_ = IdempotencyVerdict{false, std::nullopt, "local_holiday", "2026-12-07"};
  HttpRequest asked = request("POST", "/api/holidays/local", R"({"date":"2026-12-07","name":"Puente"})");
  asked.headers.push_back({"Idempotency-Key", "k1"});
  const Asked again = ask(asked);
  EXPECT_EQ(again.status(), 201);
  EXPECT_EQ(again.header("idempotency-replayed"), "true");
  EXPECT_EQ(again.header("location"), "/api/holidays/local/2026-12-07");
  EXPECT_FALSE(application_.local_holiday_) << "nothing is done again";
  application_.local_holidays_ = std::make_shared<const LocalHolidays>();
  EXPECT_EQ(ask(asked).code(), "not_found") << "somebody has removed it since";
}

}  // namespace
}  // namespace nss
