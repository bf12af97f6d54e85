// What the process counts, as atomics that any thread may change and any thread may read. The names people see, their
// help and their type are in adapters/telemetry, which renders them as Prometheus text.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "base/instruments.h"

namespace nss {

using Count = std::atomic<std::uint64_t>;
using Level = std::atomic<std::int64_t>;

struct Metrics {
  // The cluster client.
  Count kube_requests{0};
  Count kube_patches{0};
  Count kube_conflicts{0};
  Count kube_throttled{0};
  Count kube_errors{0};
  Count kube_watch_restarts{0};
  Count kube_relists{0};
  Level kube_in_flight_limit{0};
  // Decisions.
  Count operations_started{0};
  Count operations_completed{0};
  Count operations_partial{0};
  Count operations_superseded{0};
  Count operations_failed{0};
  Count firings{0};
  Count firings_missed{0};
  Count usage_mismatches{0};
  Count runs_completed{0};
  Count runs_failed{0};
  Count audit_records{0};
  Count audit_write_errors{0};
  // What there is.
  Level namespaces_active{0};
  Level namespaces_inactive{0};
  Level namespaces_degraded{0};
  Level namespaces_contested{0};
  Level workloads_cached{0};
  Level off_hours_active{0};
  Level off_hours_limit{0};
  Level spool_records{0};
  // The store and the page.
  Count store_commits{0};
  Count store_errors{0};
  Count http_requests{0};
  Count http_errors{0};
  Level http_connections{0};
  // Told apart by labels; each bounded. What is counted comes from closed lists of ours: codes, kinds, routes.
  Family<Histogram, 3> http_durations{512};                                    // method, route pattern, status
  Family<Histogram, 1> schedule_delays{8, std::cref(transition_bounds)};       // action: what the task does
  Family<Histogram, 1> transition_durations{8, std::cref(transition_bounds)};  // action: activate, deactivate
  Family<Count, 1> requests{16};                                               // kind: what was asked for, by a person or a task
  Family<Count, 1> denials{64};                                                // reason: a code of API 1.8
  Family<Count, 1> drift_corrections{8};     // source: who had changed the workload (domain/workload.h)
  Family<Histogram, 2> store_durations{16};  // kind of store, operation
  Family<Count, 1> dynamodb_faults{16};      // class of the fault (adapters/dynamodb/fault_codec.h); failed conditions are none
  Family<Histogram, 3> kube_durations{256};  // verb, resource, status
  // More of the states that namespaces are in.
  Level namespaces_deactivating{0};
  Level namespaces_activating{0};
  Level namespaces_excluded{0};
  Level namespaces_unknown{0};
};

}  // namespace nss
