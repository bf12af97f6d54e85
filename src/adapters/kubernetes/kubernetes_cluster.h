// The Cluster port on a real API server. One thread (adapters/http_client/curl_loop.h) does all of it: five reflectors keep
// list and watch going, one queue bounds the calls. Answers are decoded on that thread too, as the bytes arrive: the decoder
// is a stream that keeps only our fields (json_stream.h), a chunk costs microseconds, and the peer is slowed down by TCP
// alone, so that no queue of undecoded bodies exists that would need a bound. Exec plugins run on a thread of their own.
//
// Life cycle: make (reads kubeconfig or service account files, opens nothing) → identify → start → … → stop.
// Events and replies come on the adapter's thread; they must only post. A list that is interrupted begins again with
// another ListBegin for its resource; only ListEnd completes one.
// Failure: mistakes in the configuration are `make`'s error, one line each: what, where, what would be right. Later trouble
// is a StreamState, or the error of one reply (kinds: ports/cluster.h).
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "adapters/http_client/backoff.h"
#include "base/metrics.h"
#include "base/result.h"
#include "ports/clock.h"
#include "ports/cluster.h"

namespace nss {

// Every wait of the adapter; the defaults are the product's, tests make them short.
struct KubernetesTimings {
  std::chrono::milliseconds call_timeout{30'000};
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds list_timeout{120'000};  // one page
  std::chrono::milliseconds watch_least{240'000};   // timeoutSeconds is random between these
  std::chrono::milliseconds watch_most{480'000};
  std::chrono::milliseconds watch_slack{30'000};        // our own timeout comes so much later
  std::chrono::milliseconds watch_too_short{1'000};     // a watch that ends sooner without an event is an error
  std::chrono::milliseconds optional_retry{600'000};    // a forbidden optional resource is asked for again
  std::chrono::milliseconds throttled_at_most{60'000};  // a call is retried on 429 for so long
  std::chrono::milliseconds throttled_wait{1'000};      // pause after a 429 that names none
  std::chrono::milliseconds exec_timeout{30'000};
  std::chrono::milliseconds exec_retry{2'000};     // a failed plugin is not started again before
  std::chrono::milliseconds file_refresh{60'000};  // token, CA and certificate files are read again
  std::chrono::milliseconds server_time_every{60'000};
  BackoffLimits backoff{};
};

struct KubernetesOptions {
  bool in_cluster = false;  // else a kubeconfig
  // In a pod.
  std::string service_host;  // KUBERNETES_SERVICE_HOST
  std::string service_port;  // KUBERNETES_SERVICE_PORT
  std::string service_account_dir = "/var/run/secrets/kubernetes.io/serviceaccount";
  // Outside.
  std::string kubeconfig;  // KUBECONFIG: one path or several with colons; empty: home/.kube/config
  std::string home;        // HOME
  std::string context;     // NSCHED_KUBE_CONTEXT; empty: the current one
  // Both.
  int max_in_flight = 32;  // NSCHED_KUBE_MAX_IN_FLIGHT, at least 1
  std::string user_agent = "namespace-scheduler";
  std::size_t page_size = 500;        // objects per page of a list
  std::size_t queue_bound = 100'000;  // calls that wait; more are answered unavailable, code queue_full
  std::uint32_t seed = 0;             // of the jitter; 0: from the system
  KubernetesTimings timings{};
};

class KubernetesCluster final : public Cluster {
 public:
  static Result<std::unique_ptr<KubernetesCluster>> make(KubernetesOptions options, const Clock& clock, Metrics& metrics);
  ~KubernetesCluster() override;

  // Where we are connected to, for the log: "context dev of /home/a/.kube/config, https://…". No secrets.
  const std::string& description() const;

  void identify(Reply<ClusterIdentity> reply) override;
  void start(ClusterSink sink) override;
  void resync() override;
  void read(WorkloadRef ref, Reply<std::optional<Workload>> reply) override;
  void patch(WorkloadRef ref, WorkloadPatch patch, Reply<Workload> reply) override;
  void run_command(TaskCommand command, std::string ns, Reply<std::string> reply) override;
  void stop() override;

 private:
  class Impl;
  explicit KubernetesCluster(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace nss
