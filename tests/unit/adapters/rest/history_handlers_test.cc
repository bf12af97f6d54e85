// GET /api/metrics/history: what is asked of the application, and what is refused.
#include <gtest/gtest.h>

#include "unit/adapters/rest/rest_fixture.h"
#include "unit/adapters/rest/sample_answers.h"

namespace nss {
namespace {

class HistoryHandlers : public RestFixture {
 protected:
  HistoryHandlers() { set_sample_answers(application_); }
};

TEST_F(HistoryHandlers, WhatIsNotNamedIsTheLastDay) {
  ASSERT_EQ(get("/api/metrics/history").status(), 200);
  const HistoryQuery& asked = *application_.history_query_;
  EXPECT_EQ(asked.metric, HistoryMetric::namespaces_active);
  EXPECT_EQ(asked.end, at("2026-11-22T13:52:00Z"));
  EXPECT_EQ(asked.start, at("2026-11-21T13:52:00Z"));
  EXPECT_EQ(asked.step, std::chrono::seconds(180));
}

TEST_F(HistoryHandlers, WhatIsNamedIsAsked) {
  ASSERT_EQ(get("/api/metrics/history?metric=refusals&start=2026-11-20T00:00:00Z&end=2026-11-21T00:00:00Z&step=3600").status(),
            200);
  const HistoryQuery& asked = *application_.history_query_;
  EXPECT_EQ(asked.metric, HistoryMetric::refusals);
  EXPECT_EQ(asked.start, at("2026-11-20T00:00:00Z"));
  EXPECT_EQ(asked.end, at("2026-11-21T00:00:00Z"));
  EXPECT_EQ(asked.step, std::chrono::hours(1));
}

TEST_F(HistoryHandlers, NeitherTheFutureNorWhatIsForgottenIsAsked) {
  ASSERT_EQ(get("/api/metrics/history?start=2026-11-22T12:00:00Z&end=2026-11-23T00:00:00Z").status(), 200);
  EXPECT_EQ(application_.history_query_->end, at("2026-11-22T13:52:00Z"));
  ASSERT_EQ(get("/api/metrics/history?start=2026-12-22T12:00:00Z&end=2026-12-23T00:00:00Z").status(), 200);
  EXPECT_EQ(application_.history_query_->start, application_.history_query_->end) << "nothing";
  ASSERT_EQ(get("/api/metrics/history?start=2026-01-01T00:00:00Z&step=86400").status(), 200);
  EXPECT_GT(application_.history_query_->start, at("2026-08-22T00:00:00Z")) << "90 days are kept";
  EXPECT_LE(application_.history_query_->start, at("2026-08-24T13:52:00Z"));
}

TEST_F(HistoryHandlers, WhatMakesNoSenseIsRefused) {
  const std::pair<const char*, const char*> cases[] = {{"?metric=uptime", "invalid_value"},
                                                       {"?metric=", "invalid_value"},
                                                       {"?start=yesterday", "invalid_date"},
                                                       {"?end=2026-02-30T00:00:00Z", "invalid_date"},
                                                       {"?start=2026-11-22T00:00:00Z&end=2026-11-21T00:00:00Z", "invalid_range"},
                                                       {"?step=59", "invalid_value"},
                                                       {"?step=86401", "invalid_value"},
                                                       {"?step=x", "invalid_type"},
                                                       {"?start=2026-11-20T00:00:00Z&step=60", "invalid_value"},
                                                       {"?page=2", "unknown_parameter"}};
  for (const auto& [query, code] : cases) EXPECT_EQ(get(std::string("/api/metrics/history") + query).text("code"), code) << query;
  EXPECT_FALSE(application_.history_query_) << "nothing was asked";
  EXPECT_EQ(get("/api/metrics/history?start=2026-11-20T00:00:00Z&end=2026-11-21T09:20:00Z&step=60").status(), 200)
      << "2,000 points";
  EXPECT_EQ(get("/api/metrics/history?start=2026-11-20T00:00:00Z&end=2026-11-21T09:21:00Z&step=60").text("code"),
            "invalid_value");
}

}  // namespace
}  // namespace nss
