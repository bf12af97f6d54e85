// The week, the report as JSON and CSV, usage: what is asked of the application, and how its answer is written.
#include <gtest/gtest.h>

#include "adapters/rest/report_table.h"
#include "adapters/rest/report_views.h"
#include "adapters/rest/week_views.h"
#include "unit/adapters/rest/rest_fixture.h"
#include "unit/adapters/rest/sample_answers.h"

namespace nss {
namespace {

class WeekHandlers : public RestFixture {
 protected:
  WeekHandlers() { set_sample_answers(application_); }

  const WeekInputs& sample() { return *application_.week_answer_.value(); }
  const UsageAnswer& usage() { return application_.usage_answer_.value(); }

  Asked get_with(const std::string& target, const std::string& header, const std::string& value) {
    HttpRequest asked = request("GET", target, "");
    asked.headers.push_back({header, value});
    return ask(asked);
  }
};

TEST_F(WeekHandlers, AnyDayOfTheWeekMeansItsMonday) {
  for (const char* day : {"2026-11-23", "2026-11-25", "2026-11-29"}) {
    EXPECT_EQ(get(std::string("/api/weekly-schedule/") + day).status(), 200);
    EXPECT_EQ(to_text(Date(application_.week_->first)), "2026-11-23") << day;
    EXPECT_EQ(application_.week_->days, 7);
  }
  EXPECT_EQ(get("/api/weekly-schedule/2026-11-23?namespace=pagos").status(), 200);
  EXPECT_EQ(application_.week_->ns, "pagos");
}

TEST_F(WeekHandlers, WhatIsNoDayIsRefused) {
  const std::pair<const char*, const char*> cases[] = {
      {"/api/weekly-schedule/foo", "malformed_request"},
      {"/api/weekly-schedule/2026-2-3", "malformed_request"},
      {"/api/weekly-report/2026-02-30", "invalid_date"},
      {"/api/weekly-schedule/1983-12-31", "year_out_of_range"},
      {"/api/weekly-report/2026-11-23?format=pdf", "invalid_value"},
      {"/api/weekly-report/2026-11-23?lang=fr", "invalid_value"},
      {"/api/namespace-usage/pagos", "missing_field"},
      {"/api/namespace-usage/pagos?start_date=2026-01-01", "missing_field"},
      {"/api/namespace-usage/pagos?start_date=2026-01-02&end_date=2026-01-01", "invalid_range"},
      {"/api/namespace-usage/pagos?start_date=2026-01-01&end_date=2027-01-02", "invalid_range"},
      {"/api/reports?end_date=2026-01-02", "missing_field"},
      {"/api/reports?start_date=2026-01-02&end_date=2026-01-01", "invalid_range"},
      {"/api/reports?start_date=1900-01-02&end_date=2026-01-01", "year_out_of_range"},
      {"/api/reports?start_date=2026-01-02&end_date=2026-01-03&group_by=week", "invalid_value"}};
  for (const auto& [target, code] : cases) EXPECT_EQ(get(target).text("code"), code) << target;
  EXPECT_FALSE(application_.week_ || application_.usage_) << "nothing was asked";
  EXPECT_EQ(get("/api/namespace-usage/pagos?start_date=2026-01-01&end_date=2027-01-01").status(), 200);
  EXPECT_EQ(application_.usage_->days, 366);
}

TEST_F(WeekHandlers, TheSameWeekIsNotSentTwice) {
  const Asked first = get("/api/weekly-schedule/2026-11-23");
  EXPECT_EQ(first.header("cache-control"), "private, no-cache");
  const std::string tag(first.header("etag"));
  EXPECT_EQ(get_with("/api/weekly-schedule/2026-11-23", "If-None-Match", "\"other\"").status(), 200);
  const Asked again = get_with("/api/weekly-schedule/2026-11-23", "If-None-Match", "\"other\", " + tag);
  EXPECT_EQ(again.status(), 304);
  EXPECT_TRUE(again.response.content().empty());
  EXPECT_EQ(again.header("etag"), tag);
  EXPECT_NE(get("/api/weekly-schedule/2026-11-23?cost_center=CC-002").header("etag"), tag);
}

TEST_F(WeekHandlers, WhoTakesGzipGetsItWithATagOfItsOwn) {
  const Asked plain = get("/api/weekly-schedule/2026-11-23");
  const Asked packed = get_with("/api/weekly-schedule/2026-11-23", "Accept-Encoding", "br, gzip");
  EXPECT_EQ(packed.header("content-encoding"), "gzip");
  EXPECT_EQ(packed.header("vary"), "Accept-Language, Accept-Encoding");
  EXPECT_LT(packed.response.content().size() * 5, plain.response.content().size());
  EXPECT_FALSE(find_header(plain.response.headers, "content-encoding"));
  EXPECT_NE(packed.header("etag"), plain.header("etag")) << "other bytes";
  EXPECT_EQ(get_with("/api/weekly-schedule/2026-11-23", "If-None-Match", std::string(packed.header("etag"))).status(), 200);
  HttpRequest again = request("GET", "/api/weekly-schedule/2026-11-23", "");
  again.headers.push_back({"Accept-Encoding", "gzip"});
  again.headers.push_back({"If-None-Match", std::string(packed.header("etag"))});
  const Asked known = ask(again);
  EXPECT_EQ(known.status(), 304);
  EXPECT_TRUE(known.response.content().empty());
}

// The durations of the grid, the hours of the report and of the days are one sum.
TEST_F(WeekHandlers, GridReportAndUsageAgree) {
  const Report report = report_of(usage());
  ASSERT_EQ(report.rows.size(), 2U);
  EXPECT_EQ(report.namespaces, 1U);
  std::chrono::seconds actual{0};
  for (const NamespaceInput& input : sample().namespaces)
    for (const TimeEntry& entry : time_of(sample(), input).actual) actual += entry.span.length();
  EXPECT_EQ(report.total.usage.actual, actual);
  EXPECT_EQ(report.rows[0].measures.usage.actual, std::chrono::seconds(13 * 3600 - 10 + 5 * 3600 + 1800));
  EXPECT_EQ(report.rows[0].measures.usage.avoided, std::chrono::hours(9));
  EXPECT_EQ(report.rows[1].measures.usage.non_business, std::chrono::hours(2));
}

TEST_F(WeekHandlers, TheCsvIsWhatASpreadsheetOfThatLanguageOpens) {
  const Asked english = get("/api/weekly-report/2026-11-23?format=csv&lang=en");
  EXPECT_EQ(english.header("content-type"), "text/csv; charset=utf-8");
  EXPECT_EQ(english.header("content-disposition"), "attachment; filename=\"weekly-report-production-cluster-2026-11-23.csv\"");
  EXPECT_EQ(
      english.response.content(),
      "week_start,week_end,cost_center,cost_center_name,namespace,scheduled_hours,actual_hours,efficiency,non_business_hours,"
      "avoided_hours\r\n"
      "2026-11-23,2026-11-29,CC-001,Desarrollo,pagos,65,18.4972,100,0,9\r\n"
      "2026-11-23,2026-11-29,CC-001,Desarrollo,,65,18.4972,100,0,9\r\n"
      "2026-11-23,2026-11-29,CC-002,CC-002,pagos,2,2,100,2,0\r\n"
      "2026-11-23,2026-11-29,CC-002,CC-002,,2,2,100,2,0\r\n"
      "2026-11-23,2026-11-29,,,,67,20.4972,100,2,9\r\n");
  const std::string spanish = get("/api/weekly-report/2026-11-23?format=csv&lang=es").response.content();
  EXPECT_TRUE(spanish.starts_with("\xEF\xBB\xBFsemana_desde;semana_hasta;"));
  EXPECT_NE(spanish.find(";18,4972;"), std::string::npos) << spanish;
}

TEST_F(WeekHandlers, NoCellOfTheCsvIsAFormula) {
  UsageAnswer answer = usage();
  answer.cost_center_names["CC-001"] = "=HYPERLINK(\"x\")";
  answer.cost_center_names["CC-002"] = "@a;b";
  const std::string csv = table_csv(report_table(report_of(answer), Language::en), Language::en);
  EXPECT_NE(csv.find(",\"'=HYPERLINK(\"\"x\"\")\","), std::string::npos) << csv;
  EXPECT_NE(csv.find(",\"'@a;b\","), std::string::npos) << csv;
}

// 9 h × 2.5 cores and 6 GiB: 22.5 core hours and 54 GiB hours.
TEST_F(WeekHandlers, WhatWasAvoidedIsMoneyWhenThereArePrices) {
  EXPECT_FALSE(report_of(usage()).total.savings);
  UsageAnswer answer = usage();
  answer.prices = {40'500, 4'446, "USD"};
  const Report report = report_of(answer);
  EXPECT_EQ(report.rows[0].measures.savings, (Savings{225'000, 540'000, 11'513}));
  EXPECT_EQ(report.rows[1].measures.savings, Savings{}) << "it was avoided in the row of the namespace's own cost centre";
  EXPECT_EQ(report.total.savings, report.rows[0].measures.savings);
  const std::string csv = table_csv(report_table(report, Language::en), Language::en);
  EXPECT_NE(csv.find(",savings_amount,currency\r\n"), std::string::npos);
  EXPECT_NE(csv.find(",9,1.1513,USD\r\n"), std::string::npos) << csv;
}

TEST_F(WeekHandlers, EachGroupingAddsUpToTheSame) {
  UsageAnswer answer = usage();
  std::vector<Usage> totals;
  for (const UsageBy by : {UsageBy::payer_and_namespace, UsageBy::payer, UsageBy::day}) {
    answer.query.by = by;
    answer.kept = UsageTable(by);
    const Report report = report_of(answer);
    totals.push_back(report.total.usage);
    EXPECT_EQ(report.namespaces, 1U);
    EXPECT_EQ(report.rows.size(), by == UsageBy::day ? 7U : 2U) << "a row a day, a row a payer";
  }
  EXPECT_EQ(totals[0], totals[1]);
  EXPECT_EQ(totals[0], totals[2]);
}

TEST_F(WeekHandlers, TheFileOfARangeSaysItsDays) {
  const Asked csv = get("/api/reports?start_date=2026-11-23&end_date=2026-11-29&group_by=day&format=csv&lang=en");
  EXPECT_EQ(csv.header("content-disposition"),
            "attachment; filename=\"usage-report-production-cluster-2026-11-23-2026-11-29.csv\"");
  EXPECT_TRUE(csv.response.content().starts_with("date,scheduled_hours,")) << csv.response.content();
  application_.usage_answer_->cluster_name = "producción";
  EXPECT_EQ(get("/api/weekly-report/2026-11-23?format=csv").header("content-disposition"),
            "attachment; filename=\"weekly-report-producci__n-2026-11-23.csv\"; "
            "filename*=UTF-8''weekly-report-producci%C3%B3n-2026-11-23.csv");
}

TEST_F(WeekHandlers, SettingsAreChangedOnlyByWhoReadThem) {
  const auto patched = [&](const std::string& body, const std::string& tag) {
    HttpRequest asked = request("PATCH", "/api/settings", body);
    if (!tag.empty()) asked.headers.push_back({"If-Match", tag});
    return ask(asked);
  };
  EXPECT_EQ(patched(R"({"holidays":"observe","price_cpu_hour":0.0405,"price_gib_hour":null})", "\"s1\"").status(), 200);
  ASSERT_TRUE(application_.settings_patch_);
  EXPECT_EQ(application_.settings_patch_->if_match, "\"s1\"");
  EXPECT_EQ(application_.settings_patch_->holidays, std::optional(HolidayMode::observe));
  EXPECT_EQ(application_.settings_patch_->price_cpu_hour, std::optional<Micros>(40'500));
  EXPECT_TRUE(application_.settings_patch_->price_gib_hour && !*application_.settings_patch_->price_gib_hour) << "null forgets";
  EXPECT_FALSE(application_.settings_patch_->currency) << "what is left out keeps its value";
  application_.settings_patch_.reset();
  for (const char* body : {R"({"price_cpu_hour":"1"})", R"({"price_cpu_hour":1e300})", R"({"price_cpu_hour":-0.1})",
                           R"({"currency":"cop"})", R"({"currency":7})", R"({"holidays":"yes"})", R"({"timezone":"UTC"})"})
    EXPECT_GE(patched(body, "\"s1\"").status(), 400) << body;
  EXPECT_FALSE(application_.settings_patch_) << "a bad one changes nothing";
}

}  // namespace
}  // namespace nss
