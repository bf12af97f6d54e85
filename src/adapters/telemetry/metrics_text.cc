#include "adapters/telemetry/metrics_text.h"

#include <array>
#include <limits>
#include <vector>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

namespace nss {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

ClientMetric sample(MetricType type, double value) {
  ClientMetric metric;
  (type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
  return metric;
}

MetricFamily family(const char* name, const char* help, MetricType type) {
  MetricFamily made;
  made.name = name;
  made.help = help;
  made.type = type;
  return made;
}

MetricFamily counter(const char* name, const char* help, const Count& value) {
  MetricFamily made = family(name, help, MetricType::Counter);
  made.metric.push_back(sample(MetricType::Counter, static_cast<double>(value.load())));
  return made;
}

MetricFamily gauge(const char* name, const char* help, const Level& value) {
  MetricFamily made = family(name, help, MetricType::Gauge);
  made.metric.push_back(sample(MetricType::Gauge, static_cast<double>(value.load())));
  return made;
}

struct Labelled {
  const char* value;
  double number;
};

MetricFamily by_label(MetricFamily made, const char* label, const std::vector<Labelled>& samples) {
  for (const Labelled& each : samples) {
    ClientMetric metric = sample(made.type, each.number);
    metric.label.push_back({label, each.value});
    made.metric.push_back(std::move(metric));
  }
  return made;
}

// Counters and durations told apart by labels. A family without a sample is still named, so that a dashboard finds it.
template <std::size_t labels>
MetricFamily counters(MetricFamily made, const std::array<const char*, labels>& names, const Family<Count, labels>& values) {
  for (const auto& [given, count] : values.all()) {
    ClientMetric metric = sample(MetricType::Counter, static_cast<double>(count->load()));
    for (std::size_t i = 0; i < labels; ++i) metric.label.push_back({names[i], given[i]});
    made.metric.push_back(std::move(metric));
  }
  return made;
}

template <std::size_t labels>
MetricFamily histograms(MetricFamily made, const std::array<const char*, labels>& names,
                        const Family<Histogram, labels>& values) {
  for (const auto& [given, histogram] : values.all()) {
    ClientMetric metric;
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < histogram->buckets(); ++i) {
      seen += histogram->bucket(i);
      const bool last = i == histogram->bounds().size();
      metric.histogram.bucket.push_back(
          {seen, last ? std::numeric_limits<double>::infinity() : static_cast<double>(histogram->bounds().at(i)) / 1e3});
    }
    metric.histogram.sample_count = seen;
    metric.histogram.sample_sum = histogram->sum_seconds();
    for (std::size_t i = 0; i < labels; ++i) metric.label.push_back({names[i], given[i]});
    made.metric.push_back(std::move(metric));
  }
  return made;
}

double number(const Count& value) { return static_cast<double>(value.load()); }
double number(const Level& value) { return static_cast<double>(value.load()); }

std::vector<MetricFamily> cluster_families(const Metrics& m) {
  return {
      counter("nsched_kube_requests_total", "Requests sent to the Kubernetes API server.", m.kube_requests),
      counter("nsched_kube_patches_total", "Workload patches sent to the Kubernetes API server.", m.kube_patches),
      counter("nsched_kube_conflicts_total", "Answers 409: the object had changed since it was read.", m.kube_conflicts),
      counter("nsched_kube_throttled_total", "Answers 429: the API server asked us to slow down.", m.kube_throttled),
      counter("nsched_kube_errors_total", "Requests to the Kubernetes API server that failed otherwise.", m.kube_errors),
      counter("nsched_kube_watch_restarts_total", "Watches that ended and were opened again.", m.kube_watch_restarts),
      counter("nsched_kube_relists_total", "Complete lists read because a watch could not go on.", m.kube_relists),
      gauge("nsched_kube_in_flight_limit", "Concurrent writes allowed at the moment.", m.kube_in_flight_limit),
  };
}

std::vector<MetricFamily> decision_families(const Metrics& m) {
  return {
      counter("nsched_operations_started_total", "Operations whose intent was stored.", m.operations_started),
      by_label(family("nsched_operations_total", "Ends of operations by result; a partial one goes on and ends again.",
                      MetricType::Counter),
               "result",
               {{"completed", number(m.operations_completed)},
                {"partial", number(m.operations_partial)},
                {"superseded", number(m.operations_superseded)},
                {"failed", number(m.operations_failed)}}),
      counter("nsched_firings_total", "Due times of tasks that were carried out.", m.firings),
      counter("nsched_usage_mismatches_total", "Kept sums of past weeks that were not what the records say, and were made anew.",
              m.usage_mismatches),
      counter("nsched_firings_missed_total", "Due times of tasks that passed without being carried out.", m.firings_missed),
      by_label(family("nsched_task_runs_total", "Ends of tasks' runs by result.", MetricType::Counter), "result",
               {{"completed", number(m.runs_completed)}, {"failed", number(m.runs_failed)}}),
      by_label(family("nsched_namespaces", "User namespaces by state.", MetricType::Gauge), "state",
               {{"active", number(m.namespaces_active)},
                {"inactive", number(m.namespaces_inactive)},
                {"degraded", number(m.namespaces_degraded)},
                {"deactivating", number(m.namespaces_deactivating)},
                {"activating", number(m.namespaces_activating)},
                {"excluded", number(m.namespaces_excluded)},
                {"unknown", number(m.namespaces_unknown)}}),
      gauge("nsched_namespaces_contested", "User namespaces in which somebody keeps reverting us.", m.namespaces_contested),
      gauge("nsched_workloads", "Workloads in the cache.", m.workloads_cached),
      gauge("nsched_spool_records", "Records that wait on disk for the store.", m.spool_records),
  };
}

std::vector<MetricFamily> rule_families(const Metrics& m) {
  return {
      gauge("nsched_off_hours_active", "Off-hours places that are taken.", m.off_hours_active),
      gauge("nsched_off_hours_limit", "Off-hours places that there are.", m.off_hours_limit),
      counters<1>(family("nsched_requests_total", "What people and tasks asked for.", MetricType::Counter), {"kind"}, m.requests),
      counters<1>(family("nsched_denials_total", "Refusals by their code.", MetricType::Counter), {"reason"}, m.denials),
      counters<1>(
          family("nsched_drift_corrections_total", "Workloads put to sleep again, by who had woken them.", MetricType::Counter),
          {"source"}, m.drift_corrections),
      histograms<1>(family("nsched_schedule_delay_seconds", "How late a due time was carried out.", MetricType::Histogram),
                    {"action"}, m.schedule_delays),
      histograms<1>(family("nsched_transition_duration_seconds", "From the decision until every workload was tried once.",
                           MetricType::Histogram),
                    {"action"}, m.transition_durations),
  };
}

std::vector<MetricFamily> duration_families(const Metrics& m) {
  return {
      histograms<3>(
          family("http_server_request_duration_seconds", "Until the answer to an HTTP request was known.", MetricType::Histogram),
          {"http_request_method", "http_route", "http_response_status_code"}, m.http_durations),
      histograms<2>(family("nsched_store_request_duration_seconds", "Until the store answered.", MetricType::Histogram),
                    {"store", "operation"}, m.store_durations),
      histograms<3>(
          family("nsched_k8s_request_duration_seconds",
                 "Until the Kubernetes API server had answered; of a watch, until it had begun to.", MetricType::Histogram),
          {"verb", "resource", "code"}, m.kube_durations),
  };
}

std::vector<MetricFamily> service_families(const Metrics& m) {
  return {
      counter("nsched_audit_records_total", "Links written to the audit chains.", m.audit_records),
      counter("nsched_audit_write_errors_total", "Audit links that could not be written.", m.audit_write_errors),
      counter("nsched_store_commits_total", "Transactions committed to the store.", m.store_commits),
      counter("nsched_store_errors_total", "Requests to the store that failed.", m.store_errors),
      counter("nsched_http_requests_total", "HTTP requests answered.", m.http_requests),
      counter("nsched_http_errors_total", "HTTP requests answered with a 5xx status.", m.http_errors),
      gauge("nsched_http_connections", "Open HTTP connections.", m.http_connections),
      counters<1>(family("nsched_dynamodb_faults_total", "Answers of DynamoDB that were faults, by what is done about them.",
                         MetricType::Counter),
                  {"class"}, m.dynamodb_faults),
  };
}

}  // namespace

std::string render_metrics(const Metrics& metrics, std::string_view version) {
  std::vector<MetricFamily> families;
  if (!version.empty()) {
    families.push_back(family("nsched_build_info", "The version that runs; the value is always 1.", MetricType::Gauge));
    families.back().metric.push_back(sample(MetricType::Gauge, 1));
    families.back().metric.back().label.push_back({"version", std::string(version)});
  }
  for (auto group : {cluster_families(metrics), decision_families(metrics), rule_families(metrics), service_families(metrics),
                     duration_families(metrics)})
    for (MetricFamily& each : group) families.push_back(std::move(each));
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace nss
