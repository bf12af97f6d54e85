#include <fmt/core.h>

#include <algorithm>

#include "adapters/rest/handlers.h"
#include "adapters/rest/words.h"
#include "app/metrics_recorder.h"

namespace nss {
namespace {

constexpr std::int64_t most_points = 2'000;
constexpr std::int64_t fewest_by_default = 500;  // a step that nobody named gives about so many
constexpr std::int64_t shortest_step = 60;
constexpr std::int64_t longest_step = 86'400;
constexpr std::chrono::hours shown_by_default{24};
constexpr CountedNoun points_noun{"punto", "puntos", "point", "points"};

Error wrong(const char* name, std::string_view value) { return Query::impossible(name, value); }

std::int64_t steps_of(std::chrono::seconds range, std::int64_t step) { return (range.count() + step - 1) / step; }

// What is not named: how many namespaces are on, until now, since a day before, in steps of whole minutes.
Result<HistoryQuery> read_history_query(const Query& query, Seconds now) {
  const auto metric = query.word("metric", parse_history_metric);
  if (!metric) return fail(metric.error());
  const auto start = query.instant("start");
  if (!start) return fail(start.error());
  const auto end = query.instant("end");
  if (!end) return fail(end.error());
  const auto step = query.integer("step");
  if (!step) return fail(step.error());
  HistoryQuery wanted;
  wanted.metric = metric->value_or(HistoryMetric::namespaces_active);
  wanted.end = end->value_or(now);
  wanted.start = start->value_or(wanted.end - shown_by_default);
  if (wanted.end < wanted.start) return fail(Query::backwards());
  const std::chrono::seconds range = wanted.end - wanted.start;
  const std::int64_t by_default = std::clamp((steps_of(range, fewest_by_default) + 59) / 60 * 60, shortest_step, longest_step);
  const std::int64_t seconds = step->value_or(by_default);
  if (seconds < shortest_step || seconds > longest_step || steps_of(range, seconds) > most_points) {
    return fail(wrong("step", std::to_string(seconds)));
  }
  wanted.step = std::chrono::seconds(seconds);
  // What is ahead is not known, and what is older than the store keeps is not asked for.
  wanted.end = std::max(wanted.start, std::min(wanted.end, now));
  while (wanted.start + wanted.step < now - MetricsRecorder::kept_for && wanted.start < wanted.end) wanted.start += wanted.step;
  return wanted;
}

}  // namespace

void show_metrics_history(const ExchangePtr& exchange) {
  const auto query = read_history_query(exchange->query, exchange->services.application.now());
  if (!query) return exchange->finish(exchange->problem(query.error()));
  exchange->services.application.metrics_history(
      *query, exchange->answer_with<std::vector<HistoryPoint>>(
                  [asked_for = *query](const Exchange& asked, const std::vector<HistoryPoint>& points) {
                    return asked.success(counted(points.size(), points_noun), [&](JsonWriter& json) {
                      json.begin_object().member("metric", to_string(asked_for.metric)).member("unit", unit_of(asked_for.metric));
                      json.member("start", asked_for.start).member("end", asked_for.end);
                      json.member("step", std::int64_t{asked_for.step.count()}).key("points").begin_array();
                      for (const HistoryPoint& point : points) {
                        json.begin_object().member("at", point.at).member("value", point.value).end_object();
                      }
                      json.end_array().end_object();
                    });
                  }));
}

}  // namespace nss
